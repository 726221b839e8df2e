import type { Pool, PoolClient } from "pg";

import { OVERTAKEN_SECONDS } from "#lib/tracker/accounting/credit";
import type { Swarms } from "#lib/tracker/swarm/swarms";

/** Rows fetched at a time: a million peers must not stand in memory as objects. */
const FETCH_ROWS = 20_000;

/**
 * Makes this process the owner of the ledger. The row lock waits for a predecessor's transaction
 * in flight, even of one that was killed, so that the totals loaded next are the last ones; a
 * predecessor that still lives can commit nothing afterwards.
 *
 * @returns the epoch that every batch has to name
 */
export async function takeOver(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ epoch: number }>(
    `INSERT INTO tracker_owner (id, epoch) VALUES (1, 1)
     ON CONFLICT (id) DO UPDATE SET epoch = tracker_owner.epoch + 1, started_at = now()
     RETURNING epoch`,
  );
  const epoch = rows[0]?.epoch;
  if (epoch === undefined) throw new Error("The table tracker_owner cannot be written.");
  return epoch;
}

/**
 * Loads the peers that were in a swarm when the last batch committed, and those that left so
 * lately that an overtaken announce of theirs may still come. Then makes the counts on the site
 * agree with them.
 *
 * @returns how many peers are in swarms
 */
export async function loadPeers(pool: Pool, swarms: Swarms): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      `DECLARE stored NO SCROLL CURSOR FOR
       SELECT torrent_id, member_id, peer_id, uploaded::float8, downloaded::float8, "left"::float8,
              ipv4, ipv6, active, connectable, extract(epoch FROM first_seen_at)::float8,
              extract(epoch FROM last_seen_at)::float8
         FROM peers
        WHERE active OR last_seen_at > now() - make_interval(secs => ${OVERTAKEN_SECONDS})`,
    );
    let loaded = 0;
    let fetched: StoredRow[];
    do {
      fetched = await fetchRows(client);
      for (const row of fetched) loaded += restore(swarms, row);
    } while (fetched.length > 0);
    await correctCounts(client);
    await client.query("COMMIT");
    swarms.takeChanged();
    return loaded;
  } finally {
    client.release();
  }
}

type StoredRow = [
  torrentId: number,
  memberId: number,
  peerId: Buffer,
  uploaded: number,
  downloaded: number,
  left: number,
  ipv4: Buffer | null,
  ipv6: Buffer | null,
  active: boolean,
  connectable: boolean | null,
  firstSeenAt: number,
  lastSeenAt: number,
];

async function fetchRows(client: PoolClient): Promise<StoredRow[]> {
  const { rows } = await client.query<StoredRow>({
    text: `FETCH ${FETCH_ROWS} FROM stored`,
    rowMode: "array",
  });
  return rows;
}

function restore(swarms: Swarms, row: StoredRow): number {
  const [torrentId, memberId, peerId, uploaded, downloaded, left, ...rest] = row;
  const [ipv4, ipv6, active, connectable, first, last] = rest;
  const { peers } = swarms;
  const slot = peers.add({ torrentId, memberId, peerId: peerId.toString("latin1") });
  peers.begin(slot, { uploaded, downloaded, left, now: Math.floor(first) });
  peers.setLeft(slot, left, Math.floor(last));
  if (ipv4 !== null) peers.setAddress(slot, ipv4);
  if (ipv6 !== null) peers.setAddress(slot, ipv6);
  if (connectable !== null) peers.setConnectable(slot, connectable);
  if (!active) return 0;
  swarms.place(slot, left === 0, Math.floor(last));
  return 1;
}

async function correctCounts(client: PoolClient): Promise<void> {
  await client.query(
    `UPDATE torrents t SET seeders = c.seeders, leechers = c.leechers
       FROM (SELECT t.id, count(p.*) FILTER (WHERE p."left" = 0)::int AS seeders,
                    count(p.*) FILTER (WHERE p."left" > 0)::int AS leechers
               FROM torrents t LEFT JOIN peers p ON p.torrent_id = t.id AND p.active
              GROUP BY t.id) c
      WHERE c.id = t.id AND (t.seeders, t.leechers) IS DISTINCT FROM (c.seeders, c.leechers)`,
  );
}
