import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { startSite } from "../support/site.ts";
import { end, freePort } from "./processes.ts";

/** A tracker under load. */
export interface Target {
  readonly name: string;
  readonly note: string;
  readonly port: number;
  readonly pid: number;
  readonly hasPasskeys: boolean;
  /** It closes every connection, and does not say so in its replies. */
  readonly hangsUp: boolean;
  readonly stop: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, "../..");
const bittorrentTrackerVersion = "11.2.3";

/** Our own server as it is in production: the tracker's role, with accounting on. */
export async function startSwarmkeep({
  databaseUrl,
  name = "swarmkeep",
  env = {},
  role = "tracker",
}: {
  readonly databaseUrl: string;
  readonly name?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly role?: "all" | "tracker";
}): Promise<Target> {
  const site = await startSite({ role, databaseUrl, env });
  return {
    name,
    note: "accounting on, every byte committed to PostgreSQL",
    port: Number(new URL(site.url).port),
    pid: site.pid,
    hasPasskeys: true,
    hangsUp: false,
    stop: () => site.stop(),
  };
}

/** npm's tracker, installed for the benchmark alone. */
export async function startBittorrentTracker(): Promise<Target | string> {
  const folder = path.join(root, ".data/bench");
  const problem = installBittorrentTracker(folder);
  if (problem) return problem;
  const port = await freePort();
  const child = runNode(["bittorrent-tracker.mjs", folder, String(port)]);
  await ready(child);
  return {
    name: "bittorrent-tracker",
    note: `${bittorrentTrackerVersion} from npm, no accounting`,
    port,
    pid: child.pid ?? 0,
    hasPasskeys: false,
    hangsUp: false,
    stop: () => end(child),
  };
}

/** @returns what went wrong, or undefined */
function installBittorrentTracker(folder: string): string | undefined {
  const manifest = path.join(folder, "node_modules/bittorrent-tracker/package.json");
  if (existsSync(manifest)) return undefined;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  const { status, stderr } = spawnSync(
    "npm",
    [
      "install",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--omit=optional",
      `bittorrent-tracker@${bittorrentTrackerVersion}`,
    ],
    { cwd: folder, encoding: "utf8" },
  );
  return status === 0 ? undefined : `not installed: ${stderr.trim().split("\n").at(-1) ?? ""}`;
}

/** Debian's opentracker, if the machine has it. Its build serves listed torrents only. */
export async function startOpentracker(infoHashes: readonly Buffer[]): Promise<Target | string> {
  if (spawnSync("sh", ["-c", "command -v opentracker"]).status !== 0) {
    return "not on this machine (Debian: apt install opentracker)";
  }
  const folder = mkdtempSync(path.join(tmpdir(), "opentracker-"));
  // Started by root, it reads the list as another user.
  chmodSync(folder, 0o755);
  const list = path.join(folder, "whitelist.txt");
  writeFileSync(list, infoHashes.map((hash) => `${hash.toString("hex")}\n`).join(""));
  const port = await freePort();
  const child = spawn("opentracker", ["-i", "127.0.0.1", "-p", String(port), "-w", list], {
    stdio: "ignore",
  });
  await listening(port);
  return {
    name: "opentracker",
    note: "in C, no accounting; closes every connection whatever it is asked, and does not say so",
    port,
    pid: child.pid ?? 0,
    hasPasskeys: false,
    hangsUp: true,
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Shows what the load generator itself can reach. */
export async function startResponder(): Promise<Target> {
  const port = await freePort();
  const child = runNode(["responder.mjs", String(port)]);
  await ready(child);
  return {
    name: "fixed reply",
    note: "the load generator's own ceiling",
    port,
    pid: child.pid ?? 0,
    hasPasskeys: true,
    hangsUp: false,
    stop: () => end(child),
  };
}

function runNode([script = "", ...args]: string[]): ChildProcess {
  return spawn(process.execPath, [path.join(import.meta.dirname, script), ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("message", () => {
      resolve();
    });
    child.once("exit", () => {
      reject(new Error("It left before it was ready"));
    });
  });
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const probe = connect(port, "127.0.0.1", () => {
        probe.destroy();
        resolve(true);
      });
      probe.on("error", () => {
        resolve(false);
      });
    });
    if (isUp) return;
    await pause(50);
  }
  throw new Error(`Nothing listens on port ${port}`);
}
