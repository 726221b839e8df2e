import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import pg from "pg";

import type { Load } from "./load.ts";

const drainSeconds = 60;

/** Members and torrents as the tracker's registry reads them; it needs nothing else of them. */
export async function fillRegistry(
  databaseUrl: string,
  { passkeys, infoHashes }: Pick<Load, "passkeys" | "infoHashes">,
): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO members (id, name, name_key, password_hash, passkey)
       SELECT at, 'bench' || at, 'bench' || at, '', passkey
       FROM unnest($1::text[]) WITH ORDINALITY AS made (passkey, at)`,
      [passkeys],
    );
    await client.query(
      `INSERT INTO torrents (title, category_id, tags, info_hash_v1, size_bytes, file_count, piece_length_bytes)
       SELECT 'bench', (SELECT min(id) FROM categories), '{}', hash, 1000000000, 1, 1048576
       FROM unnest($1::bytea[]) AS made (hash)`,
      [infoHashes],
    );
    await client.query(
      `INSERT INTO settings (key, value, updated_at)
       SELECT key, value, now() FROM jsonb_each($1::jsonb) AS made (key, value)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [settings],
    );
  });
}

/**
 * Peers announce a thousand times as often here as a tracker asks them to, on all ports, and must
 * be given peers each time all the same: a short reply would be a cheap one.
 */
const settings = { peerQuotaPerHour: 0, deniedPorts: "" };

/** Seconds of processor time that PostgreSQL's processes for this database have used; here or 0. */
export async function postgresSeconds(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    return rows.reduce((sum, { pid }) => sum + secondsOfBackend(pid), 0);
  });
}

/** On another machine's PostgreSQL the id names something else here, or nothing. */
function secondsOfBackend(pid: number): number {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "latin1").startsWith("postgres")) return 0;
    return Number(readFileSync(`/proc/${pid}/schedstat`, "latin1").split(" ")[0]) / 1e9;
  } catch {
    return 0;
  }
}

/** What the ledger did with what was reported. */
export interface Audit {
  /** Members whose totals are not what their peers reported. */
  readonly wrong: number;
  readonly credited: bigint;
  readonly batches: number;
  readonly drainedAfterSeconds: number;
}

/** Waits until everything reported is committed, and compares every member's total. */
export async function auditLedger(
  databaseUrl: string,
  expected: readonly number[],
): Promise<Audit> {
  const startedAt = performance.now();
  return withClient(databaseUrl, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ wrong: number; credited: string }>(
        `SELECT count(*) FILTER (WHERE uploaded <> total)::int AS wrong, sum(uploaded)::text AS credited
         FROM unnest($1::int8[]) WITH ORDINALITY AS sent (total, at) JOIN members ON id = at`,
        [expected],
      );
      const drainedAfterSeconds = (performance.now() - startedAt) / 1000;
      const wrong = rows[0]?.wrong ?? 0;
      if (wrong === 0 || drainedAfterSeconds > drainSeconds) {
        const credited = BigInt(rows[0]?.credited ?? 0);
        const batches = await countBatches(client);
        return { wrong, credited, batches, drainedAfterSeconds };
      }
      await pause(50);
    }
  });
}

async function countBatches(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM ledger_batches",
  );
  return rows[0]?.count ?? 0;
}

export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
