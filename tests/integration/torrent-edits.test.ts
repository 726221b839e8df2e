import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { parseMetainfo } from "#lib/metainfo/parse";
import { updateTorrent } from "#lib/torrents/mutations";
import { dropDraft, readDraft, stashDraft } from "#lib/torrents/mutations-drafts";
import { torrentById } from "#lib/torrents/queries-details";

import { createMember } from "../../prisma/factories/members.ts";
import { createCategory, createTorrent } from "../../prisma/factories/torrents.ts";
import { actorOf, permitFor } from "../support/permits.ts";
import { torrentFile } from "../support/torrent-file.ts";

type Member = Awaited<ReturnType<typeof createMember>>;

let uploader: Member;
let reader: Member;
let moderator: Member;
let category: number;

beforeAll(async () => {
  category = (await createCategory(prisma)).id;
  reader = await createMember(prisma);
  moderator = await createMember(prisma, { role: "moderator" });
});
beforeEach(async () => {
  uploader = await createMember(prisma);
});

const upload = () => createTorrent(prisma, { uploaderId: uploader.id });

describe("an edit", () => {
  const changes = () => ({
    title: "Better",
    category,
    description: "New",
    tags: ["new"],
    anonymous: true,
  });

  test("of one's own torrent needs no reason and leaves no audit entry", async () => {
    const { id } = await upload();
    const own = permitFor(moderator, "torrent.edit");
    await updateTorrent({ ...own, actor: actorOf(uploader) }, { id, ...changes() });
    expect(await torrentById(actorOf(uploader), id)).toMatchObject({
      title: "Better",
      tags: ["new"],
      isAnonymous: true,
    });
    expect(await prisma.auditEntry.count({ where: { targetId: String(id) } })).toBe(0);
  });

  test("of another's needs staff and a reason; the uploader and the log are told", async () => {
    const { id, title } = await upload();
    const permit = permitFor(moderator, "torrent.edit");
    await expect(updateTorrent(permit, { id, ...changes() })).rejects.toMatchObject({
      field: "reason",
    });
    expect((await torrentById(actorOf(reader), id))?.title).toBe(title);
    await updateTorrent(permit, { id, ...changes(), reason: "Typo in the title" });
    expect(await prisma.notice.findFirst({ where: { memberId: uploader.id } })).toMatchObject({
      text: expect.stringMatching(/edited.*Typo/) as string,
      href: `/torrents/${id}`,
    });
    expect(await prisma.auditEntry.findFirst({ where: { targetId: String(id) } })).toMatchObject({
      action: "torrent.edit",
      reason: "Typo in the title",
      before: { title },
      after: { title: "Better" },
    });
  });

  test("is refused with a permit for another torrent", async () => {
    const { id } = await upload();
    const foreign = { ...permitFor(moderator, "torrent.edit"), actor: actorOf(reader) };
    await expect(updateTorrent(foreign, { id, ...changes() })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("a draft", () => {
  test("keeps the torrent for its member alone, without the other tracker's address", async () => {
    const permit = permitFor(uploader, "torrent.upload");
    const metainfo = parseMetainfo(torrentFile());
    const { id } = await stashDraft(permit, { fileName: "a\u0000b.torrent", metainfo });
    const draft = await readDraft(permit, id);
    expect(draft?.fileName).toBe("a b.torrent");
    expect(parseMetainfo(draft?.file ?? new Uint8Array()).infoHashV1).toEqual(metainfo.infoHashV1);
    expect(Buffer.from(draft?.file ?? []).includes("elsewhere")).toBe(false);
    expect(await readDraft(permitFor(reader, "torrent.upload"), id)).toBeNull();
    await dropDraft(permitFor(reader, "torrent.upload"), id);
    expect(await readDraft(permit, id)).not.toBeNull();
    await dropDraft(permit, id);
    expect(await readDraft(permit, id)).toBeNull();
  });

  test("five of a member are kept, for a day", async () => {
    const permit = permitFor(uploader, "torrent.upload");
    const metainfo = parseMetainfo(torrentFile());
    const old = await stashDraft(permit, { fileName: "old", metainfo });
    await prisma.uploadDraft.update({
      where: { id: old.id },
      data: { createdAt: new Date(Date.now() - 25 * 3_600_000) },
    });
    for (let at = 0; at < 7; at += 1) await stashDraft(permit, { fileName: `${at}`, metainfo });
    const kept = await prisma.uploadDraft.findMany({ where: { memberId: uploader.id } });
    expect(kept.map((draft) => draft.fileName).sort()).toEqual(["2", "3", "4", "5", "6"]);
  });
});
