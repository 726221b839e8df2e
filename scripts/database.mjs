// Brings a database to this version: its schema, and what every site starts with.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { prismaEnv } from "./prisma.mjs";
import { root } from "./root.mjs";
import { PlainError, runNode } from "./run.mjs";

const folder = path.join(root, "prisma/migrations");
const oldestMajor = 15;
/**
 * Applies what is missing. Prisma's command line takes seconds, so we ask the database first.
 * @param {string} url
 * @param {{ patienceMs?: number }} [options] for a database in the next container that comes up
 * @returns {Promise<number>} how many migrations were missing
 * @throws PlainError when the server cannot be used
 */
export async function migrate(url, { patienceMs = 0 } = {}) {
  const client = await connect(url, Date.now() + patienceMs);
  try {
    await checkVersion(client);
    const missing = missingMigrations(await appliedMigrations(client));
    if (missing > 0) await deploy(url);
    await client.query(readFileSync(path.join(root, "prisma/reference-data.sql"), "utf8"));
    return missing;
  } finally {
    await client.end();
  }
}

function deploy(url) {
  return runNode(["node_modules/prisma/build/index.js", "migrate", "deploy"], {
    env: { ...prismaEnv, DATABASE_URL: url },
  });
}

async function connect(url, deadline) {
  const { default: pg } = await import("pg");
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    try {
      await client.connect();
      return client;
    } catch (cause) {
      if (!mayPass(cause) || Date.now() > deadline) throw unusable(url, cause);
      await sleep(500);
    }
  }
}

/** Not listening yet, a name that is not there yet, or "the database system is starting up". */
function mayPass({ code }) {
  return ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ECONNRESET", "57P03"].includes(code);
}

function unusable(url, cause) {
  const { host, pathname } = new URL(url);
  const reason = cause.message || cause.code;
  return new PlainError(`PostgreSQL at ${host}${pathname} cannot be used: ${reason}`, {
    cause,
    advice:
      "Check DATABASE_URL: user, password, host, port, and that the database exists " +
      "(CREATE DATABASE). Without DATABASE_URL, Swarmkeep brings a PostgreSQL of its own.",
  });
}

async function checkVersion(client) {
  const { rows } = await client.query(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  if (rows[0].version >= oldestMajor * 10_000) return;
  throw new PlainError(`Swarmkeep needs PostgreSQL ${oldestMajor} or newer.`, {
    advice: `This server says ${rows[0].version}: upgrade it, or unset DATABASE_URL.`,
  });
}

async function appliedMigrations(client) {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') AS known");
  if (rows[0].known === null) return [];
  const applied = await client.query(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return applied.rows;
}

function missingMigrations(applied) {
  const own = ownMigrations();
  const unknown = applied.find(({ name }) => !own.has(name));
  if (unknown !== undefined) {
    throw new PlainError(`The database is newer than this Swarmkeep: it has ${unknown.name}.`, {
      advice: "Start the version that made it, or a newer one.",
    });
  }
  const done = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  return [...own].filter(([name, checksum]) => done.get(name) !== checksum).length;
}

/** Prisma's checksum of a migration is the SHA-256 of its script. */
function ownMigrations() {
  const names = readdirSync(folder).filter((name) => existsSync(scriptOf(name)));
  return new Map(
    names.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(scriptOf(name)))
        .digest("hex"),
    ]),
  );
}

const scriptOf = (name) => path.join(folder, name, "migration.sql");
