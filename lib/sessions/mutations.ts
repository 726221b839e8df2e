import type { Permit } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";

import { newSessionToken, sessionDays, sessionIdOf, touchSeconds } from "./rules";
import type { Origin } from "./types";

const daySeconds = 86_400;
const longestUserAgent = 256;

/**
 * Opens a session for a member who has just proven to be the one.
 * @returns the token for the cookie, which is stored nowhere
 */
export async function openSession(memberId: number, origin: Origin): Promise<string> {
  const token = newSessionToken();
  const id = sessionIdOf(token) ?? "";
  const now = new Date();
  await prisma.$transaction([
    prisma.session.deleteMany({ where: { memberId, expiresAt: { lt: now } } }),
    prisma.session.create({
      data: {
        id,
        memberId,
        createdAt: now,
        lastUsedAt: now,
        expiresAt: new Date(now.getTime() + sessionDays * daySeconds * 1000),
        userAgent: origin.userAgent.slice(0, longestUserAgent),
        address: origin.address,
      },
    }),
    prisma.member.update({ where: { id: memberId }, data: { lastSeenAt: now } }),
  ]);
  return token;
}

/** Writes a session's and its member's last use, once a minute however many requests there are. */
export async function touchSession(sessionId: string, address: string): Promise<void> {
  await prisma.$executeRaw`
    WITH touched AS (
      UPDATE sessions SET last_used_at = now(), address = ${address}
      WHERE id = ${sessionId} AND last_used_at <= now() - make_interval(secs => ${touchSeconds})
      RETURNING member_id
    )
    UPDATE members SET last_seen_at = now() FROM touched WHERE members.id = touched.member_id`;
}

/** Ends the session of this token: signing out. */
export async function endSession(token: string): Promise<void> {
  const id = sessionIdOf(token);
  if (id === null) return;
  await prisma.session.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
  });
}

/** Revokes one of the actor's own sessions. One that is gone already is no error. */
export async function revokeSession(
  permit: Permit<"member.editSelf">,
  sessionId: string,
): Promise<void> {
  await prisma.session.updateMany({
    where: { id: sessionId, memberId: permit.actor.memberId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
}

/** Revokes all of the actor's own sessions but one. */
export async function revokeOtherSessions(
  permit: Permit<"member.editSelf">,
  keptSessionId: string,
): Promise<void> {
  await revokeSessions(prisma, permit.actor.memberId, keptSessionId);
}

/** Revokes a member's sessions in the caller's transaction, all or all but one. */
export async function revokeSessions(
  tx: Pick<Prisma.TransactionClient, "session">,
  memberId: number,
  keptSessionId?: string,
): Promise<void> {
  await tx.session.updateMany({
    where: {
      memberId,
      revokedAt: null,
      ...(keptSessionId === undefined ? {} : { id: { not: keptSessionId } }),
    },
    data: { revokedAt: new Date() },
  });
}
