import { authorize, type Permit } from "#lib/access/authorize";
import { recordAudit } from "#lib/audit/mutations";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { formatDay } from "#lib/format";
import { parseMetainfo } from "#lib/metainfo/parse";
import { makePrivate } from "#lib/metainfo/rewrite";
import type { Metainfo } from "#lib/metainfo/types";
import { reasonSchema } from "#lib/moderation/schema";
import { notify } from "#lib/notices/mutations";
import { readSettings } from "#lib/settings/queries";

import { titleOf } from "./rules";
import type { NewTorrent, TorrentEdit } from "./types";

const INSERT_TIMEOUT_MILLISECONDS = 30_000;

/**
 * Takes a .torrent: made private with the site's source, its hashes computed from the final
 * bytes, stored with its list of files. The tracker hears of it by trigger.
 * @throws AppError `invalid` on `file` or `category`; `conflict` with the `href` of the torrent
 * that is there already, also when it was deleted, also when two upload it at once
 */
export async function addTorrent(
  permit: Permit<"torrent.upload">,
  upload: NewTorrent,
): Promise<{ id: number; title: string }> {
  const { sourceTag } = await readSettings();
  const metainfo = makePrivate(parseMetainfo(upload.file), sourceTag);
  await refuseUnknownCategory(upload.category);
  await refuseDuplicate(metainfo);
  try {
    return await insert(permit, upload, metainfo);
  } catch (error) {
    // Somebody was faster: now the duplicate is there to be found.
    if (isUniqueViolation(error)) await refuseDuplicate(metainfo);
    throw error;
  }
}

/**
 * Changes what is said about a torrent; its files and hashes stay. Staff give a reason for other
 * people's torrents: the uploader is told, and the audit log.
 * @throws AppError `not_found`, `forbidden`, `conflict` when deleted, `invalid` on `reason` or
 * `category`
 */
export async function updateTorrent(
  permit: Permit<"torrent.edit">,
  edit: TorrentEdit,
): Promise<void> {
  await refuseUnknownCategory(edit.category);
  await prisma.$transaction(async (tx) => {
    const before = await lockTorrent(tx, edit.id);
    authorize(permit.actor, "torrent.edit", { ownerId: before.uploaderId });
    const isOwn = before.uploaderId === permit.actor.memberId;
    if (before.deletedAt !== null) {
      throw new AppError("conflict", "This torrent was deleted: restore it first.");
    }
    const after = await tx.torrent.update({
      where: { id: edit.id },
      data: {
        title: edit.title,
        categoryId: edit.category,
        description: edit.description,
        tags: [...edit.tags],
        anonymous: edit.anonymous,
      },
      include: { category: { select: { name: true } } },
    });
    if (!isOwn) await tell(tx, permit, { before, after, reason: reasonOf(edit) });
  });
}

type Editable = Prisma.TorrentGetPayload<{ include: { category: { select: { name: true } } } }>;

async function lockTorrent(tx: Prisma.TransactionClient, id: number): Promise<Editable> {
  await tx.$executeRaw`SELECT 1 FROM "torrents" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  const torrent = await tx.torrent.findUnique({
    where: { id },
    include: { category: { select: { name: true } } },
  });
  if (torrent === null) throw new AppError("not_found", "There is no such torrent.");
  return torrent;
}

async function tell(
  tx: Prisma.TransactionClient,
  permit: Permit<"torrent.edit">,
  { before, after, reason }: { before: Editable; after: Editable; reason: string },
): Promise<void> {
  await recordAudit(tx, {
    actorId: permit.actor.memberId,
    action: "torrent.edit",
    targetType: "torrent",
    targetId: after.id,
    targetName: after.title,
    reason,
    before: fieldsOf(before),
    after: fieldsOf(after),
  });
  if (after.uploaderId === null) return;
  await notify(tx, {
    memberId: after.uploaderId,
    text: `Your torrent “${after.title}” was edited by staff. Reason: ${reason}`,
    href: `/torrents/${after.id}`,
  });
}

function fieldsOf({ title, category, description, tags, anonymous }: Editable) {
  return { title, category: category.name, description, tags, anonymous };
}

function reasonOf({ reason }: TorrentEdit): string {
  const parsed = reasonSchema.safeParse(reason);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid", "Give a reason: the uploader sees it.", { field: "reason" });
}

async function insert(
  permit: Permit<"torrent.upload">,
  upload: NewTorrent,
  metainfo: Metainfo,
): Promise<{ id: number; title: string }> {
  return prisma.$transaction(
    async (tx) => {
      const { id, title } = await tx.torrent.create({
        data: {
          title: upload.title ?? titleOf(metainfo),
          description: upload.description,
          categoryId: upload.category,
          uploaderId: permit.actor.memberId,
          anonymous: upload.anonymous,
          tags: [...upload.tags],
          infoHashV1: metainfo.infoHashV1,
          infoHashV2: metainfo.infoHashV2,
          sizeBytes: metainfo.sizeBytes,
          fileCount: metainfo.files.length,
          pieceLengthBytes: metainfo.pieceLengthBytes,
          metainfo: {
            create: {
              info: metainfo.info,
              pieceLayers: metainfo.pieceLayers,
              createdBy: metainfo.createdBy,
            },
          },
        },
        select: { id: true, title: true },
      });
      await insertFiles(tx, id, metainfo);
      return { id, title };
    },
    { timeout: INSERT_TIMEOUT_MILLISECONDS },
  );
}

/** One statement for 50,000 files: three arrays instead of 200,000 parameters. */
async function insertFiles(
  tx: Prisma.TransactionClient,
  torrentId: number,
  { files }: Metainfo,
): Promise<void> {
  const paths = files.map((file) => file.path.join("/"));
  const sizes = files.map((file) => file.sizeBytes);
  await tx.$executeRaw`
    INSERT INTO torrent_files (torrent_id, position, path, size_bytes)
    SELECT ${torrentId}::int, file.position - 1, file.path, file.size
    FROM unnest(${paths}::text[], ${sizes}::bigint[]) WITH ORDINALITY AS file (path, size, position)`;
}

async function refuseUnknownCategory(id: number): Promise<void> {
  const category = await prisma.category.findUnique({ where: { id }, select: { id: true } });
  if (category !== null) return;
  throw new AppError("invalid", "There is no such category: choose another.", {
    field: "category",
  });
}

/** By either hash, and by the v2 hash cut to 20 bytes, which is what clients announce (BEP 52). */
async function refuseDuplicate({ infoHashV1, infoHashV2 }: Metainfo): Promise<void> {
  const [existing] = await prisma.$queryRaw<ExistingTorrent[]>`
    SELECT id, title, deleted_at AS "deletedAt", delete_reason AS "deleteReason" FROM torrents
    WHERE info_hash_v1 = ${infoHashV1} OR info_hash_v2 = ${infoHashV2}
      OR substring(info_hash_v2 from 1 for 20) = ${infoHashV2?.slice(0, 20) ?? null}
    LIMIT 1`;
  if (existing === undefined) return;
  const { id, title, deletedAt, deleteReason } = existing;
  const words =
    deletedAt === null
      ? `This torrent is already here: “${title}”.`
      : `This torrent was here before and was deleted on ${formatDay(deletedAt)}. Reason: ${deleteReason ?? ""}`;
  throw new AppError("conflict", words, { field: "file", href: `/torrents/${id}` });
}

interface ExistingTorrent {
  readonly id: number;
  readonly title: string;
  readonly deletedAt: Date | null;
  readonly deleteReason: string | null;
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}
