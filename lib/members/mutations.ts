import { isAtLeast, type Permit } from "#lib/access/authorize";
import { recordAudit } from "#lib/audit/mutations";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { revokeSessions } from "#lib/sessions/mutations";

import { newPasskey } from "./passkeys";
import { hashPassword } from "./passwords";
import { emailKeyOf, nameKeyOf, passwordProblem } from "./rules";
import { newMemberSchema } from "./schema";
import type { CreatedMember, NewMember } from "./types";

/**
 * Creates a member with a fresh passkey. Registration, set-up and the command line come here, each
 * after its own gate.
 * @throws AppError `invalid` with the field by the rules; `conflict` when the name is taken
 */
export async function createMember(member: NewMember): Promise<CreatedMember> {
  const row = await prepareMember(member);
  return prisma.$transaction((tx) => insertMember(tx, row));
}

/** A checked member whose password is hashed: that takes long, so it comes before transactions. */
export interface PreparedMember {
  readonly name: string;
  readonly email: string | undefined;
  readonly passwordHash: string;
  readonly role: NonNullable<NewMember["role"]>;
  readonly invitedById: number | undefined;
}

/**
 * Checks a new member by the rules and hashes the password.
 * @throws AppError `invalid` with the field
 */
export async function prepareMember(member: NewMember): Promise<PreparedMember> {
  const parsed = newMemberSchema.safeParse(member);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") ?? "name";
    throw new AppError("invalid", issue?.message ?? "Invalid member", { field });
  }
  const { name, email, password } = parsed.data;
  return {
    name,
    email,
    passwordHash: await hashPassword(password),
    role: member.role ?? "member",
    invitedById: member.invitedById,
  };
}

/**
 * Inserts a prepared member in the caller's transaction.
 * @throws AppError `conflict` on field `name` when it is taken
 */
export async function insertMember(
  tx: Prisma.TransactionClient,
  member: PreparedMember,
): Promise<CreatedMember> {
  const { name, email, passwordHash, role, invitedById } = member;
  const rows = await tx.$queryRaw<CreatedMember[]>`
    INSERT INTO members (name, name_key, email, password_hash, role, passkey, invited_by_id)
    VALUES (${name}, ${nameKeyOf(name)}, ${email ?? null}, ${passwordHash}, ${role}::role,
      ${newPasskey()}, ${invitedById ?? null})
    ON CONFLICT (name_key) DO NOTHING
    RETURNING id, name, passkey`;
  const [created] = rows;
  if (created === undefined) {
    throw new AppError("conflict", "This username is taken. Choose another.", { field: "name" });
  }
  if (email !== undefined) await claimEmail(tx, created.id, email);
  return created;
}

/**
 * Sets a member's password as staff or from the command line, and signs them out everywhere.
 * @throws AppError `invalid` by the password rules; `forbidden` on staff of the same rank or above
 */
export async function resetPassword(
  permit: Permit<"member.resetPassword">,
  {
    memberId,
    password,
    reason = "",
  }: { readonly memberId: number; readonly password: string; readonly reason?: string },
): Promise<void> {
  const member = await targetOf(permit, memberId);
  refuseWeak(password, member.name, "password");
  const passwordHash = await hashPassword(password);
  await prisma.$transaction(async (tx) => {
    await tx.member.update({ where: { id: memberId }, data: { passwordHash } });
    await revokeSessions(tx, memberId);
    await auditOf(tx, permit, { action: "member.resetPassword", member, reason });
  });
}

/**
 * Gives a member a new passkey: the old announce address is refused within a second (by trigger).
 * @returns the new passkey
 * @throws AppError `forbidden` on staff of the same rank or above, unless it is one's own
 */
export async function resetPasskey(
  permit: Permit<"member.resetPasskey">,
  { memberId, reason = "" }: { readonly memberId: number; readonly reason?: string },
): Promise<string> {
  const member = await targetOf(permit, memberId);
  const passkey = newPasskey();
  await prisma.$transaction(async (tx) => {
    await tx.member.update({ where: { id: memberId }, data: { passkey } });
    await auditOf(tx, permit, { action: "member.resetPasskey", member, reason });
  });
  return passkey;
}

/**
 * Takes the key of an e-mail address that nobody holds yet. A second member with the same
 * address keeps it unkeyed: an answer that differs would tell whose addresses are known here.
 * The key goes to whoever confirms the address, once the site sends mail.
 */
export async function claimEmail(
  tx: Prisma.TransactionClient,
  memberId: number,
  email: string,
): Promise<void> {
  // One statement that cannot fail: an error would end the caller's transaction.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${emailKeyOf(email)}, 1))`;
  await tx.$executeRaw`
    UPDATE members SET email_key = ${emailKeyOf(email)}
    WHERE id = ${memberId}
      AND NOT EXISTS (SELECT FROM members WHERE email_key = ${emailKeyOf(email)})`;
}

/** @throws AppError `invalid` on `field` when the password rules say so */
export function refuseWeak(password: string, name: string, field: string): void {
  const problem = passwordProblem(password, name);
  if (problem !== null) throw new AppError("invalid", problem, { field });
}

interface Target {
  readonly id: number;
  readonly name: string;
}

async function targetOf(
  permit: Permit<"member.resetPassword"> | Permit<"member.resetPasskey">,
  memberId: number,
): Promise<Target> {
  const member = await prisma.member.findUnique({
    where: { id: memberId },
    select: { id: true, name: true, role: true },
  });
  if (member === null) throw new AppError("not_found", "There is no such member.");
  const { actor } = permit;
  const mayTouch =
    actor.memberId === memberId || actor.role === "owner" || !isAtLeast(member.role, actor.role);
  if (!mayTouch) throw new AppError("forbidden", `Only staff above ${member.role} may do this.`);
  return member;
}

async function auditOf(
  tx: Prisma.TransactionClient,
  permit: Permit<"member.resetPassword"> | Permit<"member.resetPasskey">,
  act: {
    readonly action: "member.resetPassword" | "member.resetPasskey";
    readonly member: Target;
    readonly reason: string;
  },
): Promise<void> {
  const { actor } = permit;
  // What members do to themselves is no staff act.
  if (actor.memberId === act.member.id) return;
  await recordAudit(tx, {
    // The command line acts for nobody: no member has an id below 1.
    actorId: actor.memberId > 0 ? actor.memberId : null,
    action: act.action,
    targetType: "member",
    targetId: act.member.id,
    targetName: act.member.name,
    reason: act.reason,
  });
}
