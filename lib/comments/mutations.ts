import { authorize, type Permit } from "#lib/access/authorize";
import { recordAudit } from "#lib/audit/mutations";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { reasonSchema } from "#lib/moderation/schema";
import { notify } from "#lib/notices/mutations";

/**
 * Adds a comment to a torrent.
 * @throws AppError `not_found`; `conflict` when the torrent was deleted
 */
export async function addComment(
  permit: Permit<"torrent.comment">,
  { torrentId, body }: { torrentId: number; body: string },
): Promise<{ id: number }> {
  const torrent = await prisma.torrent.findUnique({
    where: { id: torrentId },
    select: { deletedAt: true },
  });
  if (torrent === null) throw new AppError("not_found", "There is no such torrent.");
  if (torrent.deletedAt !== null) {
    throw new AppError("conflict", "This torrent was deleted: it takes no more comments.");
  }
  return prisma.comment.create({
    data: { torrentId, memberId: permit.actor.memberId, body },
    select: { id: true },
  });
}

/**
 * Deletes a comment for good. Staff give a reason for other people's: the author is told, and the
 * audit log keeps the words.
 * @returns the torrent that it was under
 * @throws AppError `not_found`, `forbidden`, `invalid` on `reason`
 */
export async function deleteComment(
  permit: Permit<"comment.delete">,
  { id, reason }: { id: number; reason?: string | undefined },
): Promise<{ torrentId: number }> {
  return prisma.$transaction(async (tx) => {
    const comment = await tx.comment.findUnique({
      where: { id },
      include: { torrent: { select: { title: true } } },
    });
    if (comment === null) throw new AppError("not_found", "This comment is gone already.");
    authorize(permit.actor, "comment.delete", { ownerId: comment.memberId });
    const { count } = await tx.comment.deleteMany({ where: { id } });
    if (count === 0) throw new AppError("not_found", "This comment is gone already.");
    if (comment.memberId !== permit.actor.memberId) await tell(tx, permit, { comment, reason });
    return { torrentId: comment.torrentId };
  });
}

async function tell(
  tx: Prisma.TransactionClient,
  permit: Permit<"comment.delete">,
  act: {
    comment: Prisma.CommentGetPayload<{ include: { torrent: { select: { title: true } } } }>;
    reason: string | undefined;
  },
): Promise<void> {
  const { comment } = act;
  const reason = reasonSchema.safeParse(act.reason);
  if (!reason.success) {
    throw new AppError("invalid", "Give a reason: the author sees it.", { field: "reason" });
  }
  await recordAudit(tx, {
    actorId: permit.actor.memberId,
    action: "comment.delete",
    targetType: "comment",
    targetId: comment.id,
    targetName: comment.torrent.title,
    reason: reason.data,
    before: { body: comment.body },
  });
  if (comment.memberId === null) return;
  await notify(tx, {
    memberId: comment.memberId,
    text: `Your comment on “${comment.torrent.title}” was deleted by staff. Reason: ${reason.data}`,
    href: `/torrents/${comment.torrentId}`,
  });
}
