import { beforeAll, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { verifyPassword } from "#lib/members/passwords";
import { nameProblem } from "#lib/members/rules";
import { parseMetainfo } from "#lib/metainfo/parse";

import { fillSite } from "../../prisma/demo/fill.ts";
import { createComment } from "../../prisma/factories/comments.ts";
import { createMember, createMembers, factoryPassword } from "../../prisma/factories/members.ts";
import { torrentFileBytes } from "../../prisma/factories/metainfo.ts";
import { seededRandom } from "../../prisma/factories/random.ts";
import { createPeer, createSnatch } from "../../prisma/factories/swarms.ts";
import { createTorrent, createTorrents } from "../../prisma/factories/torrents.ts";

test("a factory member may sign in with the known password, and keeps the rules for names", async () => {
  const member = await createMember(prisma);
  expect(nameProblem(member.name)).toBeNull();
  expect(await verifyPassword(factoryPassword, member.passwordHash)).toBe(true);
});

test("many members come in the order of the wishes", async () => {
  const names = ["Zoe", "adam", "Mia"];
  const members = await createMembers(
    prisma,
    names.map((name) => ({ name })),
  );
  expect(members.map((member) => member.name)).toEqual(names);
});

test("peers and snatches keep the torrent's counts and the member's totals right", async () => {
  const torrent = await createTorrent(prisma);
  const member = await createMember(prisma);
  const place = { torrentId: torrent.id, memberId: member.id };
  await createPeer(prisma, place);
  await createPeer(prisma, { torrentId: torrent.id, left: 7n });
  await createPeer(prisma, { torrentId: torrent.id, active: false });
  await createSnatch(prisma, { ...place, uploaded: 5n, downloaded: 3n, completedAt: new Date() });
  await createComment(prisma, place);

  const counted = await prisma.torrent.findUniqueOrThrow({ where: { id: torrent.id } });
  expect(counted).toMatchObject({ seeders: 1, leechers: 1, snatched: 1 });
  const credited = await prisma.member.findUniqueOrThrow({ where: { id: member.id } });
  expect(credited).toMatchObject({ uploaded: 5n, downloaded: 3n });
});

test("one seed makes one torrent", async () => {
  const wish = { title: "Same", uploaderId: null };
  const [first] = await createTorrents(
    prisma,
    [{ ...wish, categoryId: (await createTorrent(prisma)).categoryId }],
    seededRandom("one"),
  );
  await expect(createTorrent(prisma, wish, seededRandom("one"))).rejects.toThrow(/unique/i);
  const other = await createTorrent(prisma, wish, seededRandom("other"));
  expect(other.infoHashV1).not.toEqual(first?.infoHashV1);
});

describe("the demo", () => {
  beforeAll(async () => {
    await prisma.member.deleteMany();
    await prisma.torrent.deleteMany();
    await prisma.$transaction(
      (tx) =>
        fillSite(tx, {
          random: seededRandom("test"),
          now: new Date("2026-11-22T12:00:00Z"),
          passwordHash: "not a hash",
          members: 80,
          torrents: 400,
        }),
      { timeout: 60_000 },
    );
  });

  test("credits every byte that was downloaded to somebody who uploaded it", async () => {
    const swarms = await prisma.snatch.groupBy({
      by: ["torrentId"],
      _sum: { uploaded: true, downloaded: true },
    });
    expect(swarms.length).toBe(400);
    expect(swarms.filter(({ _sum }) => _sum.uploaded !== _sum.downloaded)).toEqual([]);
  });

  test("has totals that are the sums over the snatches", async () => {
    const members = await prisma.member.findMany({ include: { snatches: true } });
    for (const { uploaded, downloaded, snatches } of members) {
      expect(uploaded).toBe(snatches.reduce((sum, snatch) => sum + snatch.uploaded, 0n));
      expect(downloaded).toBe(snatches.reduce((sum, snatch) => sum + snatch.downloaded, 0n));
    }
  });

  test("has counts that are the torrents' active peers", async () => {
    const torrents = await prisma.torrent.findMany({
      include: { peers: { where: { active: true } }, snatches: true },
    });
    expect(torrents.some((torrent) => torrent.leechers > 0)).toBe(true);
    for (const { seeders, leechers, snatched, peers, snatches } of torrents) {
      expect(seeders).toBe(peers.filter((peer) => peer.left === 0n).length);
      expect(leechers).toBe(peers.filter((peer) => peer.left > 0n).length);
      expect(snatched).toBe(snatches.filter((snatch) => snatch.completedAt).length);
    }
  });

  test("happens between the members' arrival and now", async () => {
    const snatches = await prisma.snatch.findMany({ include: { member: true, torrent: true } });
    const outOfTime = snatches.filter(
      ({ member, torrent, firstSeenAt, lastSeenAt, completedAt }) =>
        firstSeenAt < member.createdAt ||
        firstSeenAt < torrent.createdAt ||
        lastSeenAt < (completedAt ?? firstSeenAt) ||
        lastSeenAt > (member.bannedAt ?? new Date("2026-11-22T12:00:00Z")),
    );
    expect(outOfTime).toEqual([]);
  });

  test("has torrents that the site itself would accept, and members whom it would register", async () => {
    const metainfos = await prisma.metainfo.findMany({
      include: { torrent: { include: { files: { orderBy: { position: "asc" } } } } },
    });
    for (const { info, pieceLayers, torrent } of metainfos) {
      const read = parseMetainfo(
        torrentFileBytes({
          info: Buffer.from(info),
          pieceLayers: pieceLayers && Buffer.from(pieceLayers),
        }),
      );
      expect(read.infoHashV1).toEqual(torrent.infoHashV1);
      expect(read.infoHashV2).toEqual(torrent.infoHashV2);
      expect(torrent.files.map((file) => file.path)).toEqual(
        read.files.map((file) => file.path.join("/")),
      );
    }
    const names = (await prisma.member.findMany()).map((member) => member.name);
    expect(names.filter((name) => nameProblem(name) !== null)).toEqual([]);
  });
});
