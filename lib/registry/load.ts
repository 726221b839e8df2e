import type { Pool } from "pg";

import { parsePortRanges } from "#lib/settings/ports";
import { settingsFromRows, type StoredSetting } from "#lib/settings/rules";
import type { Settings } from "#lib/settings/schema";
import type { ClientList, ClientRule } from "#lib/tracker/admission/client";
import type { TrackerSettings } from "#lib/tracker/ports";

import type { MemberRow, MemoryRegistry, TorrentRow } from "./registry";

const MEBIBYTE = 1024 * 1024;

const MEMBERS = `SELECT id, passkey, role <> 'member' AS "isStaff",
    CASE WHEN banned_at IS NOT NULL THEN coalesce(ban_reason, '') END AS "banReason" FROM members`;

const TORRENTS = `SELECT id, info_hash_v1 AS "infoHashV1", info_hash_v2 AS "infoHashV2",
    size_bytes::float8 AS "sizeBytes", snatched, date_part('epoch', created_at) AS "createdAt",
    state = 'pending' AS "isPending",
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
  const settings = await storedSettings(pool);
  return {
    announceIntervalSeconds: settings.announceIntervalSeconds,
    announceMinIntervalSeconds: settings.announceMinIntervalSeconds,
    youngIntervalSeconds: settings.youngIntervalSeconds,
    idleIntervalSeconds: settings.idleIntervalSeconds,
    maxPeersPerReply: settings.maxPeersPerReply,
    peerQuotaPerHour: settings.peerQuotaPerHour,
    peersPerTorrent: settings.peersPerTorrent,
    downloadsPerMember: settings.downloadsPerMember,
    deniedPorts: parsePortRanges(settings.deniedPorts) ?? [],
    believesAddresses: settings.clientAddresses === "believe",
    checksPorts: settings.portChecks === "on",
    fastestBytesPerSecond: settings.fastestMiBPerSecond * MEBIBYTE,
  };
}

/** The rules about torrent clients, and whether a client needs one that allows it. */
export async function loadClients(pool: Pool): Promise<ClientList> {
  const settings = await storedSettings(pool);
  const { rows } = await pool.query<ClientRule>(
    "SELECT verdict::text, field::text, prefix, note FROM client_rules ORDER BY id",
  );
  return { rules: rows, onlyAllowed: settings.clientList === "only allowed" };
}

async function storedSettings(pool: Pool): Promise<Settings> {
  const { rows } = await pool.query<StoredSetting>("SELECT key, value FROM settings");
  return settingsFromRows(rows);
}
