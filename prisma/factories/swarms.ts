import type { Prisma } from "#lib/db/client";

import { insertRows } from "./bulk.ts";
import { createMember } from "./members.ts";
import { freshRandom, type Random } from "./random.ts";
import { createTorrent } from "./torrents.ts";

type Db = Prisma.TransactionClient;
type PeerRow = Prisma.PeerCreateManyInput;
type SnatchRow = Prisma.SnatchCreateManyInput;

/**
 * A peer, seeding unless `left` says otherwise; the torrent's seeders and leechers count it.
 * Torrent and member are made when not named.
 */
export async function createPeer(
  db: Db,
  wish: Partial<PeerRow> = {},
  random: Random = freshRandom,
) {
  const now = new Date();
  const peer = await db.peer.create({
    data: {
      peerId: makePeerId(random),
      uploaded: 0,
      downloaded: 0,
      left: 0,
      ipv4: makeIpv4(random),
      userAgent: "Transmission/4.0.6",
      active: true,
      firstSeenAt: wish.lastSeenAt ?? now,
      lastSeenAt: now,
      ...wish,
      ...(await torrentAndMember(db, wish, random)),
    },
  });
  if (peer.active) {
    const counted = peer.left === 0n ? "seeders" : "leechers";
    await db.torrent.update({
      where: { id: peer.torrentId },
      data: { [counted]: { increment: 1 } },
    });
  }
  return peer;
}

/**
 * What a member did with a torrent. Its bytes are added to the member's totals, and a completed
 * one to the torrent's snatches, so that the sums stay right.
 */
export async function createSnatch(
  db: Db,
  wish: Partial<SnatchRow> = {},
  random: Random = freshRandom,
) {
  const now = new Date();
  const snatch = await db.snatch.create({
    data: {
      firstSeenAt: wish.lastSeenAt ?? now,
      lastSeenAt: now,
      ...wish,
      ...(await torrentAndMember(db, wish, random)),
    },
  });
  await db.member.update({
    where: { id: snatch.memberId },
    data: {
      uploaded: { increment: snatch.uploaded },
      downloaded: { increment: snatch.downloaded },
    },
  });
  if (snatch.completedAt) {
    await db.torrent.update({
      where: { id: snatch.torrentId },
      data: { snatched: { increment: 1 } },
    });
  }
  return snatch;
}

/** Many peers; call `settleTotals` when all are there. */
export async function createPeers(db: Db, rows: readonly PeerRow[]): Promise<void> {
  const absent = { ipv4: null, ipv6: null, userAgent: "" };
  await insertRows(
    db,
    "peers",
    rows.map((row) => ({ ...absent, ...row })),
  );
}

/** Many snatches; call `settleTotals` when all are there. */
export async function createSnatches(db: Db, rows: readonly SnatchRow[]): Promise<void> {
  const absent = {
    uploaded: 0,
    downloaded: 0,
    left: 0,
    seedSeconds: 0,
    seedCountedUntil: null,
    completedAt: null,
  };
  await insertRows(
    db,
    "snatches",
    rows.map((row) => ({ ...absent, ...row })),
  );
}

/** Sets members' totals to the sums of their snatches, and torrents' counts to their peers. */
export async function settleTotals(db: Db): Promise<void> {
  await db.$executeRaw`
    UPDATE members SET uploaded = total.uploaded, downloaded = total.downloaded
    FROM (SELECT member_id, sum(uploaded) AS uploaded, sum(downloaded) AS downloaded
          FROM snatches GROUP BY member_id) AS total
    WHERE members.id = total.member_id`;
  await db.$executeRaw`
    UPDATE torrents SET seeders = total.seeders, leechers = total.leechers
    FROM (SELECT torrent_id, count(*) FILTER (WHERE "left" = 0) AS seeders,
                 count(*) FILTER (WHERE "left" > 0) AS leechers
          FROM peers WHERE active GROUP BY torrent_id) AS total
    WHERE torrents.id = total.torrent_id`;
  await db.$executeRaw`
    UPDATE torrents SET snatched = total.snatched
    FROM (SELECT torrent_id, count(completed_at) AS snatched
          FROM snatches GROUP BY torrent_id) AS total
    WHERE torrents.id = total.torrent_id`;
}

/** A peer id in Azureus style. */
export function makePeerId(random: Random, client = "-TR4060-"): Buffer<ArrayBuffer> {
  return Buffer.from(client + random.hex(20 - client.length));
}

/** An address of TEST-NET-3 or -2 (RFC 5737), which nobody has, and a port (BEP 23). */
export function makeIpv4(random: Random): Buffer<ArrayBuffer> {
  const net = random.chance(0.5) ? [203, 0, 113] : [198, 51, 100];
  return Buffer.from([...net, random.integer(1, 254), ...makePort(random)]);
}

/** An address of 2001:db8::/32 (RFC 3849), which nobody has, and a port (BEP 7). */
export function makeIpv6(random: Random): Buffer<ArrayBuffer> {
  return Buffer.from([0x20, 0x01, 0x0d, 0xb8, ...random.bytes(12), ...makePort(random)]);
}

function makePort(random: Random): [number, number] {
  const port = random.integer(1024, 65535);
  return [port >> 8, port & 0xff];
}

async function torrentAndMember(
  db: Db,
  wish: { torrentId?: number; memberId?: number },
  random: Random,
) {
  const memberId = wish.memberId ?? (await createMember(db, {}, random)).id;
  const torrentId = wish.torrentId ?? (await createTorrent(db, {}, random)).id;
  return { memberId, torrentId };
}
