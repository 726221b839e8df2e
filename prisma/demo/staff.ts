import type { AuditAction } from "#lib/audit/types";
import type { Prisma } from "#lib/db/client";

import type { DemoTorrent } from "./fill.ts";
import type { Sharer } from "./swarm.ts";

type Db = Prisma.TransactionClient;

/** The audit entries of the bans, by the moderator among the printed members. */
export async function recordBans(db: Db, sharers: readonly Sharer[]): Promise<void> {
  const moderator = sharers[2];
  await db.auditEntry.createMany({
    data: sharers.flatMap((sharer) =>
      sharer.bannedAt
        ? [
            {
              at: sharer.bannedAt,
              actorId: moderator?.id ?? null,
              action: "member.ban" satisfies AuditAction,
              targetType: "member",
              targetId: String(sharer.id),
              targetName: sharer.name,
              reason: sharer.banReason ?? "",
            },
          ]
        : [],
    ),
  });
}

/** The audit entries of the deletions, and what their uploaders were told. */
export async function recordDeletions(
  db: Db,
  torrents: readonly DemoTorrent[],
  sharers: readonly Sharer[],
): Promise<void> {
  const moderator = sharers[2];
  const deleted = torrents.flatMap((torrent) =>
    torrent.deletedAt ? [{ ...torrent, at: torrent.deletedAt }] : [],
  );
  await db.auditEntry.createMany({
    data: deleted.map((torrent) => ({
      at: torrent.at,
      actorId: moderator?.id ?? null,
      action: "torrent.delete" satisfies AuditAction,
      targetType: "torrent",
      targetId: String(torrent.id),
      targetName: torrent.title,
      reason: torrent.deleteReason ?? "",
    })),
  });
  await db.notice.createMany({
    data: deleted.map((torrent) => ({
      memberId: torrent.uploader.id,
      text: `Your torrent “${torrent.title}” was deleted: ${torrent.deleteReason ?? ""}`,
      createdAt: torrent.at,
    })),
  });
}
