import type { Actor } from "#lib/access/actor";
import { authorize, can } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";

import type { CommentPage, CommentView } from "./types";

const PAGE_COMMENTS = 50;

/** A torrent's comments, newest first. */
export async function listComments(
  viewer: Actor,
  { torrentId, before }: { torrentId: number; before?: number | undefined },
): Promise<CommentPage> {
  authorize(viewer, "torrent.view");
  const [count, rows] = await Promise.all([
    prisma.comment.count({ where: { torrentId } }),
    prisma.comment.findMany({
      where: { torrentId, ...(before === undefined ? {} : { id: { lt: before } }) },
      orderBy: { id: "desc" },
      take: PAGE_COMMENTS + 1,
      include: commentInclude,
    }),
  ]);
  const shown = rows.slice(0, PAGE_COMMENTS);
  return {
    count,
    comments: shown.map((row) => commentView(viewer, row)),
    older: rows.length > PAGE_COMMENTS ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** One comment; null when there is none. */
export async function commentById(viewer: Actor, id: number): Promise<CommentView | null> {
  authorize(viewer, "torrent.view");
  const row = await prisma.comment.findUnique({ where: { id }, include: commentInclude });
  return row === null ? null : commentView(viewer, row);
}

/** Whose comment it is, for permissions that owners hold too. */
export async function authorIdOf(commentId: number): Promise<number | null> {
  const row = await prisma.comment.findUnique({
    where: { id: commentId },
    select: { memberId: true },
  });
  return row?.memberId ?? null;
}

const commentInclude = {
  member: { select: { name: true } },
  torrent: { select: { uploaderId: true, anonymous: true } },
} as const satisfies Prisma.CommentInclude;

type CommentRow = Prisma.CommentGetPayload<{ include: typeof commentInclude }>;

function commentView(viewer: Actor, row: CommentRow): CommentView {
  const { uploaderId, anonymous } = row.torrent;
  return {
    id: row.id,
    torrentId: row.torrentId,
    author: row.member?.name ?? null,
    // A badge on an anonymous uploader's comment would name them.
    isUploader: !anonymous && row.memberId !== null && row.memberId === uploaderId,
    isMine: row.memberId === viewer.memberId,
    mayDelete: can(viewer, "comment.delete", { ownerId: row.memberId }),
    body: row.body,
    createdAt: row.createdAt,
  };
}
