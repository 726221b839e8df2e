import { beforeAll, describe, expect, test } from "vitest";

import { addComment, deleteComment } from "#lib/comments/mutations";
import { commentById, listComments } from "#lib/comments/queries";
import { prisma } from "#lib/db/client";

import { createComments } from "../../prisma/factories/comments.ts";
import { createMember } from "../../prisma/factories/members.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { actorOf, permitFor } from "../support/permits.ts";

type Member = Awaited<ReturnType<typeof createMember>>;
let author: Member;
let other: Member;
let moderator: Member;
let torrentId: number;

beforeAll(async () => {
  author = await createMember(prisma);
  other = await createMember(prisma);
  moderator = await createMember(prisma, { role: "moderator" });
  torrentId = (await createTorrent(prisma, { title: "Talked about" })).id;
});

const comment = (body = "Hello") =>
  addComment(permitFor(author, "torrent.comment"), { torrentId, body });
/** The permission is the owner's too: `deleteComment` looks at whose comment it is. */
const deletionBy = (member: Member) => ({
  ...permitFor(moderator, "comment.delete"),
  actor: actorOf(member),
});

test("a comment is shown with its author, newest first", async () => {
  const { id } = await comment("First");
  const { id: second } = await comment("Second");
  const page = await listComments(actorOf(other), { torrentId });
  expect(page.comments.slice(0, 2)).toMatchObject([
    { id: second, body: "Second", author: author.name, isMine: false, mayDelete: false },
    { id, body: "First" },
  ]);
  expect(await commentById(actorOf(author), id)).toMatchObject({ isMine: true, mayDelete: true });
  expect(await commentById(actorOf(moderator), id)).toMatchObject({ mayDelete: true });
});

test("a hundred and ten comments are three pages, each once", async () => {
  const busy = await createTorrent(prisma);
  const row = { torrentId: busy.id, memberId: author.id };
  await createComments(
    prisma,
    Array.from({ length: 110 }, (_, at) => ({ ...row, body: `${at}` })),
  );
  const seen: string[] = [];
  for (let before: number | null | undefined; before !== null;) {
    const page = await listComments(actorOf(other), { torrentId: busy.id, before });
    seen.push(...page.comments.map((shown) => shown.body));
    expect(page.count).toBe(110);
    before = page.older;
  }
  expect(seen).toEqual(Array.from({ length: 110 }, (_, at) => `${109 - at}`));
});

test("an anonymous uploader's comment does not say that it is the uploader's", async () => {
  for (const anonymous of [false, true]) {
    const torrent = await createTorrent(prisma, { uploaderId: author.id, anonymous });
    await addComment(permitFor(author, "torrent.comment"), { torrentId: torrent.id, body: "Hi" });
    const page = await listComments(actorOf(other), { torrentId: torrent.id });
    expect(page.comments[0]?.isUploader).toBe(!anonymous);
  }
});

test("a deleted torrent takes no comments, and a missing one neither", async () => {
  const gone = await createTorrent(prisma, { deletedAt: new Date() });
  const permit = permitFor(author, "torrent.comment");
  await expect(addComment(permit, { torrentId: gone.id, body: "x" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(addComment(permit, { torrentId: 2_000_000, body: "x" })).rejects.toMatchObject({
    code: "not_found",
  });
});

describe("deleting a comment", () => {
  test("of one's own needs no reason and is not audited", async () => {
    const { id } = await comment();
    expect(await deleteComment(deletionBy(author), { id })).toEqual({ torrentId });
    expect(await commentById(actorOf(author), id)).toBeNull();
    expect(await prisma.auditEntry.count({ where: { targetId: String(id) } })).toBe(0);
    await expect(deleteComment(deletionBy(author), { id })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("of another's is for staff, with a reason that the author and the log get", async () => {
    const { id } = await comment("Rude");
    await expect(deleteComment(deletionBy(other), { id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(deleteComment(deletionBy(moderator), { id })).rejects.toMatchObject({
      field: "reason",
    });
    expect(await commentById(actorOf(author), id)).not.toBeNull();
    await deleteComment(deletionBy(moderator), { id, reason: "Be kind" });
    expect(await prisma.notice.findFirst({ where: { memberId: author.id } })).toMatchObject({
      text: expect.stringMatching(/Talked about.*Be kind/) as string,
    });
    expect(await prisma.auditEntry.findFirst({ where: { targetId: String(id) } })).toMatchObject({
      action: "comment.delete",
      before: { body: "Rude" },
    });
  });
});
