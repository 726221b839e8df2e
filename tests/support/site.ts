import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { createTestDatabase } from "./postgres.ts";

const root = path.resolve(import.meta.dirname, "../..");
const program = path.join(root, "dist/server.js");
const readyTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

export interface SiteOptions {
  /** Over the defaults below; an empty string takes one away. */
  readonly env?: Readonly<Record<string, string>>;
  readonly role?: "all" | "tracker" | "web";
  /** Another site's database, for two processes on one site. It is not dropped at stop. */
  readonly databaseUrl?: string;
}

/** A running built site: the real server, the real pages, and a database of its own. */
export interface Site {
  /** Without a trailing slash; stays the same over restarts. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Of the process that runs now: `restart` changes it. */
  readonly pid: number;
  /** What the server has written to stderr so far. */
  readonly stderr: string;
  /** SIGTERM, as an operator stops it; then the database is dropped. */
  readonly stop: () => Promise<void>;
  /** SIGKILL: it gets no chance to flush anything. The database stays. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same database and port; SIGTERM first if it still runs. */
  readonly restart: () => Promise<void>;
}

/**
 * Starts the built `dist/server.js` and waits until it serves.
 * @throws Error with what the server wrote when it does not come up
 */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  if (!existsSync(program))
    throw new Error("dist/server.js is missing: run node scripts/build.mjs.");
  const database = options.databaseUrl ? undefined : await createTestDatabase();
  const databaseUrl = options.databaseUrl ?? database?.url ?? "";
  const dataFolder = await mkdtemp(path.join(tmpdir(), "swarmkeep-test-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    ...inherited(),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(port),
    BASE_URL: url,
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataFolder,
    AUTH_SECRET: "tests only: at least 32 characters long",
    ROLE: options.role ?? "all",
    ...options.env,
  };
  let server = await launch(env);
  return {
    url,
    databaseUrl,
    get pid() {
      return server.pid;
    },
    get stderr() {
      return server.stderr();
    },
    kill: () => server.end("SIGKILL"),
    restart: async () => {
      await server.end("SIGTERM");
      server = await launch(env);
    },
    stop: async () => {
      await server.end("SIGTERM");
      await database?.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Only what a process needs to run: a developer's own settings must not leak into tests. */
function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "NEXT_DIST_DIR", "NODE_OPTIONS"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

interface Server {
  readonly pid: number;
  readonly stderr: () => string;
  readonly end: (signal: "SIGTERM" | "SIGKILL") => Promise<void>;
}

async function launch(env: NodeJS.ProcessEnv): Promise<Server> {
  const child = spawn(process.execPath, [program], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000));
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const exited = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    if (!hasExited(child)) child.kill(signal);
    const patience = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await exited;
    clearTimeout(patience);
  };
  try {
    await ready(child);
  } catch (error) {
    await end("SIGKILL");
    throw new Error(`${(error as Error).message}\n${output}`, { cause: error });
  }
  return { pid: child.pid ?? 0, stderr: () => output, end };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      reject(new Error(`The server was not ready within ${readyTimeoutMs / 1000} s.`));
    }, readyTimeoutMs);
    child.on("message", (message: { type?: unknown }) => {
      if (message.type !== "ready") return;
      clearTimeout(patience);
      resolve();
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(patience);
      reject(new Error(`The server left before it was ready (${code ?? signal ?? "?"}).`));
    });
  });
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
