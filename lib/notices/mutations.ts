import type { Permit } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";

import type { NewNotice } from "./types";

/** Tells a member something, inside the transaction of what it tells about. */
export async function notify(tx: Prisma.TransactionClient, notice: NewNotice): Promise<void> {
  await tx.notice.create({
    data: { memberId: notice.memberId, text: notice.text, href: notice.href ?? null },
  });
}

/**
 * Marks the actor's own notices as read, up to and with the id `upTo`: one that arrives while
 * the page is open stays unread.
 * @returns how many were unread
 */
export async function markRead(
  permit: Permit<"member.editSelf">,
  { upTo }: { upTo: number },
): Promise<number> {
  const { count } = await prisma.notice.updateMany({
    where: { memberId: permit.actor.memberId, readAt: null, id: { lte: upTo } },
    data: { readAt: new Date() },
  });
  return count;
}
