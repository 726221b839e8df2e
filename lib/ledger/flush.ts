import type { Pool, PoolClient } from "pg";

import { boolArray, byteaArray, int4Array, int8Array } from "#lib/db/binary-arrays";

import { sumByMember, sumBySnatch, type Batch, type SnatchCredit } from "./batch";
import type { Balances } from "./balances";
import type { PeerUpdate } from "./packed";
import { writePeers } from "./peer-rows";
import { settle, type StoredPeer } from "./settle";
import { writeSuspicions } from "./suspicions";

/** Another tracker process has taken over: this one must write nothing more. */
export class SupersededError extends Error {
  override readonly name = "SupersededError";
}

/** Distinct members that completed a torrent, after a batch. */
export interface SnatchedCount {
  readonly torrentId: number;
  readonly snatched: number;
}

/**
 * Writes one batch in one transaction: absolute totals into `peers`, and the credit that they
 * imply into snatches, members and torrents. The batch's id goes first, so that a batch whose
 * COMMIT succeeded but whose answer got lost is found and not credited again.
 *
 * @param balances learn what the batch claims, and are written along when they are due
 * @returns the new snatch counts of torrents that somebody completed
 * @throws SupersededError when `epoch` is no longer the owner's
 */
export async function flushBatch(
  { pool, epoch, balances }: FlushTo,
  batch: Batch,
): Promise<SnatchedCount[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await holdOwnership(client, epoch);
    const isFirstTry = await claim(client, epoch, batch.id);
    const { snatched, updates } = isFirstTry
      ? await write(client, batch)
      : { snatched: [], updates: batch.updates };
    if (isFirstTry) await balances.write(client);
    await client.query("COMMIT");
    balances.written();
    balances.add(updates);
    return isFirstTry ? snatched : await snatchedCounts(client, batch);
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection that failed may be inside a transaction: it is closed, never used again.
    client.release(broken);
  }
}

/** Where batches go. */
export interface FlushTo {
  readonly pool: Pool;
  readonly epoch: number;
  readonly balances: Balances;
}

interface Written {
  readonly snatched: SnatchedCount[];
  /** As settled with what was stored. */
  readonly updates: readonly PeerUpdate[];
}

/** The row lock also makes a successor wait for this transaction, and see all of it. */
async function holdOwnership(client: PoolClient, epoch: number): Promise<void> {
  const { rowCount } = await client.query(
    "UPDATE tracker_owner SET last_flush_at = now() WHERE id = 1 AND epoch = $1",
    [epoch],
  );
  if (rowCount !== 1) throw new SupersededError("Another tracker has taken over this database.");
}

async function claim(client: PoolClient, epoch: number, batchId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "INSERT INTO ledger_batches (id, epoch) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
    [batchId, epoch],
  );
  return rowCount === 1;
}

async function write(client: PoolClient, batch: Batch): Promise<Written> {
  const updates = await settleAll(client, batch);
  const snatches = sumBySnatch(updates);
  if (updates.length > 0) {
    await writePeers(client, updates);
    await writeMembers(client, updates);
  }
  const finished = await newlyCompleted(client, snatches);
  if (snatches.length > 0) await writeSnatches(client, snatches);
  await writeSuspicions(client, updates);
  return { snatched: await writeTorrents(client, batch, finished), updates };
}

async function settleAll(
  client: PoolClient,
  { updates, fastestBytesPerSecond }: Batch,
): Promise<PeerUpdate[]> {
  const strangers = updates.filter((update) => update.firstReading !== null);
  if (strangers.length === 0) return [...updates];
  const { rows } = await client.query<StoredPeer & { place: number }>(
    `SELECT u.place::int AS place, p.uploaded::float8 AS uploaded, p.downloaded::float8 AS downloaded,
            p."left"::float8 AS "left", extract(epoch FROM p.last_seen_at)::float8 AS "seenAt"
       FROM unnest($1::int[], $2::int[], $3::bytea[]) WITH ORDINALITY
            AS u(torrent_id, member_id, peer_id, place)
       JOIN peers p USING (torrent_id, member_id, peer_id)`,
    [
      int4Array(strangers.map((update) => update.torrentId)),
      int4Array(strangers.map((update) => update.memberId)),
      byteaArray(strangers.map((update) => Buffer.from(update.peerId, "latin1"))),
    ],
  );
  const stored = new Map(rows.map((row) => [strangers[row.place - 1], row]));
  return updates
    .map((update) => settle(update, stored.get(update) ?? null, fastestBytesPerSecond))
    .filter((update) => update !== null);
}

async function writeMembers(client: PoolClient, updates: readonly PeerUpdate[]): Promise<void> {
  const sums = sumByMember(updates);
  if (sums.length === 0) return;
  await client.query(
    `UPDATE members m SET uploaded = m.uploaded + u.uploaded, downloaded = m.downloaded + u.downloaded
       FROM unnest($1::int[], $2::int8[], $3::int8[]) AS u(id, uploaded, downloaded)
      WHERE m.id = u.id`,
    [
      int4Array(sums.map((sum) => sum.memberId)),
      int8Array(sums.map((sum) => sum.uploaded)),
      int8Array(sums.map((sum) => sum.downloaded)),
    ],
  );
}

/** Completions that are each member's first of that torrent: only they raise `snatched`. */
async function newlyCompleted(
  client: PoolClient,
  snatches: readonly SnatchCredit[],
): Promise<SnatchCredit[]> {
  const finished = snatches.filter((snatch) => snatch.completed);
  if (finished.length === 0) return [];
  const { rows } = await client.query<{ place: number }>(
    `SELECT u.place::int AS place
       FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS u(member_id, torrent_id, place)
       JOIN snatches s USING (member_id, torrent_id)
      WHERE s.completed_at IS NOT NULL`,
    [
      int4Array(finished.map((snatch) => snatch.memberId)),
      int4Array(finished.map((snatch) => snatch.torrentId)),
    ],
  );
  const before = new Set(rows.map((row) => row.place - 1));
  return finished.filter((_, place) => !before.has(place));
}

async function writeSnatches(client: PoolClient, rows: readonly SnatchCredit[]): Promise<void> {
  await client.query(
    `INSERT INTO snatches AS s (member_id, torrent_id, uploaded, downloaded, "left", seed_seconds,
                                seed_counted_until, completed_at, first_seen_at, last_seen_at)
     SELECT u.member_id, u.torrent_id, u.uploaded, u.downloaded, u."left", u.seed_seconds,
            to_timestamp(u.seed_until), CASE WHEN u.completed THEN to_timestamp(u.last_seen_at) END,
            to_timestamp(u.first_seen_at), to_timestamp(u.last_seen_at)
       FROM unnest($1::int[], $2::int[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[],
                   $8::bool[], $9::int8[], $10::int8[])
            AS u(member_id, torrent_id, uploaded, downloaded, "left", seed_seconds, seed_until,
                 completed, first_seen_at, last_seen_at)
       JOIN torrents t ON t.id = u.torrent_id
       JOIN members m ON m.id = u.member_id
     ON CONFLICT (member_id, torrent_id) DO UPDATE SET
       uploaded = s.uploaded + excluded.uploaded,
       downloaded = s.downloaded + excluded.downloaded,
       "left" = excluded."left",
       seed_seconds = s.seed_seconds + greatest(0, excluded.seed_seconds - greatest(0,
         extract(epoch FROM s.seed_counted_until - excluded.seed_counted_until)::int8
           + excluded.seed_seconds)),
       seed_counted_until = greatest(s.seed_counted_until, excluded.seed_counted_until),
       completed_at = coalesce(s.completed_at, excluded.completed_at),
       last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at)`,
    [
      int4Array(rows.map((row) => row.memberId)),
      int4Array(rows.map((row) => row.torrentId)),
      int8Array(rows.map((row) => row.uploaded)),
      int8Array(rows.map((row) => row.downloaded)),
      int8Array(rows.map((row) => row.left)),
      int8Array(rows.map((row) => row.seedSeconds)),
      int8Array(rows.map((row) => (row.seedUntil > 0 ? row.seedUntil : null))),
      boolArray(rows.map((row) => row.completed)),
      int8Array(rows.map((row) => row.firstSeenAt)),
      int8Array(rows.map((row) => row.lastSeenAt)),
    ],
  );
}

async function writeTorrents(
  client: PoolClient,
  batch: Batch,
  finished: readonly SnatchCredit[],
): Promise<SnatchedCount[]> {
  const { counts } = batch;
  if (counts.length > 0) {
    await client.query(
      `UPDATE torrents t SET seeders = u.seeders, leechers = u.leechers
         FROM unnest($1::int[], $2::int[], $3::int[]) AS u(id, seeders, leechers)
        WHERE t.id = u.id AND (t.seeders, t.leechers) IS DISTINCT FROM (u.seeders, u.leechers)`,
      [
        int4Array(counts.map((count) => count.torrentId)),
        int4Array(counts.map((count) => count.seeders)),
        int4Array(counts.map((count) => count.leechers)),
      ],
    );
  }
  if (finished.length === 0) return [];
  const { rows } = await client.query<SnatchedCount>(
    `UPDATE torrents t SET snatched = t.snatched + u.snatched
       FROM (SELECT id, count(*)::int AS snatched FROM unnest($1::int[]) AS f(id) GROUP BY id) u
      WHERE t.id = u.id
      RETURNING t.id AS "torrentId", t.snatched`,
    [int4Array(finished.map((snatch) => snatch.torrentId))],
  );
  return rows;
}

async function snatchedCounts(client: PoolClient, batch: Batch): Promise<SnatchedCount[]> {
  const { rows } = await client.query<SnatchedCount>(
    `SELECT id AS "torrentId", snatched FROM torrents WHERE id = ANY($1::int[])`,
    [int4Array(batch.updates.map((update) => update.torrentId))],
  );
  return rows;
}
