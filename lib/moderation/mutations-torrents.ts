import type { Permit } from "#lib/access/authorize";
import { recordAudit } from "#lib/audit/mutations";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { formatMoment } from "#lib/format";
import { notify } from "#lib/notices/mutations";

import { because, by } from "./words";

interface TorrentAct {
  readonly torrentId: number;
  /** One line out of `reasonSchema`. */
  readonly reason: string;
}

/**
 * Takes a torrent off the site. The row stays, so that clients get the reason and staff can
 * restore it; the tracker hears of it by trigger. The uploader is told, the audit log too.
 * @throws AppError `not_found`; `conflict` that says who deleted it before
 */
export async function deleteTorrent(
  permit: Permit<"torrent.delete">,
  { torrentId, reason }: TorrentAct,
): Promise<{ title: string }> {
  return prisma.$transaction(async (tx) => {
    const torrent = await lockTorrent(tx, torrentId);
    if (torrent.deletedAt !== null) {
      throw new AppError(
        "conflict",
        `This torrent was already deleted${by(torrent.deletedBy?.name)} on ${formatMoment(torrent.deletedAt)}.${because(torrent.deleteReason)}`,
      );
    }
    const { memberId: actorId } = permit.actor;
    await tx.torrent.update({
      where: { id: torrentId },
      data: { deletedAt: new Date(), deleteReason: reason, deletedById: actorId },
    });
    await tellUploader(tx, permit.actor.memberId, {
      torrent,
      text: `Your torrent “${torrent.title}” was deleted by staff. Reason: ${reason}`,
    });
    await recordAudit(tx, { actorId, action: "torrent.delete", ...targetOf(torrent), reason });
    return { title: torrent.title };
  });
}

/**
 * Puts a deleted torrent back: listed, downloadable and announceable as before.
 * @throws AppError `not_found`; `conflict` when it is not deleted, with who restored it
 */
export async function restoreTorrent(
  permit: Permit<"torrent.delete">,
  { torrentId, reason }: TorrentAct,
): Promise<{ title: string }> {
  return prisma.$transaction(async (tx) => {
    const torrent = await lockTorrent(tx, torrentId);
    if (torrent.deletedAt === null) throw await notDeleted(tx, torrentId);
    await tx.torrent.update({
      where: { id: torrentId },
      data: { deletedAt: null, deleteReason: null, deletedById: null },
    });
    await tellUploader(tx, permit.actor.memberId, {
      torrent,
      text: `Your torrent “${torrent.title}” was restored by staff. Reason: ${reason}`,
    });
    await recordAudit(tx, {
      actorId: permit.actor.memberId,
      action: "torrent.restore",
      ...targetOf(torrent),
      reason,
      before: { deleteReason: torrent.deleteReason },
    });
    return { title: torrent.title };
  });
}

type LockedTorrent = Awaited<ReturnType<typeof lockTorrent>>;

/** Two staff members on one torrent take turns: the second sees what the first did. */
async function lockTorrent(tx: Prisma.TransactionClient, torrentId: number) {
  await tx.$executeRaw`SELECT 1 FROM "torrents" WHERE "id" = ${torrentId} FOR NO KEY UPDATE`;
  const torrent = await tx.torrent.findUnique({
    where: { id: torrentId },
    select: {
      id: true,
      title: true,
      uploaderId: true,
      deletedAt: true,
      deleteReason: true,
      deletedBy: { select: { name: true } },
    },
  });
  if (torrent === null) throw new AppError("not_found", "There is no such torrent.");
  return torrent;
}

async function notDeleted(tx: Prisma.TransactionClient, torrentId: number): Promise<AppError> {
  const restored = await tx.auditEntry.findFirst({
    where: { action: "torrent.restore", targetType: "torrent", targetId: String(torrentId) },
    select: { at: true, actor: { select: { name: true } } },
    orderBy: { id: "desc" },
  });
  const words =
    restored === null
      ? "This torrent is not deleted."
      : `This torrent was already restored${by(restored.actor?.name)} on ${formatMoment(restored.at)}.`;
  return new AppError("conflict", words);
}

/** Nobody is told what they did themselves. */
async function tellUploader(
  tx: Prisma.TransactionClient,
  actorId: number,
  { torrent, text }: { torrent: LockedTorrent; text: string },
): Promise<void> {
  if (torrent.uploaderId === null || torrent.uploaderId === actorId) return;
  await notify(tx, { memberId: torrent.uploaderId, text, href: `/torrents/${torrent.id}` });
}

function targetOf(torrent: LockedTorrent) {
  return { targetType: "torrent", targetId: torrent.id, targetName: torrent.title } as const;
}
