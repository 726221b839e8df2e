import type { PoolClient } from "pg";

import { byteaArray, int4Array, int8Array, textArray } from "#lib/db/binary-arrays";

import type { PeerUpdate } from "./packed";

const DAY_SECONDS = 86_400;
const INT4_AT_MOST = 2 ** 31 - 1;

/** What becomes one row: claims of one member, torrent, kind and day. */
interface Evidence {
  readonly kind: string;
  readonly day: number;
  readonly firstAt: number;
  times: number;
  uploaded: number;
  downloaded: number;
  worstPerSecond: number;
  /** The last claim, and who made it. */
  seconds: number;
  seeders: number;
  leechers: number;
  update: PeerUpdate;
}

/**
 * Keeps claims that were credited as nothing: one row a member, torrent, kind and day, with how
 * often, how much, and the numbers of the last claim.
 */
export async function writeSuspicions(
  client: PoolClient,
  updates: readonly PeerUpdate[],
): Promise<void> {
  const rows = gather(updates);
  if (rows.length === 0) return;
  await client.query(UPSERT, [
    int4Array(rows.map(({ update }) => update.memberId)),
    int4Array(rows.map(({ update }) => update.torrentId)),
    textArray(rows.map((row) => row.kind)),
    int8Array(rows.map((row) => row.day * DAY_SECONDS)),
    int4Array(rows.map((row) => row.times)),
    int8Array(rows.map((row) => row.firstAt)),
    int8Array(rows.map(({ update }) => update.seenAt)),
    int8Array(rows.map((row) => row.uploaded)),
    int8Array(rows.map((row) => row.downloaded)),
    int8Array(rows.map((row) => row.worstPerSecond)),
    int4Array(rows.map((row) => Math.min(row.seconds, INT4_AT_MOST))),
    int4Array(rows.map((row) => row.seeders)),
    int4Array(rows.map((row) => row.leechers)),
    byteaArray(rows.map(({ update }) => Buffer.from(update.peerId, "latin1"))),
    textArray(rows.map(({ update }) => update.userAgent)),
  ]);
}

/** One statement for all: a crowd of liars must not hold up the honest ones' credit. */
const UPSERT = `INSERT INTO suspicions AS s (member_id, torrent_id, kind, day, times, first_at, last_at,
                            claimed_uploaded, claimed_downloaded, worst_bytes_per_second,
                            last_seconds, last_seeders, last_leechers, peer_id, user_agent)
  SELECT m.id, t.id, u.kind::suspicion_kind, (to_timestamp(u.day) AT TIME ZONE 'UTC')::date, u.times,
         to_timestamp(u.first_at), to_timestamp(u.last_at), u.uploaded, u.downloaded,
         u.worst_per_second, u.seconds, u.seeders, u.leechers, u.peer_id, u.user_agent
    FROM unnest($1::int[], $2::int[], $3::text[], $4::int8[], $5::int[], $6::int8[], $7::int8[],
                $8::int8[], $9::int8[], $10::int8[], $11::int[], $12::int[], $13::int[], $14::bytea[],
                $15::text[])
         AS u(member_id, torrent_id, kind, day, times, first_at, last_at, uploaded, downloaded,
              worst_per_second, seconds, seeders, leechers, peer_id, user_agent)
    JOIN members m ON m.id = u.member_id
    JOIN torrents t ON t.id = u.torrent_id
  ON CONFLICT (member_id, torrent_id, kind, day) DO UPDATE SET
    times = least(s.times::int8 + excluded.times, ${INT4_AT_MOST})::int, last_at = excluded.last_at,
    -- What liars claim knows no bounds; the column does.
    claimed_uploaded = least(s.claimed_uploaded::numeric + excluded.claimed_uploaded, 9e18)::int8,
    claimed_downloaded =
      least(s.claimed_downloaded::numeric + excluded.claimed_downloaded, 9e18)::int8,
    worst_bytes_per_second = greatest(s.worst_bytes_per_second, excluded.worst_bytes_per_second),
    last_seconds = excluded.last_seconds, last_seeders = excluded.last_seeders,
    last_leechers = excluded.last_leechers, peer_id = excluded.peer_id,
    user_agent = excluded.user_agent`;

/** In the order of the key, so that two writers never cross. */
function gather(updates: readonly PeerUpdate[]): Evidence[] {
  const rows = new Map<string, Evidence>();
  for (const update of updates) {
    const day = Math.floor(update.seenAt / DAY_SECONDS);
    for (const suspicion of update.suspicions) {
      const key = `${update.memberId} ${update.torrentId} ${suspicion.kind} ${day}`;
      const row = rows.get(key) ?? {
        ...{ kind: suspicion.kind, day, firstAt: update.seenAt, update },
        ...{ times: 0, uploaded: 0, downloaded: 0, worstPerSecond: 0 },
        ...{ seconds: 0, seeders: 0, leechers: 0 },
      };
      rows.set(key, row);
      const { uploaded, downloaded, seconds, seeders, leechers } = suspicion;
      const perSecond = Math.floor(Math.max(uploaded, downloaded) / Math.max(1, seconds));
      row.times++;
      row.uploaded = Math.min(row.uploaded + uploaded, Number.MAX_SAFE_INTEGER);
      row.downloaded = Math.min(row.downloaded + downloaded, Number.MAX_SAFE_INTEGER);
      row.worstPerSecond = Math.max(row.worstPerSecond, perSecond);
      Object.assign(row, { seconds, seeders, leechers, update });
    }
  }
  return [...rows.values()].sort(
    (a, b) =>
      a.update.memberId - b.update.memberId ||
      a.update.torrentId - b.update.torrentId ||
      (a.kind < b.kind ? -1 : 1),
  );
}
