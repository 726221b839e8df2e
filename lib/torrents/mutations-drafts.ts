import { randomBytes } from "node:crypto";

import type { Permit } from "#lib/access/authorize";
import { prisma } from "#lib/db/client";
import { strippedTorrent } from "#lib/metainfo/rewrite";
import type { Metainfo } from "#lib/metainfo/types";

import { cleanLine, cut } from "./rules";

const DRAFT_HOURS = 24;
const DRAFTS_A_MEMBER = 5;

export interface Draft {
  /** 32 hex digits: the hidden field of the form. */
  readonly id: string;
  readonly fileName: string;
}

/**
 * Keeps a valid .torrent while its upload form is corrected: browsers forget chosen files. Kept
 * for 24 hours, the five latest of a member, without anything that named another tracker.
 */
export async function stashDraft(
  permit: Permit<"torrent.upload">,
  { fileName, metainfo }: { fileName: string; metainfo: Metainfo },
): Promise<Draft> {
  const { memberId } = permit.actor;
  const id = randomBytes(16).toString("hex");
  const name = cut(cleanLine(fileName), 200);
  await prisma.uploadDraft.create({
    data: { id, memberId, fileName: name, metainfo: strippedTorrent(metainfo) },
  });
  await prisma.$executeRaw`
    DELETE FROM upload_drafts WHERE created_at < now() - make_interval(hours => ${DRAFT_HOURS})
      OR id IN (SELECT id FROM upload_drafts WHERE member_id = ${memberId}
                ORDER BY created_at DESC, id OFFSET ${DRAFTS_A_MEMBER})`;
  return { id, fileName: name };
}

/** The bytes of the member's own draft; null when it is gone. */
export async function readDraft(
  permit: Permit<"torrent.upload">,
  id: string,
): Promise<(Draft & { file: Uint8Array }) | null> {
  const draft = await prisma.uploadDraft.findFirst({
    where: { id, memberId: permit.actor.memberId },
    select: { id: true, fileName: true, metainfo: true },
  });
  return draft === null ? null : { id: draft.id, fileName: draft.fileName, file: draft.metainfo };
}

/** Forgets a draft that has become a torrent. */
export async function dropDraft(permit: Permit<"torrent.upload">, id: string): Promise<void> {
  await prisma.uploadDraft.deleteMany({ where: { id, memberId: permit.actor.memberId } });
}
