import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";
import { baseUrl } from "#lib/env";
import { AppError } from "#lib/errors";
import { announceUrl } from "#lib/metainfo/announce-url";
import { personalTorrent } from "#lib/metainfo/rewrite";

import { uploaderFor } from "./policy";
import { myState, torrentFileName } from "./rules";
import type { MySnatch, TorrentDetails, TorrentDownload } from "./types";

/** A torrent's page, also of a deleted one; null when there never was one. */
export async function torrentById(viewer: Actor, id: number): Promise<TorrentDetails | null> {
  authorize(viewer, "torrent.view");
  const row = await prisma.torrent.findUnique({ where: { id }, include: detailsInclude });
  if (row === null) return null;
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    tags: row.tags,
    category: row.category,
    uploader: uploaderFor(viewer, row),
    isMine: row.uploaderId === viewer.memberId,
    isAnonymous: row.anonymous,
    infoHashV1: hex(row.infoHashV1),
    infoHashV2: hex(row.infoHashV2),
    sizeBytes: row.sizeBytes,
    fileCount: row.fileCount,
    pieceLengthBytes: row.pieceLengthBytes,
    seeders: row.seeders,
    leechers: row.leechers,
    snatched: row.snatched,
    createdAt: row.createdAt,
    deletion: row.deletedAt === null ? null : { at: row.deletedAt, reason: row.deleteReason ?? "" },
    mySnatch: await mySnatch(viewer, id),
  };
}

const detailsInclude = {
  category: { select: { id: true, slug: true, name: true } },
  uploader: { select: { name: true } },
} as const satisfies Prisma.TorrentInclude;

/** Whose torrent it is, for permissions that owners hold too. */
export async function uploaderIdOf(torrentId: number): Promise<number | null> {
  const row = await prisma.torrent.findUnique({
    where: { id: torrentId },
    select: { uploaderId: true },
  });
  return row?.uploaderId ?? null;
}

/** The announce address of the viewer: what the torrents that they download carry. */
export async function announceUrlOf(viewer: Actor): Promise<string> {
  const { passkey } = await prisma.member.findUniqueOrThrow({
    where: { id: viewer.memberId },
    select: { passkey: true },
  });
  return announceUrl(baseUrl(), passkey);
}

/**
 * The viewer's own .torrent: the stored bytes of `info` with the viewer's announce address.
 * @throws AppError `not_found` (with the reason when it was deleted), `forbidden` when banned
 */
export async function downloadTorrent(viewer: Actor, id: number): Promise<TorrentDownload> {
  authorize(viewer, "torrent.view");
  const [torrent, member] = await Promise.all([
    prisma.torrent.findUnique({
      where: { id },
      select: { title: true, deletedAt: true, deleteReason: true, metainfo: true },
    }),
    prisma.member.findUnique({
      where: { id: viewer.memberId },
      select: { passkey: true, bannedAt: true },
    }),
  ]);
  if (member === null || member.bannedAt !== null) {
    throw new AppError("forbidden", "Your account is banned.");
  }
  if (torrent?.metainfo == null) throw new AppError("not_found", "There is no such torrent.");
  if (torrent.deletedAt !== null) {
    throw new AppError(
      "not_found",
      `This torrent was deleted. Reason: ${torrent.deleteReason ?? ""}`,
    );
  }
  const { info, pieceLayers, createdBy } = torrent.metainfo;
  const bytes = personalTorrent({
    info,
    pieceLayers,
    createdBy,
    announceUrl: announceUrl(baseUrl(), member.passkey),
    comment: `${baseUrl()}/torrents/${id}`,
  });
  return { bytes, fileName: torrentFileName(torrent.title) };
}

async function mySnatch(viewer: Actor, torrentId: number): Promise<MySnatch | null> {
  const mine = { memberId: viewer.memberId, torrentId };
  const [snatch, seeding, leeching] = await Promise.all([
    prisma.snatch.findUnique({ where: { memberId_torrentId: mine } }),
    prisma.peer.count({ where: { ...mine, active: true, left: 0 } }),
    prisma.peer.count({ where: { ...mine, active: true, left: { gt: 0 } } }),
  ]);
  if (snatch === null) return null;
  const { uploaded, downloaded, seedSeconds, completedAt, lastSeenAt } = snatch;
  const state = myState({ seeding, leeching, completedAt });
  return { state, uploaded, downloaded, seedSeconds, completedAt, lastSeenAt };
}

function hex(hash: Uint8Array | null): string | null {
  return hash === null ? null : Buffer.from(hash).toString("hex");
}
