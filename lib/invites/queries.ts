import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma } from "#lib/db/client";

import { inviteIdOf } from "./rules";
import type { InviteView, OpenInvite } from "./types";

/** The viewer's own invites, newest first; revoked ones are gone. */
export async function listInvites(viewer: Actor): Promise<InviteView[]> {
  authorize(viewer, "invite.create");
  const now = new Date();
  const rows = await prisma.invite.findMany({
    where: { inviterId: viewer.memberId },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: 200,
    include: { usedBy: { select: { name: true } } },
  });
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    state: stateOf(row, now),
    usedBy: row.usedBy?.name ?? null,
  }));
}

/** The open invite behind a code; null when it is used, expired, revoked or made up. */
export async function openInvite(code: string): Promise<OpenInvite | null> {
  const invite = await prisma.invite.findUnique({
    where: {
      id: inviteIdOf(code),
      usedAt: null,
      expiresAt: { gt: new Date() },
      inviter: { bannedAt: null },
    },
    select: { expiresAt: true, inviter: { select: { name: true } } },
  });
  return invite === null ? null : { inviter: invite.inviter.name, expiresAt: invite.expiresAt };
}

function stateOf(
  row: { readonly usedAt: Date | null; readonly expiresAt: Date },
  now: Date,
): InviteView["state"] {
  if (row.usedAt !== null) return "used";
  return row.expiresAt > now ? "open" : "expired";
}
