import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startPostgres } from "../../scripts/embedded-postgres.mjs";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "swarmkeep-postgres-"));
  // As root, Postgres runs as another user, who must pass through.
  await chmod(folder, 0o711);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const start = () => startPostgres({ directory: path.join(folder, "postgres") });
const pidFile = () => path.join(folder, "postgres/data/postmaster.pid");

describe("the embedded Postgres", { timeout: 60_000 }, () => {
  test("keeps every committed transaction, whatever the settings for speed", async () => {
    const server = await start();
    const names = ["fsync", "full_page_writes", "synchronous_commit"];
    const found = await query<{ name: string; setting: string }>(
      server.url,
      `SELECT name, setting FROM pg_settings WHERE name = ANY('{${names.join()}}') ORDER BY name`,
    );
    expect(found).toEqual(names.map((name) => ({ name, setting: "on" })));
    await server.stop();
  });

  test("is stopped by the last of those who use it", async () => {
    const first = await start();
    const second = await start();
    expect(first.adopted).toBe(false);
    expect(second.adopted).toBe(true);
    expect(second.pid).toBe(first.pid);
    expect(await first.stop()).toBe(false);
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await second.stop()).toBe(true);
    await expect(query(second.url, "SELECT 1")).rejects.toThrow();
  });

  test("tells its user when it goes away", async () => {
    const server = await start();
    process.kill(server.pid, "SIGKILL");
    await server.lost;
    await server.stop();
  });

  test("starts over a stale pid file that names another living process", async () => {
    const before = await start();
    await query(before.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(before.pid, "SIGKILL");
    await before.lost;
    await before.stop();
    // As after a crash of the machine, when numbers are given out anew.
    const [, ...rest] = (await readFile(pidFile(), "utf8")).split("\n");
    await writeFile(pidFile(), [process.pid, ...rest].join("\n"));

    const after = await start();
    expect(after.adopted).toBe(false);
    expect(await query(after.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await after.stop();
  });

  test("says which PostgreSQL made the data when it was another major version", async () => {
    const versionFile = path.join(folder, "postgres/data/PG_VERSION");
    const version = await readFile(versionFile, "utf8");
    await writeFile(versionFile, "9\n");
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 9, and this Swarmkeep brings/);
    await writeFile(versionFile, version);
  });
});

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
