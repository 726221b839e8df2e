import type { Role } from "#lib/access/permissions";
import { prisma } from "#lib/db/client";
import { nameKeyOf } from "#lib/members/rules";

/** Enough of a member to act as them or on them. */
export interface Identity {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly bannedAt: Date | null;
}

const identityFields = { id: true, name: true, role: true, bannedAt: true } as const;

/** The member of a name, whatever its case. */
export function identityByName(name: string): Promise<Identity | null> {
  return prisma.member.findUnique({ where: { nameKey: nameKeyOf(name) }, select: identityFields });
}

/** The owner who was there first; null before the set-up. */
export function firstOwner(): Promise<Identity | null> {
  return prisma.member.findFirst({
    where: { role: "owner", bannedAt: null },
    orderBy: { id: "asc" },
    select: identityFields,
  });
}

/** The whole site in numbers; byte counts of members are what they were credited with. */
export interface SiteCounts {
  readonly members: bigint;
  readonly banned: bigint;
  readonly torrents: bigint;
  readonly deletedTorrents: bigint;
  readonly sizeBytes: bigint;
  readonly seeders: bigint;
  readonly leechers: bigint;
  readonly snatches: bigint;
  readonly completed: bigint;
  readonly uploaded: bigint;
  readonly downloaded: bigint;
}

/** Counts the site in one statement, so that the numbers belong together. */
export async function countSite(): Promise<SiteCounts> {
  const [counts] = await prisma.$queryRaw<[SiteCounts]>`
    SELECT m.*, t.*, p.*, s.*
    FROM
      (SELECT count(*) AS members, count(banned_at) AS banned,
        coalesce(sum(uploaded), 0)::bigint AS uploaded,
        coalesce(sum(downloaded), 0)::bigint AS downloaded FROM members) AS m,
      (SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS torrents,
        count(deleted_at) AS "deletedTorrents",
        coalesce(sum(size_bytes) FILTER (WHERE deleted_at IS NULL), 0)::bigint AS "sizeBytes"
        FROM torrents) AS t,
      (SELECT count(*) FILTER (WHERE active AND "left" = 0) AS seeders,
        count(*) FILTER (WHERE active AND "left" > 0) AS leechers FROM peers) AS p,
      (SELECT count(*) AS snatches, count(completed_at) AS completed FROM snatches) AS s`;
  return counts;
}
