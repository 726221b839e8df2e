import type { Actor } from "#lib/access/actor";
import { authorize, can } from "#lib/access/authorize";
import type { Role } from "#lib/access/permissions";
import { prisma, type Prisma } from "#lib/db/client";
import { maySeePrivate } from "#lib/moderation/policy";

import { nameKeyOf } from "./rules";
import type { PrivateProfile, Profile, Standing } from "./types";

interface CountRow {
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly seeding: number;
  readonly leeching: number;
  readonly unreadNotices: number;
}

/**
 * The numbers in the header. One round trip, since every page waits for it: that is why it
 * counts notices too, which are another domain's.
 */
export async function standingOf(viewer: Actor): Promise<Standing> {
  const id = viewer.memberId;
  const [row] = await prisma.$queryRaw<CountRow[]>`
    SELECT m.uploaded, m.downloaded,
      (SELECT count(*)::int FROM peers WHERE member_id = m.id AND active AND "left" = 0) AS seeding,
      (SELECT count(*)::int FROM peers WHERE member_id = m.id AND active AND "left" > 0) AS leeching,
      (SELECT count(*)::int FROM notices WHERE member_id = m.id AND read_at IS NULL)
        AS "unreadNotices"
    FROM members m WHERE m.id = ${id}`;
  return row ?? { uploaded: 0n, downloaded: 0n, seeding: 0, leeching: 0, unreadNotices: 0 };
}

/** What signing in must know. For lib/sessions alone: it holds the password's hash. */
export interface Credentials {
  readonly id: number;
  readonly passwordHash: string;
  readonly bannedAt: Date | null;
  readonly banReason: string | null;
  readonly theme: string | null;
}

/** The credentials under a username, whatever its case; null when there is none. */
export async function credentialsOf(name: string): Promise<Credentials | null> {
  return prisma.member.findUnique({
    where: { nameKey: nameKeyOf(name) },
    select: { id: true, passwordHash: true, bannedAt: true, banReason: true, theme: true },
  });
}

/** A member's page by name, whatever its case; null when there is no such member. */
export async function memberByName(viewer: Actor, name: string): Promise<Profile | null> {
  authorize(viewer, "member.view");
  const row = await prisma.member.findUnique({
    where: { nameKey: nameKeyOf(name) },
    select: profileFields,
  });
  if (row === null) return null;
  const seesPrivate = seesPrivateOf(viewer, { memberId: row.id, role: row.role });
  const [seeding, leeching, uploads] = await Promise.all([
    prisma.peer.count({ where: { memberId: row.id, active: true, left: 0 } }),
    prisma.peer.count({ where: { memberId: row.id, active: true, left: { gt: 0 } } }),
    prisma.torrent.count({
      where: { uploaderId: row.id, deletedAt: null, ...(seesPrivate ? {} : { anonymous: false }) },
    }),
  ]);
  return profileOf(row, { seeding, leeching, uploads, seesPrivate });
}

/** What belongs to one account only. */
export interface Account {
  readonly name: string;
  readonly email: string | null;
  readonly passkey: string;
}

/**
 * E-mail address and passkey, for the member and for admins.
 * @throws AppError `forbidden` to everybody else
 */
export async function accountOf(viewer: Actor, memberId: number): Promise<Account | null> {
  authorize(viewer, "member.resetPasskey", { ownerId: memberId });
  return prisma.member.findUnique({
    where: { id: memberId },
    select: { name: true, email: true, passkey: true },
  });
}

/** Whether `viewer` sees what is private to a member: their own, or as staff above them. */
export function seesPrivateOf(
  viewer: Actor,
  target: { readonly memberId: number; readonly role: Role },
): boolean {
  return (
    can(viewer, "member.seePrivate", { ownerId: target.memberId }) && maySeePrivate(viewer, target)
  );
}

const profileFields = {
  id: true,
  name: true,
  role: true,
  createdAt: true,
  uploaded: true,
  downloaded: true,
  bannedAt: true,
  email: true,
  lastSeenAt: true,
  banReason: true,
  invitedBy: { select: { name: true } },
} as const satisfies Prisma.MemberSelect;

type ProfileRow = Prisma.MemberGetPayload<{ select: typeof profileFields }>;

function profileOf(
  row: ProfileRow,
  counts: { seeding: number; leeching: number; uploads: number; seesPrivate: boolean },
): Profile {
  const { seesPrivate, ...numbers } = counts;
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.createdAt,
    uploaded: row.uploaded,
    downloaded: row.downloaded,
    bannedAt: row.bannedAt,
    ...numbers,
    private: seesPrivate ? privateOf(row) : null,
  };
}

function privateOf(row: ProfileRow): PrivateProfile {
  return {
    email: row.email,
    lastSeenAt: row.lastSeenAt,
    banReason: row.banReason,
    invitedBy: row.invitedBy?.name ?? null,
  };
}
