import type { Pool, PoolClient } from "pg";

import { int4Array } from "#lib/db/binary-arrays";
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
      // date_part, since extract computes with decimals and takes four times as long.
      `DECLARE stored NO SCROLL CURSOR FOR
       SELECT torrent_id, member_id, peer_id, uploaded, downloaded, "left", ipv4, ipv6, active,
              connectable, date_part('epoch', first_seen_at)::int,
              date_part('epoch', last_seen_at)::int
         FROM peers
        WHERE active OR last_seen_at > now() - make_interval(secs => ${OVERTAKEN_SECONDS})`,
    );
    let loaded = 0;
    let coming = fetchRows(client);
    for (let rows = await coming; rows.length > 0; rows = await coming) {
      // The next rows are on their way while these are put in their places.
      coming = fetchRows(client);
      for (const row of rows) loaded += restore(swarms, row);
    }
    await correctCounts(client, swarms);
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
  uploaded: string,
  downloaded: string,
  left: string,
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
  const [torrentId, memberId, peerId, up, down, missing, ...rest] = row;
  const [ipv4, ipv6, active, connectable, first, last] = rest;
  // PostgreSQL's int8; our totals stay within what a number holds exactly.
  const [uploaded, downloaded, left] = [Number(up), Number(down), Number(missing)];
  const { peers } = swarms;
  const slot = peers.add({ torrentId, memberId, peerId: peerId.toString("latin1") });
  peers.begin(slot, { uploaded, downloaded, left, now: first });
  peers.setLeft(slot, left, last);
  if (ipv4 !== null) peers.setAddress(slot, ipv4);
  if (ipv6 !== null) peers.setAddress(slot, ipv6);
  if (connectable !== null) peers.setConnectable(slot, connectable);
  if (!active) return 0;
  swarms.place(slot, left === 0, last);
  return 1;
}

async function correctCounts(client: PoolClient, swarms: Swarms): Promise<void> {
  const { rows } = await client.query<[id: number, seeders: number, leechers: number]>({
    text: "SELECT id, seeders, leechers FROM torrents",
    rowMode: "array",
  });
  const wrong = rows
    .map(([id, seeders, leechers]) => ({ id, seeders, leechers, now: swarms.sizeOf(id) }))
    .filter(({ seeders, leechers, now }) => seeders !== now.seeders || leechers !== now.leechers);
  if (wrong.length === 0) return;
  await client.query(
    `UPDATE torrents t SET seeders = u.seeders, leechers = u.leechers
       FROM unnest($1::int[], $2::int[], $3::int[]) AS u(id, seeders, leechers) WHERE t.id = u.id`,
    [
      int4Array(wrong.map(({ id }) => id)),
      int4Array(wrong.map(({ now }) => now.seeders)),
      int4Array(wrong.map(({ now }) => now.leechers)),
    ],
  );
}
