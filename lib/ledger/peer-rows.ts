import type { PoolClient } from "pg";

import { boolArray, byteaArray, int4Array, int8Array, textArray } from "#lib/db/binary-arrays";

import type { PeerUpdate } from "./packed";

/**
 * Stores peers as they are now. Most are there already, and updating costs half of what inserting
 * or updating does. One that is missing all the same, because its first word was a goodbye that
 * nobody keeps, is inserted after all.
 */
export async function writePeers(
  client: PoolClient,
  updates: readonly PeerUpdate[],
): Promise<void> {
  const rows = inKeyOrder(updates);
  const fresh = rows.filter((row) => row.firstReading !== null);
  const known = rows.filter((row) => row.firstReading === null);
  const updated = known.length === 0 ? 0 : await updatePeers(client, known);
  const missing = updated < known.length ? rows : fresh;
  if (missing.length > 0) await upsertPeers(client, missing);
}

/** Two writers that go through rows in one order never wait for each other. */
function inKeyOrder(updates: readonly PeerUpdate[]): PeerUpdate[] {
  return [...updates].sort(
    (a, b) =>
      a.torrentId - b.torrentId || a.memberId - b.memberId || (a.peerId < b.peerId ? -1 : 1),
  );
}

const COLUMNS = `unnest($1::int[], $2::int[], $3::bytea[], $4::int8[], $5::int8[], $6::int8[], $7::bytea[],
           $8::bytea[], $9::text[], $10::bool[], $11::bool[], $12::int8[], $13::int8[])
    AS u(torrent_id, member_id, peer_id, uploaded, downloaded, "left", ipv4, ipv6, user_agent,
         active, connectable, first_seen_at, last_seen_at)`;

async function updatePeers(client: PoolClient, rows: readonly PeerUpdate[]): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE peers p SET
       uploaded = u.uploaded, downloaded = u.downloaded, "left" = u."left",
       ipv4 = u.ipv4, ipv6 = u.ipv6,
       user_agent = coalesce(nullif(u.user_agent, ''), p.user_agent),
       active = u.active, connectable = coalesce(u.connectable, p.connectable),
       last_seen_at = greatest(p.last_seen_at, to_timestamp(u.last_seen_at))
     FROM ${COLUMNS}
     WHERE p.torrent_id = u.torrent_id AND p.member_id = u.member_id AND p.peer_id = u.peer_id`,
    valuesOf(rows),
  );
  return rowCount ?? 0;
}

async function upsertPeers(client: PoolClient, rows: readonly PeerUpdate[]): Promise<void> {
  await client.query(
    `INSERT INTO peers (torrent_id, member_id, peer_id, uploaded, downloaded, "left", ipv4, ipv6,
                        user_agent, active, connectable, first_seen_at, last_seen_at)
     SELECT u.torrent_id, u.member_id, u.peer_id, u.uploaded, u.downloaded, u."left", u.ipv4, u.ipv6,
            u.user_agent, u.active, u.connectable, to_timestamp(u.first_seen_at),
            to_timestamp(u.last_seen_at)
       FROM ${COLUMNS}
       JOIN torrents t ON t.id = u.torrent_id
       JOIN members m ON m.id = u.member_id
     ON CONFLICT (torrent_id, member_id, peer_id) DO UPDATE SET
       uploaded = excluded.uploaded, downloaded = excluded.downloaded, "left" = excluded."left",
       ipv4 = excluded.ipv4, ipv6 = excluded.ipv6,
       user_agent = coalesce(nullif(excluded.user_agent, ''), peers.user_agent),
       active = excluded.active, connectable = coalesce(excluded.connectable, peers.connectable),
       last_seen_at = greatest(peers.last_seen_at, excluded.last_seen_at)`,
    valuesOf(rows),
  );
}

function valuesOf(rows: readonly PeerUpdate[]): Buffer[] {
  return [
    int4Array(rows.map((row) => row.torrentId)),
    int4Array(rows.map((row) => row.memberId)),
    byteaArray(rows.map((row) => Buffer.from(row.peerId, "latin1"))),
    int8Array(rows.map((row) => row.uploaded)),
    int8Array(rows.map((row) => row.downloaded)),
    int8Array(rows.map((row) => row.left)),
    byteaArray(rows.map((row) => row.ipv4)),
    byteaArray(rows.map((row) => row.ipv6)),
    textArray(rows.map((row) => row.userAgent)),
    boolArray(rows.map((row) => row.active)),
    boolArray(rows.map((row) => row.connectable)),
    int8Array(rows.map((row) => row.firstSeenAt)),
    int8Array(rows.map((row) => row.seenAt)),
  ];
}
