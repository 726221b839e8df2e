import { beforeAll, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { listCategories, listTorrents } from "#lib/torrents/queries";
import { defaultOrder, ORDERS, SORTS, torrentFiltersSchema } from "#lib/torrents/schema";
import type { TorrentPage } from "#lib/torrents/types";

import { createMember } from "../../prisma/factories/members.ts";
import { createPeer, createSnatch } from "../../prisma/factories/swarms.ts";
import { createCategory, createTorrent, createTorrents } from "../../prisma/factories/torrents.ts";
import { actorOf } from "../support/permits.ts";

let viewer: ReturnType<typeof actorOf>;
let category: { id: number; slug: string };
const titles = Array.from({ length: 120 }, (_, at) => `Many ${String(at).padStart(3, "0")}`);

beforeAll(async () => {
  viewer = actorOf(await createMember(prisma));
  category = await createCategory(prisma, { slug: "many" });
  await createTorrents(
    prisma,
    titles.map((title, at) => ({
      title,
      categoryId: category.id,
      // Ties in every number: only the id tells them apart.
      seeders: at % 3,
      leechers: at % 2,
      snatched: 0,
      createdAt: new Date(Date.UTC(2026, 0, 1 + Math.floor(at / 10))),
    })),
  );
});

const list = (address: Record<string, unknown>) =>
  listTorrents(viewer, torrentFiltersSchema.parse(address));
const idsOf = (page: TorrentPage) => page.torrents.map((torrent) => torrent.id);

describe.each(SORTS)("sorted by %s", (sort) => {
  test.each(ORDERS)("%s: every torrent once, there and back again", async (order) => {
    const address = { category: "many", sort, order };
    const there = [await list(address)];
    for (let page = there[0]; page?.next; page = there.at(-1)) {
      there.push(await list({ ...address, page: page.next }));
    }
    expect(there.map((page) => page.torrents.length)).toEqual([50, 50, 20]);
    expect(new Set(there.flatMap(idsOf)).size).toBe(120);

    const back = [there[2]];
    for (let page = back[0]; page?.previous; page = back.at(-1)) {
      back.push(await list({ ...address, page: page.previous }));
    }
    const ids = back.flatMap((page) => (page ? [idsOf(page)] : []));
    expect(ids).toEqual(there.map(idsOf).reverse());
  });
});

test("sorting is what it says, by default from the largest and from A", async () => {
  const bySeeders = await list({ category: "many", sort: "seeders" });
  expect(bySeeders.torrents[0]?.seeders).toBe(2);
  const byTitle = await list({ category: "many", sort: "title" });
  expect(byTitle.torrents.map((torrent) => torrent.title)).toEqual(titles.slice(0, 50));
  expect(SORTS.map(defaultOrder)).toEqual(["desc", "desc", "desc", "desc", "desc", "asc"]);
});

test("a page stays where it was while torrents are added in front of it and behind", async () => {
  const { id } = await createCategory(prisma, { slug: "growing" });
  const rows = Array.from({ length: 60 }, (_, at) => ({
    categoryId: id,
    createdAt: new Date(Date.UTC(2026, 1, 1, 0, at)),
  }));
  await createTorrents(prisma, rows);
  const first = await list({ category: "growing" });
  const second = await list({ category: "growing", page: first.next });
  await createTorrent(prisma, { categoryId: id, createdAt: new Date(Date.UTC(2027, 0, 1)) });
  await createTorrent(prisma, { categoryId: id, createdAt: new Date(Date.UTC(2020, 0, 1)) });
  const again = await list({ category: "growing", page: first.next });
  expect(idsOf(again).slice(0, 10)).toEqual(idsOf(second));
  expect(again.torrents).toHaveLength(11);
});

describe("a search", () => {
  beforeAll(async () => {
    const { id } = await createCategory(prisma, { slug: "search" });
    const make = (title: string, tags: string[] = []) =>
      createTorrent(prisma, { title, tags, categoryId: id });
    await make("Big.Buck.Bunny.2008", ["animation", "short"]);
    await make("Big Fish");
    await make("100% Wool_Sweater");
    await make("Ärger im Paradies");
    await createTorrent(prisma, { title: "Big Deleted", categoryId: id, deletedAt: new Date() });
  });

  test.each([
    ["bunny", ["Big.Buck.Bunny.2008"]],
    ["BIG", ["Big.Buck.Bunny.2008", "Big Fish"]],
    ["big short", ["Big.Buck.Bunny.2008"]],
    ["animation", ["Big.Buck.Bunny.2008"]],
    ["animat", []],
    ["%", ["100% Wool_Sweater"]],
    ["_", ["100% Wool_Sweater"]],
    ["ärger", ["Ärger im Paradies"]],
    ["'; drop table torrents; --", []],
    ["\\", []],
  ])("for %j finds %j", async (q, expected) => {
    const { torrents } = await list({ q, category: "search", sort: "title" });
    expect(torrents.map((torrent) => torrent.title).sort()).toEqual([...expected].sort());
  });
});

test("an unknown category has no torrents, and a broken cursor starts over", async () => {
  expect(await list({ category: "nothing" })).toEqual({ torrents: [], previous: null, next: null });
  const first = await list({ category: "many" });
  expect(await list({ category: "many", page: "nonsense" })).toEqual(first);
});

test("each line tells what the viewer has to do with it", async () => {
  const { id: categoryId } = await createCategory(prisma, { slug: "mine" });
  const make = async () => (await createTorrent(prisma, { categoryId })).id;
  const [seeding, completed, others] = [await make(), await make(), await make()];
  const memberId = viewer.memberId;
  await createSnatch(prisma, { torrentId: seeding, memberId });
  await createPeer(prisma, { torrentId: seeding, memberId });
  await createSnatch(prisma, { torrentId: completed, memberId, completedAt: new Date() });
  await createPeer(prisma, { torrentId: others });
  const { torrents } = await list({ category: "mine", sort: "newest", order: "asc" });
  const states = new Map(torrents.map((torrent) => [torrent.id, torrent.mine]));
  expect([seeding, completed, others].map((id) => states.get(id))).toEqual([
    "seeding",
    "completed",
    null,
  ]);
});

test("categories come in the site's order", async () => {
  const positions = await prisma.category.findMany({
    orderBy: [{ position: "asc" }, { name: "asc" }],
  });
  expect((await listCategories(viewer)).map((row) => row.id)).toEqual(
    positions.map((row) => row.id),
  );
});
