import type { PrismaClient } from "#lib/db/generated/client";

import type { World } from "./world.ts";

interface Standing {
  uploaded: bigint;
  downloaded: bigint;
  hasCompleted: boolean;
}

/** Snatches that do not say what their clients' own books say. */
export async function snatchesOutOfTruth({ database, actors, takers }: World) {
  const nothing: Standing = { uploaded: 0n, downloaded: 0n, hasCompleted: false };
  const expected = new Map<string, Standing>(
    takers.map(({ memberId, torrentId }) => [keyOf({ memberId, torrentId }), nothing]),
  );
  for (const { memberId, torrentId, client } of actors) {
    const key = keyOf({ memberId, torrentId });
    const sum = expected.get(key) ?? { ...nothing };
    sum.uploaded += BigInt(client.truth.uploaded);
    sum.downloaded += BigInt(client.truth.downloaded);
    sum.hasCompleted ||= client.truth.hasCompleted;
    expected.set(key, sum);
  }
  const rows = await database.snatch.findMany();
  for (const row of rows) {
    const key = keyOf(row);
    const truth = expected.get(key);
    const isTrue =
      truth?.uploaded === row.uploaded &&
      truth.downloaded === row.downloaded &&
      truth.hasCompleted === (row.completedAt !== null);
    if (isTrue) expected.delete(key);
    else expected.set(`${key} in the database`, { ...row, hasCompleted: row.completedAt !== null });
  }
  return [...expected]
    .map(([key, { uploaded, downloaded, hasCompleted }]) => ({
      key,
      uploaded,
      downloaded,
      hasCompleted,
    }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

function keyOf({ memberId, torrentId }: { memberId: number; torrentId: number }): string {
  return `member ${memberId} torrent ${torrentId}`;
}

/** Members whose totals are not the sums over their snatches. */
export async function membersOutOfBalance(database: PrismaClient) {
  const members = await database.member.findMany({ include: { snatches: true } });
  return members
    .map(({ id, uploaded, downloaded, snatches }) => ({
      id,
      uploaded: uploaded - snatches.reduce((sum, snatch) => sum + snatch.uploaded, 0n),
      downloaded: downloaded - snatches.reduce((sum, snatch) => sum + snatch.downloaded, 0n),
    }))
    .filter(({ uploaded, downloaded }) => uploaded !== 0n || downloaded !== 0n);
}

/** Torrents whose counts are not those of their peers and snatches. */
export async function torrentsOutOfCount(database: PrismaClient) {
  const torrents = await database.torrent.findMany({
    include: { peers: { where: { active: true } }, snatches: true },
  });
  return torrents
    .map(({ id, seeders, leechers, snatched, peers, snatches }) => ({
      id,
      said: { seeders, leechers, snatched },
      counted: {
        seeders: peers.filter((peer) => peer.left === 0n).length,
        leechers: peers.filter((peer) => peer.left > 0n).length,
        snatched: snatches.filter((snatch) => snatch.completedAt !== null).length,
      },
    }))
    .filter(({ said, counted }) => JSON.stringify(said) !== JSON.stringify(counted));
}
