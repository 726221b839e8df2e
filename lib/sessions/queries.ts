import type { Actor } from "#lib/access/actor";
import { prisma } from "#lib/db/client";
import { addressBucket } from "#lib/throttle/rules";

import { deviceOf, sessionIdOf, touchSeconds } from "./rules";
import type { LiveSession, SessionView } from "./types";

/**
 * The session behind a cookie's token, asked of the database at every request: one that was
 * revoked, has expired or belongs to a banned member is none.
 */
export async function liveSession(token: string): Promise<LiveSession | null> {
  const id = sessionIdOf(token);
  if (id === null) return null;
  const now = new Date();
  const session = await prisma.session.findUnique({
    where: { id, revokedAt: null, expiresAt: { gt: now }, member: { bannedAt: null } },
    select: { lastUsedAt: true, member: { select: { id: true, name: true, role: true } } },
  });
  if (session === null) return null;
  const { member } = session;
  return {
    sessionId: id,
    member: { memberId: member.id, name: member.name, role: member.role },
    isDueToTouch: now.getTime() - session.lastUsedAt.getTime() >= touchSeconds * 1000,
  };
}

/** The viewer's own live sessions, the last used first. */
export async function listSessions(viewer: Actor): Promise<SessionView[]> {
  const rows = await prisma.session.findMany({
    where: { memberId: viewer.memberId, revokedAt: null, expiresAt: { gt: new Date() } },
    orderBy: [{ lastUsedAt: "desc" }, { id: "asc" }],
    take: 100,
  });
  return rows.map((row) => ({
    id: row.id,
    device: deviceOf(row.userAgent),
    userAgent: row.userAgent,
    address: row.address,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
  }));
}

/** Whether the member of this name has or had a session from this address, or its network. */
export async function hasSignedInFrom(nameKey: string, address: string): Promise<boolean> {
  if (address === "") return false;
  const rows = await prisma.session.findMany({
    where: { member: { nameKey } },
    distinct: ["address"],
    select: { address: true },
    orderBy: { lastUsedAt: "desc" },
    take: 50,
  });
  const bucket = addressBucket(address);
  return rows.some((row) => row.address !== "" && addressBucket(row.address) === bucket);
}
