import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { escapeLike } from "#lib/db/like";

import { readCursor, writeCursor, type Cursor } from "./cursor";
import { myState } from "./rules";
import { defaultOrder, searchWords, type Sort, type TorrentFilters } from "./schema";
import type { Category, ListedTorrent, TorrentPage } from "./types";

const PAGE_TORRENTS = 50;

/** Every category in the site's order. */
export async function listCategories(viewer: Actor): Promise<Category[]> {
  authorize(viewer, "torrent.view");
  return prisma.category.findMany({
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { id: true, slug: true, name: true },
  });
}

/**
 * A page of the list: 50 torrents that are not deleted, every search word found in the title or
 * equal to a tag. Keyset pages: rows that come and go shift nothing.
 */
export async function listTorrents(viewer: Actor, filters: TorrentFilters): Promise<TorrentPage> {
  authorize(viewer, "torrent.view");
  const { sort } = filters;
  const order = filters.order ?? defaultOrder(sort);
  const cursor = readCursor(filters.page, { sort, order });
  const isBackward = cursor?.side === "before";
  const rows = await prisma.$queryRaw<ListRow[]>(
    listQuery(viewer, { filters, sort, cursor, isAscending: (order === "asc") !== isBackward }),
  );
  const hasMore = rows.length > PAGE_TORRENTS;
  const shown = rows.slice(0, PAGE_TORRENTS);
  if (isBackward) shown.reverse();
  const cursorOf = (row: ListRow | undefined, side: Cursor["side"]) =>
    row === undefined ? null : writeCursor({ sort, order, side, key: row.sortKey, id: row.id });
  return {
    torrents: shown.map(listed),
    previous: cursor === null || (isBackward && !hasMore) ? null : cursorOf(shown[0], "before"),
    next: isBackward || hasMore ? cursorOf(shown.at(-1), "after") : null,
  };
}

interface ListRow extends Omit<ListedTorrent, "mine"> {
  readonly sortKey: string;
  readonly seeding: number;
  readonly leeching: number;
  readonly snatchedByMe: boolean;
  readonly completedAt: Date | null;
}

interface ListSpec {
  readonly filters: TorrentFilters;
  readonly sort: Sort;
  readonly cursor: Cursor | null;
  readonly isAscending: boolean;
}

/** Sort keys, how they are written into a cursor, and how they are read from one. */
const sortings: Record<Sort, { column: Prisma.Sql; text: Prisma.Sql; type: Prisma.Sql }> = {
  newest: {
    column: Prisma.sql`t.created_at`,
    text: Prisma.sql`to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    type: Prisma.sql`timestamptz`,
  },
  title: {
    column: Prisma.sql`lower(t.title)`,
    text: Prisma.sql`lower(t.title)`,
    type: Prisma.sql`text`,
  },
  size: {
    column: Prisma.sql`t.size_bytes`,
    text: Prisma.sql`t.size_bytes::text`,
    type: Prisma.sql`bigint`,
  },
  seeders: {
    column: Prisma.sql`t.seeders`,
    text: Prisma.sql`t.seeders::text`,
    type: Prisma.sql`int`,
  },
  leechers: {
    column: Prisma.sql`t.leechers`,
    text: Prisma.sql`t.leechers::text`,
    type: Prisma.sql`int`,
  },
  snatched: {
    column: Prisma.sql`t.snatched`,
    text: Prisma.sql`t.snatched::text`,
    type: Prisma.sql`int`,
  },
};

function listQuery(viewer: Actor, { filters, sort, cursor, isAscending }: ListSpec): Prisma.Sql {
  const { column, text, type } = sortings[sort];
  const direction = isAscending ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const beyond = isAscending ? Prisma.sql`>` : Prisma.sql`<`;
  const conditions = [Prisma.sql`t.deleted_at IS NULL`];
  if (filters.category !== "") {
    conditions.push(
      Prisma.sql`t.category_id = (SELECT id FROM categories WHERE slug = ${filters.category})`,
    );
  }
  for (const word of searchWords(filters.q)) {
    // Both sides have an index; LIKE on the lower-cased title uses the trigrams.
    conditions.push(
      Prisma.sql`(lower(t.title) LIKE ${`%${escapeLike(word)}%`} OR t.tags @> ARRAY[${word}])`,
    );
  }
  if (cursor !== null) {
    conditions.push(
      Prisma.sql`(${column}, t.id) ${beyond} (${cursor.key}::${type}, ${cursor.id}::int)`,
    );
  }
  return Prisma.sql`
    WITH page AS (
      SELECT t.*, ${text} AS sort_key
      FROM torrents t WHERE ${Prisma.join(conditions, " AND ")}
      ORDER BY ${column} ${direction}, t.id ${direction} LIMIT ${PAGE_TORRENTS + 1}
    )
    SELECT t.id, t.title, t.tags, c.name AS category, c.slug AS "categorySlug",
      t.size_bytes AS "sizeBytes", t.file_count AS "fileCount", t.seeders, t.leechers, t.snatched,
      t.created_at AS "createdAt", t.sort_key AS "sortKey",
      s.torrent_id IS NOT NULL AS "snatchedByMe", s.completed_at AS "completedAt",
      coalesce(p.seeding, 0) AS seeding, coalesce(p.leeching, 0) AS leeching
    FROM page t
    JOIN categories c ON c.id = t.category_id
    LEFT JOIN snatches s ON s.member_id = ${viewer.memberId} AND s.torrent_id = t.id
    LEFT JOIN (
      SELECT torrent_id, (count(*) FILTER (WHERE "left" = 0))::int AS seeding,
        (count(*) FILTER (WHERE "left" > 0))::int AS leeching
      FROM peers WHERE member_id = ${viewer.memberId} AND active GROUP BY torrent_id
    ) p ON p.torrent_id = t.id
    ORDER BY ${column} ${direction}, t.id ${direction}`;
}

function listed(row: ListRow): ListedTorrent {
  const isMine = row.snatchedByMe || row.seeding > 0 || row.leeching > 0;
  return {
    id: row.id,
    title: row.title,
    tags: row.tags,
    category: row.category,
    categorySlug: row.categorySlug,
    sizeBytes: row.sizeBytes,
    fileCount: row.fileCount,
    seeders: row.seeders,
    leechers: row.leechers,
    snatched: row.snatched,
    createdAt: row.createdAt,
    mine: isMine ? myState(row) : null,
  };
}
