import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import pg from "pg";

import { startPostgres } from "../../scripts/embedded-postgres.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const migrations = path.join(root, "prisma/migrations");
const templateLock = 735_002;

/** A database of its own, with all migrations and the reference data in it. */
export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/**
 * Clones a database from the migrated template, which takes about 50 ms.
 * Needs `startTestPostgres` first, which the global set-ups of vitest and Playwright call.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = await ensureTemplate();
  const name = `test_${process.pid}_${crypto.randomUUID().slice(0, 8)}`;
  await withAdmin((admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url: urlOf(name),
    drop: async () => {
      await withAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/**
 * Makes a server known to this process and its children: TEST_POSTGRES_URL (the address of a
 * database whose role may create others) if it is set, else the embedded one in .data.
 * @returns what stops the embedded server again, unless another run still uses it
 */
export async function startTestPostgres(): Promise<() => Promise<void>> {
  if (process.env["TEST_POSTGRES_URL"]) return () => Promise.resolve();
  const server = await startPostgres({
    directory: path.join(root, ".data/test-postgres"),
    // Tests outlive no power failure.
    settings: { fsync: "off", full_page_writes: "off", max_connections: "300" },
  });
  process.env["TEST_POSTGRES_URL"] = server.adminUrl;
  await dropLeftovers();
  return async () => {
    await server.stop();
  };
}

/** Databases of runs that were killed; one that is in use belongs to another run of now. */
async function dropLeftovers(): Promise<void> {
  await withAdmin(async (admin) => {
    const { rows } = await admin.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' ORDER BY datname",
    );
    for (const { datname } of rows) {
      if (isRunning(Number(datname.split("_")[1]))) continue;
      await admin.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    }
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The template's name carries a hash of what is in it, so that a changed migration makes a new one. */
async function ensureTemplate(): Promise<string> {
  const name = `template_${contentHash()}`;
  await withAdmin(async (admin) => {
    if (await exists(admin, name)) return;
    await admin.query("SELECT pg_advisory_lock($1)", [templateLock]);
    if (await exists(admin, name)) return;
    const unfinished = `${name}_unfinished`;
    await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${unfinished} ENCODING 'UTF8' TEMPLATE template0`);
    await runScript("scripts/prisma.mjs", ["migrate", "deploy"], urlOf(unfinished));
    await fillTemplate(urlOf(unfinished));
    await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  });
  return name;
}

async function fillTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(readFileSync(path.join(root, "prisma/reference-data.sql"), "utf8"));
  } finally {
    await client.end();
  }
}

function contentHash(): string {
  const hash = createHash("sha256");
  hash.update(readFileSync(path.join(root, "prisma/reference-data.sql")));
  for (const name of readdirSync(migrations).sort()) {
    if (name.endsWith(".toml")) continue;
    hash.update(name).update(readFileSync(path.join(migrations, name, "migration.sql")));
  }
  return hash.digest("hex").slice(0, 12);
}

async function exists(admin: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  return rowCount === 1;
}

function runScript(script: string, args: readonly string[], databaseUrl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, script), ...args], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ${args.join(" ")} failed:\n${output}`));
    });
  });
}

function urlOf(database: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function adminUrl(): string {
  const url = process.env["TEST_POSTGRES_URL"];
  if (url) return url;
  throw new Error("No Postgres for tests: run them by npm test, or set TEST_POSTGRES_URL.");
}

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
