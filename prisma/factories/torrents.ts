import type { Prisma } from "#lib/db/client";

import { insertRows } from "./bulk.ts";
import { createMember } from "./members.ts";
import { type FactoryFile, makeMetainfo, type MetainfoWish } from "./metainfo.ts";
import { freshRandom, type Random } from "./random.ts";

type Db = Prisma.TransactionClient;
type CategoryWish = Partial<Prisma.CategoryUncheckedCreateInput>;

/** What the factory works out of the files; the rest of a torrent can be wished for. */
type Derived = "infoHashV1" | "infoHashV2" | "sizeBytes" | "fileCount" | "pieceLengthBytes";

export interface TorrentWish
  extends
    Omit<Partial<Prisma.TorrentCreateManyInput>, Derived>,
    Pick<MetainfoWish, "version" | "pieceLengthBytes" | "source"> {
  /** One file named like the torrent makes a single-file torrent. */
  files?: readonly FactoryFile[];
  /** The `name` in the info dictionary; the title when left out. */
  name?: string;
}

/** A category with a unique slug and name. */
export async function createCategory(
  db: Db,
  wish: CategoryWish = {},
  random: Random = freshRandom,
) {
  const slug = wish.slug ?? `category-${random.hex(8)}`;
  return await db.category.create({ data: { name: slug, ...wish, slug } });
}

/**
 * A torrent whose .torrent can be downloaded: info dictionary, file list and hashes agree.
 * Without an uploader it gets a member of its own (pass null for none), without a category any.
 */
export async function createTorrent(db: Db, wish: TorrentWish = {}, random: Random = freshRandom) {
  const uploaderId =
    wish.uploaderId === undefined ? (await createMember(db, {}, random)).id : wish.uploaderId;
  const categoryId = wish.categoryId ?? (await anyCategory(db, random)).id;
  const { torrent, metainfo, files } = torrentRows({ ...wish, uploaderId, categoryId }, random);
  return await db.torrent.create({
    data: { ...torrent, metainfo: { create: metainfo }, files: { createMany: { data: files } } },
    include: { metainfo: true, files: { orderBy: { position: "asc" } } },
  });
}

/** Many torrents in few statements. Each wish names its category. */
export async function createTorrents(
  db: Db,
  wishes: readonly (TorrentWish & { categoryId: number })[],
  random: Random = freshRandom,
) {
  const made = [];
  for (let start = 0; start < wishes.length; start += torrentsPerStatement) {
    const rows = wishes
      .slice(start, start + torrentsPerStatement)
      .map((wish) => torrentRows(wish, random));
    const torrents = await db.torrent.createManyAndReturn({ data: rows.map((row) => row.torrent) });
    torrents.sort((one, other) => one.id - other.id);
    const owned = torrents.flatMap(({ id }, at) => {
      const row = rows[at];
      return row ? [{ torrentId: id, ...row }] : [];
    });
    await insertRows(
      db,
      "metainfos",
      owned.map(({ torrentId, metainfo }) => ({ torrentId, createdBy: null, ...metainfo })),
    );
    await insertRows(
      db,
      "torrent_files",
      owned.flatMap(({ torrentId, files }) => files.map((file) => ({ torrentId, ...file }))),
    );
    made.push(...torrents);
  }
  return made;
}

const torrentsPerStatement = 500;

function torrentRows(wish: TorrentWish & { categoryId: number }, random: Random) {
  const {
    files: wishedFiles,
    name: wishedName,
    version,
    pieceLengthBytes,
    source,
    ...columns
  } = wish;
  const title = columns.title ?? `Torrent ${random.hex(8)}`;
  const name = wishedName ?? title;
  const wished = wishedFiles ?? [{ path: name, sizeBytes: random.integer(1, 64) * 1024 * 1024 }];
  const { info, pieceLayers, files, ...derived } = makeMetainfo(
    {
      name,
      files: wished,
      ...(version && { version }),
      ...(pieceLengthBytes && { pieceLengthBytes }),
      ...(source && { source }),
    },
    random,
  );
  return {
    torrent: { tags: [], ...columns, ...derived, title, fileCount: files.length },
    metainfo: { info, pieceLayers },
    files: files.map(({ path, sizeBytes }, position) => ({
      position,
      path,
      sizeBytes: BigInt(sizeBytes),
    })),
  };
}

async function anyCategory(db: Db, random: Random) {
  return (
    (await db.category.findFirst({ orderBy: { position: "asc" } })) ??
    (await createCategory(db, {}, random))
  );
}
