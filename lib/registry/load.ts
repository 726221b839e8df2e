import type { Pool } from "pg";

import { settingsSchema } from "#lib/settings/schema";
import type { TrackerSettings } from "#lib/tracker/ports";

import type { MemberRow, MemoryRegistry, TorrentRow } from "./registry";

const MEMBERS = `SELECT id, passkey,
    CASE WHEN banned_at IS NOT NULL THEN coalesce(ban_reason, '') END AS "banReason" FROM members`;

const TORRENTS = `SELECT id, info_hash_v1 AS "infoHashV1", info_hash_v2 AS "infoHashV2",
    size_bytes::float8 AS "sizeBytes", snatched,
    CASE WHEN deleted_at IS NOT NULL THEN coalesce(delete_reason, '') END AS "deleteReason"
  FROM torrents`;

/** Loads every member and torrent, and forgets those that are gone. */
export async function loadAll(pool: Pool, registry: MemoryRegistry): Promise<void> {
  const [members, torrents] = await Promise.all([
    pool.query<MemberRow>(MEMBERS),
    pool.query<TorrentRow>(TORRENTS),
  ]);
  for (const row of members.rows) registry.putMember(row);
  for (const row of torrents.rows) registry.putTorrent(row);
  registry.keepOnly(
    new Set(members.rows.map((row) => row.id)),
    new Set(torrents.rows.map((row) => row.id)),
  );
}

/**
 * Loads the named members anew; those that are gone are forgotten.
 * @returns whether any of them is gone or banned
 */
export async function reloadMembers(
  pool: Pool,
  registry: MemoryRegistry,
  ids: readonly number[],
): Promise<boolean> {
  const { rows } = await pool.query<MemberRow>(`${MEMBERS} WHERE id = ANY($1::int[])`, [ids]);
  for (const id of ids) registry.dropMember(id);
  for (const row of rows) registry.putMember(row);
  return rows.length < ids.length || rows.some((row) => row.banReason !== null);
}

/**
 * Loads the named torrents anew; those that are gone are forgotten.
 * @returns whether any of them is gone or deleted
 */
export async function reloadTorrents(
  pool: Pool,
  registry: MemoryRegistry,
  ids: readonly number[],
): Promise<boolean> {
  const { rows } = await pool.query<TorrentRow>(`${TORRENTS} WHERE id = ANY($1::int[])`, [ids]);
  for (const id of ids) registry.dropTorrent(id);
  for (const row of rows) registry.putTorrent(row);
  return rows.length < ids.length || rows.some((row) => row.deleteReason !== null);
}

/** The settings that the tracker heeds; a bad stored value counts as its default. */
export async function loadSettings(pool: Pool): Promise<TrackerSettings> {
  const { rows } = await pool.query<{ key: string; value: unknown }>(
    "SELECT key, value FROM settings",
  );
  const stored = Object.fromEntries(rows.map((row) => [row.key, row.value]));
  const { announceIntervalSeconds, announceMinIntervalSeconds, maxPeersPerReply } =
    settingsSchema.shape;
  const defaults = settingsSchema.parse({});
  return {
    announceIntervalSeconds: announceIntervalSeconds
      .catch(defaults.announceIntervalSeconds)
      .parse(stored["announceIntervalSeconds"]),
    announceMinIntervalSeconds: announceMinIntervalSeconds
      .catch(defaults.announceMinIntervalSeconds)
      .parse(stored["announceMinIntervalSeconds"]),
    maxPeersPerReply: maxPeersPerReply
      .catch(defaults.maxPeersPerReply)
      .parse(stored["maxPeersPerReply"]),
  };
}
