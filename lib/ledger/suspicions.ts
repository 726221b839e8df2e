import type { PoolClient } from "pg";

import type { Suspicion } from "#lib/tracker/ports";

import type { PeerUpdate } from "./packed";

interface Evidence extends Suspicion {
  readonly update: PeerUpdate;
}

/**
 * Keeps claims that were credited as nothing: one row a member, torrent, kind and day, with how
 * often, how much, and the numbers of the last claim.
 */
export async function writeSuspicions(
  client: PoolClient,
  updates: readonly PeerUpdate[],
): Promise<void> {
  const all: Evidence[] = updates.flatMap((update) =>
    update.suspicions.map((suspicion) => ({ ...suspicion, update })),
  );
  // Liars are few: a statement each, in the order of the key, so that two writers never cross.
  all.sort((a, b) => a.update.memberId - b.update.memberId);
  for (const evidence of all) await write(client, evidence);
}

async function write(client: PoolClient, evidence: Evidence): Promise<void> {
  const { kind, uploaded, downloaded, seconds, seeders, leechers, update } = evidence;
  const perSecond = Math.floor(Math.max(uploaded, downloaded) / Math.max(1, seconds));
  await client.query(
    `INSERT INTO suspicions AS s (member_id, torrent_id, kind, day, times, first_at, last_at,
                                  claimed_uploaded, claimed_downloaded, worst_bytes_per_second,
                                  last_seconds, last_seeders, last_leechers, peer_id, user_agent)
     SELECT m.id, t.id, $3::suspicion_kind, (to_timestamp($4) AT TIME ZONE 'UTC')::date, 1,
            to_timestamp($4), to_timestamp($4), $5::int8, $6::int8, $7::int8, $8, $9, $10, $11, $12
       FROM members m, torrents t WHERE m.id = $1 AND t.id = $2
     ON CONFLICT (member_id, torrent_id, kind, day) DO UPDATE SET
       times = s.times + 1, last_at = excluded.last_at,
       -- What liars claim knows no bounds; the column does.
       claimed_uploaded = least(s.claimed_uploaded::numeric + excluded.claimed_uploaded, 9e18)::int8,
       claimed_downloaded =
         least(s.claimed_downloaded::numeric + excluded.claimed_downloaded, 9e18)::int8,
       worst_bytes_per_second = greatest(s.worst_bytes_per_second, excluded.worst_bytes_per_second),
       last_seconds = excluded.last_seconds, last_seeders = excluded.last_seeders,
       last_leechers = excluded.last_leechers, peer_id = excluded.peer_id,
       user_agent = excluded.user_agent`,
    [
      ...[update.memberId, update.torrentId, kind, update.seenAt, uploaded, downloaded, perSecond],
      ...[Math.min(seconds, 2 ** 31 - 1), seeders, leechers],
      ...[Buffer.from(update.peerId, "latin1"), update.userAgent.replaceAll("\0", "")],
    ],
  );
}
