import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";
import { escapeLike } from "#lib/db/like";
import { AppError } from "#lib/errors";

import type { TorrentFilters } from "./schema";
import type { SiteCounts, StaffTorrent, StaffTorrentPage } from "./types";

const PAGE_ROWS = 50;
const WEEK_MILLISECONDS = 7 * 86_400_000;

/**
 * The site in numbers.
 * @throws AppError `forbidden` to those who are not staff
 */
export async function siteCounts(viewer: Actor): Promise<SiteCounts> {
  authorize(viewer, "staff.view");
  const createdAt = { gte: new Date(Date.now() - WEEK_MILLISECONDS) };
  const [members, bannedMembers, newMembers, torrents, deletedTorrents, newTorrents] =
    await Promise.all([
      prisma.member.aggregate({ _count: true, _sum: { uploaded: true, downloaded: true } }),
      prisma.member.count({ where: { bannedAt: { not: null } } }),
      prisma.member.count({ where: { createdAt } }),
      prisma.torrent.aggregate({
        where: { deletedAt: null },
        _count: true,
        _sum: { sizeBytes: true, seeders: true, leechers: true, snatched: true },
      }),
      prisma.torrent.count({ where: { deletedAt: { not: null } } }),
      prisma.torrent.count({ where: { createdAt, deletedAt: null } }),
    ]);
  return {
    members: members._count,
    bannedMembers,
    newMembersThisWeek: newMembers,
    torrents: torrents._count,
    deletedTorrents,
    newTorrentsThisWeek: newTorrents,
    sizeBytes: torrents._sum.sizeBytes ?? 0n,
    seeders: torrents._sum.seeders ?? 0,
    leechers: torrents._sum.leechers ?? 0,
    snatches: torrents._sum.snatched ?? 0,
    uploaded: members._sum.uploaded ?? 0n,
    downloaded: members._sum.downloaded ?? 0n,
  };
}

/**
 * One page of all torrents, deleted ones too, newest first.
 * @throws AppError `forbidden` to those who are not staff
 */
export async function listStaffTorrents(
  viewer: Actor,
  filters: TorrentFilters,
): Promise<StaffTorrentPage> {
  authorize(viewer, "staff.view");
  const rows = await prisma.torrent.findMany({
    where: { AND: [matching(filters.q), inState(filters.state), olderThan(filters.before)] },
    select: staffTorrentColumns,
    orderBy: { id: "desc" },
    take: PAGE_ROWS + 1,
  });
  const torrents = rows.slice(0, PAGE_ROWS).map(staffTorrentOf);
  return { torrents, next: rows.length > PAGE_ROWS ? (torrents.at(-1)?.id ?? null) : null };
}

/**
 * One torrent for the pages where staff act on it.
 * @throws AppError `forbidden` to those who are not staff; `not_found`
 */
export async function staffTorrent(viewer: Actor, torrentId: number): Promise<StaffTorrent> {
  authorize(viewer, "staff.view");
  const row = await prisma.torrent.findUnique({
    where: { id: torrentId },
    select: staffTorrentColumns,
  });
  if (row === null) throw new AppError("not_found", "There is no such torrent.");
  return staffTorrentOf(row);
}

const staffTorrentColumns = {
  id: true,
  title: true,
  anonymous: true,
  sizeBytes: true,
  seeders: true,
  leechers: true,
  createdAt: true,
  deletedAt: true,
  deleteReason: true,
  category: { select: { name: true } },
  uploader: { select: { name: true } },
  deletedBy: { select: { name: true } },
} satisfies Prisma.TorrentSelect;

type Row = Prisma.TorrentGetPayload<{ select: typeof staffTorrentColumns }>;

function staffTorrentOf(row: Row): StaffTorrent {
  return {
    id: row.id,
    title: row.title,
    category: row.category.name,
    uploader: row.uploader?.name ?? null,
    isAnonymous: row.anonymous,
    sizeBytes: row.sizeBytes,
    seeders: row.seeders,
    leechers: row.leechers,
    createdAt: row.createdAt,
    deletion:
      row.deletedAt === null
        ? null
        : { at: row.deletedAt, by: row.deletedBy?.name ?? null, reason: row.deleteReason ?? "" },
  };
}

function matching(q: string | undefined): Prisma.TorrentWhereInput {
  if (q === undefined) return {};
  const id = /^#(\d{1,9})$/.exec(q)?.[1];
  if (id !== undefined) return { id: Number(id) };
  // An info hash is what a client's error message or another site's report names.
  if (/^[0-9a-f]{40}$/i.test(q)) return { infoHashV1: Buffer.from(q, "hex") };
  if (/^[0-9a-f]{64}$/i.test(q)) return { infoHashV2: Buffer.from(q, "hex") };
  return { title: { contains: escapeLike(q), mode: "insensitive" } };
}

function inState(state: TorrentFilters["state"]): Prisma.TorrentWhereInput {
  if (state === "all") return {};
  return { deletedAt: state === "deleted" ? { not: null } : null };
}

function olderThan(before: number | undefined): Prisma.TorrentWhereInput {
  return before === undefined ? {} : { id: { lt: before } };
}
