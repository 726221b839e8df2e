import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";
import { escapeLike } from "#lib/db/like";
import { AppError } from "#lib/errors";
import { deviceOf } from "#lib/sessions/rules";

import { maySeePrivate, rolesBelow } from "./policy";
import type { MemberFilters } from "./schema";
import type {
  MemberFile,
  MemberFilePrivate,
  MemberFileSnatch,
  StaffMember,
  StaffMemberPage,
} from "./types";

const PAGE_ROWS = 50;
const FILE_ROWS = 20;

/**
 * One page of all members by name, banned ones too.
 * @throws AppError `forbidden` to those who are not staff
 */
export async function listStaffMembers(
  viewer: Actor,
  filters: MemberFilters,
): Promise<StaffMemberPage> {
  authorize(viewer, "staff.view");
  const rows = await prisma.member.findMany({
    where: {
      ...matching(viewer, filters.q),
      ...(filters.role === undefined ? {} : { role: filters.role }),
      ...(filters.state === "all"
        ? {}
        : { bannedAt: filters.state === "banned" ? { not: null } : null }),
      ...(filters.after === undefined ? {} : { nameKey: { gt: filters.after.toLowerCase() } }),
    },
    select: staffMemberColumns,
    orderBy: { nameKey: "asc" },
    take: PAGE_ROWS + 1,
  });
  const members = rows.slice(0, PAGE_ROWS);
  return { members, next: rows.length > PAGE_ROWS ? (members.at(-1)?.name ?? null) : null };
}

/**
 * All about one member in one place. What is private to them is left out when the viewer's role
 * is not above theirs.
 * @throws AppError `forbidden` to those who are not staff; `not_found`
 */
export async function memberFile(viewer: Actor, name: string): Promise<MemberFile> {
  authorize(viewer, "staff.view");
  const row = await prisma.member.findUnique({
    where: { nameKey: name.toLowerCase() },
    select: {
      ...staffMemberColumns,
      email: true,
      banReason: true,
      invitedBy: { select: { name: true } },
      _count: { select: { comments: true } },
    },
  });
  if (row === null) throw new AppError("not_found", "There is no such member.");
  const { email, invitedBy, _count, ...member } = row;
  const [torrentCount, deletedTorrentCount, snatches, sessions] = await Promise.all([
    prisma.torrent.count({ where: { uploaderId: row.id, deletedAt: null } }),
    prisma.torrent.count({ where: { uploaderId: row.id, deletedAt: { not: null } } }),
    lastSnatches(row.id),
    maySeePrivate(viewer, { memberId: row.id, role: row.role }) ? lastSessions(row.id) : null,
  ]);
  return {
    ...member,
    invitedBy: invitedBy?.name ?? null,
    torrentCount,
    deletedTorrentCount,
    commentCount: _count.comments,
    snatches,
    private: sessions === null ? null : { email, sessions },
  };
}

const staffMemberColumns = {
  id: true,
  name: true,
  role: true,
  bannedAt: true,
  uploaded: true,
  downloaded: true,
  createdAt: true,
  lastSeenAt: true,
} satisfies Record<keyof StaffMember, true>;

/** A search by e-mail tells whose it is: only of those whose private data the viewer may see. */
function matching(viewer: Actor, q: string | undefined): Prisma.MemberWhereInput {
  if (q === undefined) return {};
  const part = escapeLike(q.toLowerCase());
  return {
    OR: [
      { nameKey: { contains: part } },
      { emailKey: { contains: part }, role: { in: [...rolesBelow(viewer.role)] } },
    ],
  };
}

async function lastSnatches(memberId: number): Promise<MemberFileSnatch[]> {
  const rows = await prisma.snatch.findMany({
    where: { memberId },
    include: { torrent: { select: { title: true, deletedAt: true } } },
    orderBy: { lastSeenAt: "desc" },
    take: FILE_ROWS,
  });
  return rows.map((row) => ({
    torrentId: row.torrentId,
    title: row.torrent.title,
    isDeleted: row.torrent.deletedAt !== null,
    uploaded: row.uploaded,
    downloaded: row.downloaded,
    seedSeconds: row.seedSeconds,
    isIncomplete: row.left > 0n,
    completedAt: row.completedAt,
    lastSeenAt: row.lastSeenAt,
  }));
}

async function lastSessions(memberId: number): Promise<MemberFilePrivate["sessions"]> {
  const now = new Date();
  const rows = await prisma.session.findMany({
    where: { memberId },
    orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { lastUsedAt: "desc" }],
    take: FILE_ROWS,
  });
  return rows.map((row) => ({
    // The whole id is the hash of a live token; a page needs no more than a key for its rows.
    id: row.id.slice(0, 12),
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
    address: row.address,
    device: deviceOf(row.userAgent),
    userAgent: row.userAgent,
    isLive: row.revokedAt === null && row.expiresAt > now,
  }));
}
