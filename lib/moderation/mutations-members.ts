import type { Permit } from "#lib/access/authorize";
import type { Permission, Role } from "#lib/access/permissions";
import { recordAudit } from "#lib/audit/mutations";
import type { AuditAct } from "#lib/audit/types";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { formatMoment } from "#lib/format";
import { newPasskey } from "#lib/members/passkeys";
import { hashPassword } from "#lib/members/passwords";
import { passwordProblem } from "#lib/members/rules";
import { notify } from "#lib/notices/mutations";
import { revokeSessions } from "#lib/sessions/mutations";

import { assignableRoles, refusalToBan, refusalToReset } from "./policy";
import { because, by } from "./words";

interface MemberAct {
  readonly memberId: number;
  /** One line out of `reasonSchema`. */
  readonly reason: string;
}

/**
 * Bans a member: signed out everywhere in the same transaction, refused by the tracker with the
 * reason (by trigger), and written down.
 * @throws AppError `forbidden` by rank; `conflict` that says who banned them before
 */
export async function banMember(
  permit: Permit<"member.ban">,
  { memberId, reason }: MemberAct,
): Promise<void> {
  await actOnMember(permit, memberId, async (tx, target) => {
    refuseFor(refusalToBan(permit.actor, target));
    if (target.bannedAt !== null) {
      const banned = await lastAct(tx, "member.ban", memberId);
      throw new AppError(
        "conflict",
        `${target.name} was already banned${by(banned?.actor)} on ${formatMoment(target.bannedAt)}.${because(target.banReason)}`,
      );
    }
    await tx.member.update({
      where: { id: memberId },
      data: { bannedAt: new Date(), banReason: reason },
    });
    await revokeSessions(tx, memberId);
    await recordAudit(tx, { ...actOf(permit, target, "member.ban"), reason });
  });
}

/**
 * Lifts a ban. Sessions stay revoked: the member signs in again.
 * @throws AppError `forbidden` by rank; `conflict` when not banned, with who lifted it
 */
export async function unbanMember(
  permit: Permit<"member.ban">,
  { memberId, reason }: MemberAct,
): Promise<void> {
  await actOnMember(permit, memberId, async (tx, target) => {
    refuseFor(refusalToBan(permit.actor, target));
    if (target.bannedAt === null) {
      const lifted = await lastAct(tx, "member.unban", memberId);
      const words =
        lifted === null
          ? `${target.name} is not banned.`
          : `${target.name} was already unbanned${by(lifted.actor)} on ${formatMoment(lifted.at)}.`;
      throw new AppError("conflict", words);
    }
    await tx.member.update({ where: { id: memberId }, data: { bannedAt: null, banReason: null } });
    await notify(tx, { memberId, text: `Your ban was lifted by staff. Reason: ${reason}` });
    await recordAudit(tx, {
      ...actOf(permit, target, "member.unban"),
      reason,
      before: { banReason: target.banReason },
    });
  });
}

/**
 * Gives a member another role, in force at their next request.
 * @throws AppError `forbidden` unless `assignableRoles` has it; `conflict` when they hold it
 */
export async function setRole(
  permit: Permit<"member.setRole">,
  { memberId, role, reason }: MemberAct & { readonly role: Role },
): Promise<void> {
  await actOnMember(permit, memberId, async (tx, target) => {
    if (target.role === role && memberId !== permit.actor.memberId) {
      const given = await lastAct(tx, "member.setRole", memberId);
      throw new AppError("conflict", `${target.name} is already ${role}${by(given?.actor)}.`);
    }
    if (!assignableRoles(permit.actor, target).includes(role)) {
      throw new AppError("forbidden", `You may not make ${target.name} ${role}.`);
    }
    await tx.member.update({ where: { id: memberId }, data: { role } });
    await notify(tx, {
      memberId,
      text: `Staff changed your role from ${target.role} to ${role}. Reason: ${reason}`,
    });
    await recordAudit(tx, {
      ...actOf(permit, target, "member.setRole"),
      reason,
      before: { role: target.role },
      after: { role },
    });
  });
}

/**
 * Gives a member another passkey: the one that leaked is refused by the tracker at once, and the
 * member downloads their .torrent files again.
 * @throws AppError `forbidden` by rank
 */
export async function resetPasskeyFor(
  permit: Permit<"member.resetPasskey">,
  { memberId, reason }: MemberAct,
): Promise<void> {
  await actOnMember(permit, memberId, async (tx, target) => {
    refuseFor(refusalToReset(permit.actor, target));
    await tx.member.update({ where: { id: memberId }, data: { passkey: newPasskey() } });
    await notify(tx, {
      memberId,
      text: `Staff reset your passkey. Download your .torrent files again. Reason: ${reason}`,
      href: "/settings",
    });
    await recordAudit(tx, { ...actOf(permit, target, "member.resetPasskey"), reason });
  });
}

/**
 * Gives a member a password that staff tell them some other way, and signs them out everywhere.
 * @throws AppError `forbidden` by rank; `invalid` for a bad password
 */
export async function resetPasswordFor(
  permit: Permit<"member.resetPassword">,
  { memberId, password, reason }: MemberAct & { readonly password: string },
): Promise<void> {
  // Hashing takes a while on purpose: before the lock, not under it.
  const passwordHash = await hashPassword(password);
  await actOnMember(permit, memberId, async (tx, target) => {
    refuseFor(refusalToReset(permit.actor, target));
    const problem = passwordProblem(password, target.name);
    if (problem !== null) throw new AppError("invalid", problem, { field: "password" });
    await tx.member.update({ where: { id: memberId }, data: { passwordHash } });
    await revokeSessions(tx, memberId);
    await notify(tx, {
      memberId,
      text: `Staff set a new password for you. Choose your own now. Reason: ${reason}`,
      href: "/settings",
    });
    await recordAudit(tx, { ...actOf(permit, target, "member.resetPassword"), reason });
  });
}

interface Target {
  readonly memberId: number;
  readonly name: string;
  readonly role: Role;
  readonly bannedAt: Date | null;
  readonly banReason: string | null;
}

/**
 * Staff acts on members take turns, and the actor's own standing is read again within: of two
 * who ban or demote each other at once, the second is refused. One lock for all rather than row
 * locks on both, since the ledger locks many members in its own order.
 */
async function actOnMember(
  permit: Permit<Permission>,
  memberId: number,
  act: (tx: Prisma.TransactionClient, target: Target) => Promise<void>,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('swarmkeep.moderation'))`;
    const { actor } = permit;
    const rows = await tx.member.findMany({
      where: { id: { in: [actor.memberId, memberId] } },
      select: { id: true, name: true, role: true, bannedAt: true, banReason: true },
    });
    const self = rows.find((row) => row.id === actor.memberId);
    if (self?.bannedAt !== null || self.role !== actor.role) {
      throw new AppError("forbidden", "Your own role changed meanwhile. Load the page again.");
    }
    const target = rows.find((row) => row.id === memberId);
    if (target === undefined) throw new AppError("not_found", "There is no such member.");
    await act(tx, { ...target, memberId: target.id });
  });
}

function refuseFor(refusal: string | null): void {
  if (refusal !== null) throw new AppError("forbidden", refusal);
}

function actOf<A extends AuditAct["action"]>(
  permit: Permit<Permission>,
  target: Target,
  action: A,
) {
  return {
    actorId: permit.actor.memberId,
    action,
    targetType: "member",
    targetId: target.memberId,
    targetName: target.name,
  } as const;
}

async function lastAct(
  tx: Prisma.TransactionClient,
  action: AuditAct["action"],
  memberId: number,
): Promise<{ at: Date; actor: string | null } | null> {
  const entry = await tx.auditEntry.findFirst({
    where: { action, targetType: "member", targetId: String(memberId) },
    select: { at: true, actor: { select: { name: true } } },
    orderBy: { id: "desc" },
  });
  return entry === null ? null : { at: entry.at, actor: entry.actor?.name ?? null };
}
