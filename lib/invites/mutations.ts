import type { Permit } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { readSettings } from "#lib/settings/queries";

import { inviteIdOf, mostOpenInvites, newInviteCode } from "./rules";

/**
 * Makes an invite.
 * @returns its code, which is shown once and stored nowhere
 * @throws AppError `conflict` when registration is not by invite, or too many are open
 */
export async function createInvite(permit: Permit<"invite.create">): Promise<string> {
  const { registration, inviteDays } = await readSettings();
  if (registration !== "invite") {
    throw new AppError("conflict", "Registration is not by invite now, so an invite has no use.");
  }
  const { memberId } = permit.actor;
  const code = newInviteCode();
  await prisma.$transaction(async (tx) => {
    // One at a time for each member, or many at once would pass the limit together.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(2, ${memberId}::int)`;
    const now = new Date();
    const open = await tx.invite.count({
      where: { inviterId: memberId, usedAt: null, expiresAt: { gt: now } },
    });
    if (open >= mostOpenInvites) {
      throw new AppError(
        "conflict",
        `You have ${mostOpenInvites} open invites. Revoke one, or wait until one is used.`,
      );
    }
    const expiresAt = new Date(now.getTime() + inviteDays * 86_400_000);
    await tx.invite.create({
      data: { id: inviteIdOf(code), inviterId: memberId, createdAt: now, expiresAt },
    });
  });
  return code;
}

/** Revokes one of the actor's own unused invites. One that is gone already is no error. */
export async function revokeInvite(
  permit: Permit<"invite.create">,
  inviteId: string,
): Promise<void> {
  await prisma.invite.deleteMany({
    where: { id: inviteId, inviterId: permit.actor.memberId, usedAt: null },
  });
}

/** An invite that this transaction has spent. */
export interface SpentInvite {
  readonly id: string;
  readonly inviterId: number;
}

/**
 * Spends an invite in the caller's transaction: of many at once one gets it.
 * @returns null when it is used, expired, revoked, made up, or its inviter is banned
 */
export async function spendInvite(
  tx: Prisma.TransactionClient,
  code: string,
): Promise<SpentInvite | null> {
  const [spent] = await tx.$queryRaw<SpentInvite[]>`
    UPDATE invites SET used_at = now()
    FROM members
    WHERE invites.id = ${inviteIdOf(code)} AND used_at IS NULL AND expires_at > now()
      AND members.id = invites.inviter_id AND members.banned_at IS NULL
    RETURNING invites.id, inviter_id AS "inviterId"`;
  return spent ?? null;
}

/** Notes who came by a spent invite, in the same transaction. */
export async function nameInvitee(
  tx: Prisma.TransactionClient,
  invite: SpentInvite,
  memberId: number,
): Promise<void> {
  await tx.invite.update({ where: { id: invite.id }, data: { usedById: memberId } });
}
