import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";
import { escapeLike } from "#lib/db/like";

import { changesBetween } from "./rules";
import type { AuditFilters } from "./schema";
import type { AuditEntryView, AuditPage, AuditTargetType } from "./types";

const PAGE_ENTRIES = 50;
const DAY_MILLISECONDS = 86_400_000;

/**
 * One page of the whole log, newest first.
 * @throws AppError `forbidden` to those who may not see the log
 */
export async function listAudit(viewer: Actor, filters: AuditFilters): Promise<AuditPage> {
  authorize(viewer, "audit.view");
  return pageOf(whereOf(filters), PAGE_ENTRIES);
}

/**
 * The staff acts on one member or torrent, newest first: what a moderator must know of the past
 * before acting again, and no more of the log than that.
 * @throws AppError `forbidden` to those who are not staff
 */
export async function listAuditOf(
  viewer: Actor,
  target: { type: Extract<AuditTargetType, "member" | "torrent">; id: number },
  limit = 20,
): Promise<AuditPage> {
  authorize(viewer, "staff.view");
  return pageOf({ targetType: target.type, targetId: String(target.id) }, limit);
}

async function pageOf(where: Prisma.AuditEntryWhereInput, limit: number): Promise<AuditPage> {
  const rows = await prisma.auditEntry.findMany({
    where,
    include: { actor: { select: { name: true } } },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const entries = rows.slice(0, limit).map(viewOf);
  return { entries, older: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

function whereOf(filters: AuditFilters): Prisma.AuditEntryWhereInput {
  const { actor, action, target, from, to, before } = filters;
  return {
    ...(actor === undefined
      ? {}
      : { actor: { nameKey: { contains: escapeLike(actor.toLowerCase()) } } }),
    ...(action === undefined ? {} : { action }),
    ...(target === undefined
      ? {}
      : { targetName: { contains: escapeLike(target), mode: "insensitive" } }),
    ...(before === undefined ? {} : { id: { lt: BigInt(before) } }),
    at: {
      ...(from === undefined ? {} : { gte: new Date(from) }),
      ...(to === undefined ? {} : { lt: new Date(Date.parse(to) + DAY_MILLISECONDS) }),
    },
  };
}

type Row = Prisma.AuditEntryGetPayload<{ include: { actor: { select: { name: true } } } }>;

function viewOf(row: Row): AuditEntryView {
  return {
    id: String(row.id),
    at: row.at,
    actor: row.actor?.name ?? null,
    action: row.action,
    targetType: row.targetType,
    targetId: row.targetId,
    targetName: row.targetName,
    reason: row.reason,
    changes: changesBetween(row.before, row.after),
  };
}
