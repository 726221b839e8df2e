import type { Prisma } from "#lib/db/client";

import { createComments } from "../factories/comments.ts";
import { createMembers } from "../factories/members.ts";
import type { Random } from "../factories/random.ts";
import { createPeers, createSnatches, settleTotals } from "../factories/swarms.ts";
import { createCategory, createTorrents } from "../factories/torrents.ts";
import { makeCatalogue } from "./catalogue.ts";
import { dayMilliseconds, makePeople, type Person } from "./people.ts";
import { peerRow, snatchRow } from "./rows.ts";
import { recordStaffActs } from "./staff.ts";
import { type DemoTorrent, type Part, playSwarm, type Sharer } from "./swarm.ts";
import { deleteReasons, makeRemark } from "./talk.ts";

type Db = Prisma.TransactionClient;

export interface DemoWish {
  random: Random;
  now: Date;
  passwordHash: string;
  members: number;
  torrents: number;
}

/** Fills an empty site with a community and what it did over the last 90 days. */
export async function fillSite(db: Db, wish: DemoWish) {
  const sharers = await fillMembers(db, wish);
  const torrents = await fillTorrents(db, wish, sharers);
  const parts = torrents.flatMap((torrent) => partsOf(wish, torrent, sharers));
  const active = parts.filter((part) => part.isActive);
  await createSnatches(db, parts.map(snatchRow));
  await createPeers(
    db,
    active.map((part) => peerRow(wish.random, part)),
  );
  const comments = commentsOf(wish, parts);
  await createComments(db, comments);
  await settleTotals(db);
  await recordStaffActs(db, torrents, sharers);
  // The tracker takes peers over that were alive at the last flush.
  await db.trackerOwner.updateMany({ data: { lastFlushAt: wish.now } });
  return {
    members: sharers,
    counts: {
      members: sharers.length,
      torrents: torrents.length,
      snatches: parts.length,
      peers: active.length,
      comments: comments.length,
    },
  };
}

async function fillMembers(db: Db, { random, now, passwordHash, members }: DemoWish) {
  const taken = new Set((await db.member.findMany()).map((member) => member.nameKey));
  const hasOwner = (await db.member.count({ where: { role: "owner" } })) > 0;
  const people = makePeople(random, members, now).map((person) => ({
    ...person,
    name: taken.has(person.name.toLowerCase()) ? `${person.name}${random.hex(4)}` : person.name,
    role: hasOwner && person.role === "owner" ? ("admin" as const) : person.role,
  }));
  const rows = await createMembers(
    db,
    people.map((person) => memberWish(person, passwordHash)),
    random,
  );
  const sharers = people.flatMap((person, at): Sharer[] => {
    const row = rows[at];
    return row ? [{ ...person, id: row.id }] : [];
  });
  const invited = sharers.flatMap(({ id, invitedBy }) => {
    const inviter = invitedBy === null ? undefined : sharers[invitedBy];
    return inviter ? [{ id, inviterId: inviter.id }] : [];
  });
  await db.$executeRaw`
    UPDATE members SET invited_by_id = invited.inviter_id
    FROM unnest(${invited.map(({ id }) => id)}::int[], ${invited.map(({ inviterId }) => inviterId)}::int[])
      AS invited (id, inviter_id)
    WHERE members.id = invited.id`;
  return sharers;
}

function memberWish(person: Person, passwordHash: string) {
  const { name, role, createdAt, lastSeenAt, bannedAt, banReason } = person;
  return { name, role, createdAt, lastSeenAt, bannedAt, banReason, passwordHash };
}

async function fillTorrents(db: Db, wish: DemoWish, sharers: readonly Sharer[]) {
  const { random, now } = wish;
  const works = makeCatalogue(random, wish.torrents);
  const categoryIds = await categoriesFor(db, new Set(works.map((work) => work.categorySlug)));
  const ages = works
    .map(() => 88 * dayMilliseconds * random.fraction() ** 1.2 + 60_000)
    .sort((one, other) => other - one);
  const planned = works.map(({ categorySlug, ...work }, at) => {
    const createdAt = new Date(now.getTime() - (ages[at] ?? 0));
    const uploader = uploaderAt(random, sharers, createdAt);
    const isDeleted = at % 160 === 80;
    return {
      ...work,
      categoryId: categoryIds.get(categorySlug) ?? 0,
      createdAt,
      uploader,
      anonymous: random.chance(0.06),
      version: random.pick(["v1", "v1", "v1", "v1", "hybrid", "v2"] as const),
      deletedAt: isDeleted ? new Date(now.getTime() - (ages[at] ?? 0) * random.fraction()) : null,
      deleteReason: isDeleted ? random.pick(deleteReasons) : null,
    };
  });
  const rows = await createTorrents(
    db,
    planned.map(({ uploader, ...torrent }) => ({
      ...torrent,
      uploaderId: uploader.id,
      deletedById: torrent.deletedAt && (sharers[2]?.id ?? null),
    })),
    random,
  );
  return planned.flatMap((torrent, at): DemoTorrent[] => {
    const row = rows[at];
    return row ? [{ ...torrent, id: row.id, sizeBytes: Number(row.sizeBytes) }] : [];
  });
}

async function categoriesFor(db: Db, slugs: ReadonlySet<string>): Promise<Map<string, number>> {
  const known = await db.category.findMany();
  const ids = new Map(known.map(({ slug, id }) => [slug, id]));
  for (const slug of slugs) {
    if (!ids.has(slug)) {
      const name = `${slug.charAt(0).toUpperCase()}${slug.slice(1)}`;
      ids.set(slug, (await createCategory(db, { slug, name })).id);
    }
  }
  return ids;
}

/** Few members upload most: the earlier ones, as it happens. */
function uploaderAt(random: Random, sharers: readonly Sharer[], at: Date): Sharer {
  const around = sharers.filter(
    (sharer) => sharer.createdAt < at && (sharer.bannedAt === null || sharer.bannedAt > at),
  );
  const chosen = around[Math.floor(around.length * random.fraction() ** 2.5)] ?? sharers[0];
  if (!chosen) throw new Error("A demo needs members");
  return chosen;
}

function partsOf(wish: DemoWish, torrent: DemoTorrent, sharers: readonly Sharer[]): Part[] {
  const end = torrent.deletedAt ?? wish.now;
  const parts = playSwarm(wish.random, torrent, { sharers, now: end.getTime() });
  return torrent.deletedAt ? parts.map((part) => ({ ...part, isActive: false })) : parts;
}

/** Some of those who had a torrent say something within a few days. */
function commentsOf({ random, now }: DemoWish, parts: readonly Part[]) {
  return parts
    .filter((part) => part.downloaded > 0 && random.chance(0.12))
    .map((part) => {
      const said = part.firstSeen + 3 * dayMilliseconds * random.fraction();
      return {
        torrentId: part.torrentId,
        memberId: part.sharer.id,
        body: makeRemark(random),
        createdAt: new Date(Math.min(said, now.getTime())),
      };
    })
    .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}
