import type { AuditAction } from "#lib/audit/types";
import type { Prisma } from "#lib/db/client";

import type { DemoTorrent, Sharer } from "./swarm.ts";

type Db = Prisma.TransactionClient;
type Entry = Prisma.AuditEntryCreateManyInput & { at: Date };

/**
 * What staff did to members and torrents: the audit entries in their order in time, by the
 * moderator among the printed members, and what uploaders were told.
 */
export async function recordStaffActs(
  db: Db,
  torrents: readonly DemoTorrent[],
  sharers: readonly Sharer[],
): Promise<void> {
  const actorId = sharers[2]?.id ?? null;
  const deleted = torrents.flatMap((torrent) =>
    torrent.deletedAt ? [{ ...torrent, at: torrent.deletedAt }] : [],
  );
  const entries: Entry[] = [
    ...sharers.flatMap((sharer) => (sharer.bannedAt ? [banOf(sharer, sharer.bannedAt)] : [])),
    ...deleted.map((torrent) => ({
      at: torrent.at,
      action: "torrent.delete" satisfies AuditAction,
      targetType: "torrent",
      targetId: String(torrent.id),
      targetName: torrent.title,
      reason: torrent.deleteReason ?? "",
    })),
  ];
  entries.sort((one, other) => one.at.getTime() - other.at.getTime());
  await db.auditEntry.createMany({ data: entries.map((entry) => ({ ...entry, actorId })) });
  await db.notice.createMany({
    data: deleted.map((torrent) => ({
      memberId: torrent.uploader.id,
      text: `Your torrent “${torrent.title}” was deleted: ${torrent.deleteReason ?? ""}`,
      createdAt: torrent.at,
    })),
  });
}

function banOf(sharer: Sharer, at: Date): Entry {
  return {
    at,
    action: "member.ban" satisfies AuditAction,
    targetType: "member",
    targetId: String(sharer.id),
    targetName: sharer.name,
    reason: sharer.banReason ?? "",
  };
}
