import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import type { Role } from "#lib/access/permissions";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";

import { seesPrivateOf } from "./queries";
import type { HistoryEntry, Page, UploadEntry } from "./types";

const pageEntries = 50;

interface Whose {
  readonly memberId: number;
  readonly role: Role;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

/**
 * What a member did torrent by torrent, the last seen first.
 * @throws AppError `forbidden` unless the viewer sees what is private to the member
 */
export async function historyOf(viewer: Actor, whose: Whose): Promise<Page<HistoryEntry>> {
  if (!seesPrivateOf(viewer, whose)) {
    throw new AppError("forbidden", "Only the member and staff see this history.");
  }
  const rows = await prisma.snatch.findMany({
    where: { memberId: whose.memberId, ...beforeCursor(whose.after) },
    orderBy: [{ lastSeenAt: "desc" }, { torrentId: "desc" }],
    take: pageEntries + 1,
    include: { torrent: { select: { title: true, sizeBytes: true, deletedAt: true } } },
  });
  const shown = rows.slice(0, pageEntries);
  const states = await statesOf(
    whose.memberId,
    shown.map((row) => row.torrentId),
  );
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => entryOf(row, states.get(row.torrentId))),
    next:
      rows.length > pageEntries && last !== undefined
        ? `${last.lastSeenAt.getTime()}-${last.torrentId}`
        : null,
  };
}

/** A member's uploads, newest first. Anonymous ones only for the member and staff. */
export async function uploadsOf(viewer: Actor, whose: Whose): Promise<Page<UploadEntry>> {
  authorize(viewer, "member.view");
  const after = Number(whose.after ?? "0");
  const rows = await prisma.torrent.findMany({
    where: {
      uploaderId: whose.memberId,
      deletedAt: null,
      ...(seesPrivateOf(viewer, whose) ? {} : { anonymous: false }),
      ...(Number.isSafeInteger(after) && after > 0 ? { id: { lt: after } } : {}),
    },
    orderBy: { id: "desc" },
    take: pageEntries + 1,
    select: {
      id: true,
      title: true,
      sizeBytes: true,
      seeders: true,
      leechers: true,
      snatched: true,
      createdAt: true,
      anonymous: true,
    },
  });
  const entries = rows.slice(0, pageEntries).map(({ id, anonymous, ...row }) => ({
    ...row,
    torrentId: id,
    isAnonymous: anonymous,
  }));
  const last = entries.at(-1);
  return {
    entries,
    next: rows.length > pageEntries && last !== undefined ? String(last.torrentId) : null,
  };
}

type SnatchRow = Prisma.SnatchGetPayload<{
  include: { torrent: { select: { title: true; sizeBytes: true; deletedAt: true } } };
}>;

function entryOf(row: SnatchRow, state: HistoryEntry["state"] | undefined): HistoryEntry {
  return {
    torrentId: row.torrentId,
    title: row.torrent.title,
    isDeleted: row.torrent.deletedAt !== null,
    sizeBytes: row.torrent.sizeBytes,
    uploaded: row.uploaded,
    downloaded: row.downloaded,
    seedSeconds: row.seedSeconds,
    completedAt: row.completedAt,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    state: state ?? "idle",
  };
}

async function statesOf(
  memberId: number,
  torrentIds: readonly number[],
): Promise<Map<number, HistoryEntry["state"]>> {
  const peers = await prisma.peer.findMany({
    where: { memberId, active: true, torrentId: { in: [...torrentIds] } },
    select: { torrentId: true, left: true },
  });
  const states = new Map<number, HistoryEntry["state"]>();
  for (const peer of peers) {
    // Of two clients on one torrent the one that has everything counts.
    if (peer.left === 0n) states.set(peer.torrentId, "seeding");
    else if (!states.has(peer.torrentId)) states.set(peer.torrentId, "leeching");
  }
  return states;
}

function beforeCursor(after: string | undefined): Prisma.SnatchWhereInput {
  const match = /^(\d{1,15})-(\d{1,9})$/.exec(after ?? "");
  if (match === null) return {};
  const lastSeenAt = new Date(Number(match[1]));
  return {
    OR: [{ lastSeenAt: { lt: lastSeenAt } }, { lastSeenAt, torrentId: { lt: Number(match[2]) } }],
  };
}
