import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";

import type { NoticePage, NoticeView } from "./types";

const PAGE_NOTICES = 50;

/** One page of the viewer's own notices, newest first, older than the id `before`. */
export async function listNotices(
  viewer: Actor,
  { before }: { before?: number | undefined } = {},
): Promise<NoticePage> {
  const rows = await prisma.notice.findMany({
    where: { memberId: viewer.memberId, ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: PAGE_NOTICES + 1,
  });
  return pageOf(rows, PAGE_NOTICES);
}

/**
 * A member's last notices, newest first, for those who may see what is private to them.
 * @throws AppError `forbidden` to everyone else
 */
export async function listNoticesOf(
  viewer: Actor,
  { memberId, limit = 10 }: { memberId: number; limit?: number },
): Promise<NoticePage> {
  authorize(viewer, "member.seePrivate", { ownerId: memberId });
  const rows = await prisma.notice.findMany({
    where: { memberId },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return pageOf(rows, limit);
}

/** How many of the viewer's own notices are unread. */
export async function unreadCount(viewer: Actor): Promise<number> {
  return prisma.notice.count({ where: { memberId: viewer.memberId, readAt: null } });
}

type Row = Prisma.NoticeGetPayload<object>;

function pageOf(rows: readonly Row[], limit: number): NoticePage {
  const notices = rows.slice(0, limit).map(viewOf);
  return { notices, older: rows.length > limit ? (notices.at(-1)?.id ?? null) : null };
}

function viewOf(row: Row): NoticeView {
  return {
    id: row.id,
    text: row.text,
    href: row.href,
    createdAt: row.createdAt,
    isUnread: row.readAt === null,
  };
}
