import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { runStartScript, type StartScript } from "../support/start-script.ts";
import { isAlive } from "../../scripts/processes.mjs";

let folder = "";
let port = 0;
let running: StartScript[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "swarmkeep-start-"));
  // As root, Postgres runs as another user, who must pass through.
  await chmod(folder, 0o711);
  const probe = await listen(0);
  port = portOf(probe);
  await close(probe);
});

afterEach(async () => {
  for (const script of running) script.signal("SIGTERM");
  await Promise.all(running.map(({ exited }) => exited));
  running = [];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function start(env: Record<string, string> = {}): StartScript {
  const script = runStartScript({ DATA_DIR: folder, PORT: String(port), ...env });
  running.push(script);
  return script;
}

describe("npm start", { timeout: 120_000 }, () => {
  test("serves the site, offers the owner's set-up, and leaves nothing behind on SIGTERM", async () => {
    const script = start();
    const output = await script.up;
    expect(output).toContain(`http://localhost:${port}/setup/`);
    expect((await fetch(`http://127.0.0.1:${port}/login`)).status).toBe(200);
    const postgres = await postmasterPid();

    script.signal("SIGTERM");
    expect(await script.exited).toBe(0);
    expect(isAlive(postgres)).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  test("makes the owner from the environment, and then offers no set-up", async () => {
    const owner = {
      OWNER_NAME: "keeper",
      OWNER_PASSWORD: "a long enough password",
      OWNER_EMAIL: "keeper@example.org",
    };
    const output = await start(owner).up;
    expect(output).toContain("The owner is keeper.");
    expect(output).not.toContain("/setup/");
  });

  test("does nothing a second time, and is up within 5 s", async () => {
    const began = performance.now();
    const output = await start().up;
    const seconds = (performance.now() - began) / 1000;
    for (const step of ["install", "generate", "compile", "build", "migrate"]) {
      expect(output).toMatch(new RegExp(`${step} .* up to date`));
    }
    // The promise is about a machine that is not busy with something else.
    const crowd = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
    expect(seconds).toBeLessThan(5 * crowd);
  });

  test("killed with -9, it is followed by one that adopts its Postgres and has its port", async () => {
    const first = start();
    await first.up;
    const postgres = await postmasterPid();
    first.signal("SIGKILL");
    await first.exited;

    const output = await start().up;
    expect(output).toContain("adopted the one that was running");
    expect(await postmasterPid()).toBe(postgres);
    expect((await fetch(`http://127.0.0.1:${port}/login`)).status).toBe(200);
  });

  test("brings a Postgres back that was killed with -9", async () => {
    const script = start();
    await script.up;
    const postgres = await postmasterPid();
    process.kill(postgres, "SIGKILL");
    await expect.poll(healthOfSite, { timeout: 30_000 }).toBe(200);
    await expect.poll(postmasterPid, { timeout: 30_000 }).not.toBe(postgres);
    expect(script.output()).toContain("PostgreSQL went away; starting it again.");
  });

  test("leaves with an error, Postgres stopped, when the server is killed", async () => {
    const script = start();
    await script.up;
    const postgres = await postmasterPid();
    const [server = ""] = (await readFile(path.join(folder, "server.pid"), "utf8")).split(" ");
    process.kill(Number(server), "SIGKILL");
    expect(await script.exited).toBe(1);
    expect(script.output()).toContain("The server left by itself (SIGKILL)");
    expect(isAlive(postgres)).toBe(false);
  });

  test("will not start twice in one data folder", async () => {
    const first = start();
    await first.up;
    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(
      `already being started or running here (process ${first.pid})`,
    );
    expect((await fetch(`http://127.0.0.1:${port}/login`)).status).toBe(200);
  });

  test("says who has the port and what to do", async () => {
    const foreign = await listen(0);
    const script = start({ PORT: String(portOf(foreign)) });
    expect(await script.exited).toBe(1);
    expect(script.output()).toContain(`Port ${portOf(foreign)} is taken by`);
    expect(script.output()).toContain(`PORT=${portOf(foreign) + 1} npm start`);
    expect(script.output()).not.toMatch(/^ {2}postgres /m);
    await close(foreign);
  });

  test("names a bad environment value before it does anything slow", async () => {
    const script = start({ PORT: "http", TRUSTED_PROXIES: "proxy.example" });
    expect(await script.exited).toBe(1);
    expect(script.output()).toContain("PORT: must be a whole number from 0 to 65535");
    expect(script.output()).toContain("TRUSTED_PROXIES");
    expect(script.output()).not.toMatch(/^ {2}(build|postgres) /m);
  });

  test("uses DATABASE_URL and starts no Postgres", async () => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), "swarmkeep-start-"));
    const databaseUrl = process.env["DATABASE_URL"] ?? "";
    const script = start({ DATA_DIR: elsewhere, DATABASE_URL: databaseUrl });
    expect(await script.up).not.toMatch(/^ {2}postgres /m);
    script.signal("SIGTERM");
    expect(await script.exited).toBe(0);
    await rm(elsewhere, { recursive: true });
  });
});

async function healthOfSite(): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/healthz`)).status;
}

async function postmasterPid(): Promise<number> {
  const file = path.join(folder, "postgres/data/postmaster.pid");
  const [pid = ""] = (await readFile(file, "utf8").catch(() => "")).split("\n");
  return Number(pid);
}

function listen(wanted: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(wanted, "127.0.0.1", () => {
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
