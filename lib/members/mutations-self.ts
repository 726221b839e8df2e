import type { Permit } from "#lib/access/authorize";
import { prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { revokeSessions } from "#lib/sessions/mutations";
import { forgetTries, takeTry } from "#lib/throttle/mutations";
import { limits } from "#lib/throttle/rules";

import { claimEmail, refuseWeak } from "./mutations";
import { hashPassword, verifyPassword } from "./passwords";

type Self = Permit<"member.editSelf">;

/**
 * Changes one's own password and ends every other session.
 * @throws AppError `invalid` with the field when the current password is wrong or the new one
 *   weak; `too_many` after many wrong ones
 */
export async function changePassword(
  permit: Self,
  change: {
    readonly currentPassword: string;
    readonly newPassword: string;
    /** The session that stays: the one that asks. */
    readonly keptSessionId: string;
  },
): Promise<void> {
  const { memberId, name } = permit.actor;
  await provePassword(memberId, change.currentPassword);
  refuseWeak(change.newPassword, name, "newPassword");
  const passwordHash = await hashPassword(change.newPassword);
  await prisma.$transaction(async (tx) => {
    await tx.member.update({ where: { id: memberId }, data: { passwordHash } });
    await revokeSessions(tx, memberId, change.keptSessionId);
  });
}

/**
 * Changes or removes one's own e-mail address.
 * @throws AppError `invalid` when the password is wrong; `too_many` after many wrong ones
 */
export async function changeEmail(
  permit: Self,
  change: { readonly email: string | undefined; readonly currentPassword: string },
): Promise<void> {
  const { memberId } = permit.actor;
  await provePassword(memberId, change.currentPassword);
  await prisma.$transaction(async (tx) => {
    await tx.member.update({
      where: { id: memberId },
      data: { email: change.email ?? null, emailKey: null },
    });
    if (change.email !== undefined) await claimEmail(tx, memberId, change.email);
  });
}

/** Keeps the theme that a member chose, for the next device they sign in on. */
export async function changeTheme(permit: Self, theme: "system" | "light" | "dark"): Promise<void> {
  await prisma.member.update({ where: { id: permit.actor.memberId }, data: { theme } });
}

/** A stolen session must not become a stolen account by trying passwords here. */
async function provePassword(memberId: number, password: string): Promise<void> {
  const key = `password:member:${memberId}`;
  const tried = await takeTry(key, limits.account);
  if (tried.kind === "spent") {
    throw new AppError("too_many", "Too many wrong passwords. Try again in a few minutes.");
  }
  const member = await prisma.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { passwordHash: true },
  });
  if (!(await verifyPassword(password, member.passwordHash))) {
    throw new AppError("invalid", "This is not your current password.", {
      field: "currentPassword",
    });
  }
  await forgetTries(key);
}
