import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { deleteTorrent, restoreTorrent } from "#lib/moderation/mutations-torrents";
import { listStaffTorrents } from "#lib/moderation/queries";

import { createMember } from "../../prisma/factories/members.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { actorOf, permitFor } from "../support/permits.ts";
import { listenToRegistry, type RegistryListener } from "../support/registry-listener.ts";

let registry: RegistryListener;
let moderator: Awaited<ReturnType<typeof createMember>>;
let uploader: Awaited<ReturnType<typeof createMember>>;

beforeAll(async () => {
  registry = await listenToRegistry(process.env["DATABASE_URL"] ?? "");
});
afterAll(() => registry.close());

beforeEach(async () => {
  moderator = await createMember(prisma, { role: "moderator" });
  uploader = await createMember(prisma);
});

const auditOf = (torrentId: number) =>
  prisma.auditEntry.findMany({
    where: { targetType: "torrent", targetId: String(torrentId) },
    orderBy: { id: "asc" },
  });
const noticesOf = (memberId: number) =>
  prisma.notice.findMany({ where: { memberId }, orderBy: { id: "asc" } });

describe("deleting a torrent", () => {
  test("keeps the row with the reason, tells the uploader, the log and the tracker", async () => {
    const torrent = await createTorrent(prisma, { title: "Mistake", uploaderId: uploader.id });
    await registry.heard();

    await deleteTorrent(permitFor(moderator, "torrent.delete"), {
      torrentId: torrent.id,
      reason: "Wrong file",
    });

    expect(await prisma.torrent.findUniqueOrThrow({ where: { id: torrent.id } })).toMatchObject({
      deletedAt: expect.any(Date) as Date,
      deleteReason: "Wrong file",
      deletedById: moderator.id,
    });
    expect(await auditOf(torrent.id)).toMatchObject([
      {
        actorId: moderator.id,
        action: "torrent.delete",
        targetName: "Mistake",
        reason: "Wrong file",
      },
    ]);
    expect(await noticesOf(uploader.id)).toMatchObject([
      {
        text: expect.stringMatching(/“Mistake” was deleted.*Wrong file/) as string,
        href: `/torrents/${torrent.id}`,
        readAt: null,
      },
    ]);
    expect(await registry.heard()).toEqual([`torrent:${torrent.id}`]);
  });

  test("of two at once, one does it, and the other hears who did and why", async () => {
    const other = await createMember(prisma, { role: "admin" });
    const torrent = await createTorrent(prisma, { uploaderId: uploader.id });
    await registry.heard();

    const results = await Promise.allSettled([
      deleteTorrent(permitFor(moderator, "torrent.delete"), {
        torrentId: torrent.id,
        reason: "By the first",
      }),
      deleteTorrent(permitFor(other, "torrent.delete"), {
        torrentId: torrent.id,
        reason: "By the second",
      }),
    ]);

    const failed = results.filter((result) => result.status === "rejected");
    expect(failed).toHaveLength(1);
    const row = await prisma.torrent.findUniqueOrThrow({
      where: { id: torrent.id },
      include: { deletedBy: true },
    });
    const [failure] = failed;
    expect(failure?.reason).toMatchObject({ name: "AppError", code: "conflict" });
    expect(String(failure?.reason)).toContain(`by ${row.deletedBy?.name ?? "?"} on`);
    expect(String(failure?.reason)).toContain(row.deleteReason);
    expect(await auditOf(torrent.id)).toHaveLength(1);
    expect(await noticesOf(uploader.id)).toHaveLength(1);
    // The refused one was rolled back, its notification with it.
    expect(await registry.heard()).toEqual([`torrent:${torrent.id}`]);
  });

  test("nobody is told what they did themselves", async () => {
    const torrent = await createTorrent(prisma, { uploaderId: moderator.id });
    await deleteTorrent(permitFor(moderator, "torrent.delete"), {
      torrentId: torrent.id,
      reason: "My own mistake",
    });
    expect(await noticesOf(moderator.id)).toEqual([]);
  });

  test("of a torrent that never was says so", async () => {
    const permit = permitFor(moderator, "torrent.delete");
    await expect(deleteTorrent(permit, { torrentId: 999_999, reason: "None" })).rejects.toThrow(
      expect.objectContaining({ code: "not_found" }),
    );
  });
});

describe("restoring a torrent", () => {
  test("undoes the deletion, tells the uploader, the log and the tracker", async () => {
    const torrent = await createTorrent(prisma, { uploaderId: uploader.id });
    const permit = permitFor(moderator, "torrent.delete");
    await deleteTorrent(permit, { torrentId: torrent.id, reason: "Looked wrong" });
    await registry.heard();

    await restoreTorrent(permit, { torrentId: torrent.id, reason: "Was right" });

    expect(await prisma.torrent.findUniqueOrThrow({ where: { id: torrent.id } })).toMatchObject({
      deletedAt: null,
      deleteReason: null,
      deletedById: null,
    });
    expect(await auditOf(torrent.id)).toMatchObject([
      { action: "torrent.delete" },
      { action: "torrent.restore", reason: "Was right", before: { deleteReason: "Looked wrong" } },
    ]);
    expect((await noticesOf(uploader.id)).at(-1)?.text).toMatch(/was restored.*Was right/);
    expect(await registry.heard()).toEqual([`torrent:${torrent.id}`]);
  });

  test("twice says who did it first", async () => {
    const torrent = await createTorrent(prisma, { uploaderId: uploader.id });
    const permit = permitFor(moderator, "torrent.delete");
    const act = { torrentId: torrent.id, reason: "Twice" };
    await expect(restoreTorrent(permit, act)).rejects.toThrow("This torrent is not deleted.");
    await deleteTorrent(permit, act);
    await restoreTorrent(permit, act);
    await expect(restoreTorrent(permit, act)).rejects.toThrow(`restored by ${moderator.name} on`);
  });

  test("races a deletion without either being half done", async () => {
    const torrent = await createTorrent(prisma, { uploaderId: uploader.id });
    const permit = permitFor(moderator, "torrent.delete");
    await deleteTorrent(permit, { torrentId: torrent.id, reason: "First" });
    const results = await Promise.allSettled([
      restoreTorrent(permit, { torrentId: torrent.id, reason: "Restore" }),
      deleteTorrent(permit, { torrentId: torrent.id, reason: "Second" }),
    ]);
    const row = await prisma.torrent.findUniqueOrThrow({ where: { id: torrent.id } });
    const actions = (await auditOf(torrent.id)).map((entry) => entry.action);
    // Either the deletion waited and found it restored, or it came first and was refused.
    if (results[1].status === "fulfilled") {
      expect(row.deleteReason).toBe("Second");
      expect(actions).toEqual(["torrent.delete", "torrent.restore", "torrent.delete"]);
    } else {
      expect(row.deletedAt).toBeNull();
      expect(actions).toEqual(["torrent.delete", "torrent.restore"]);
    }
    expect(results[0].status).toBe("fulfilled");
  });
});

describe("the staff's torrent list", () => {
  test("finds by title, id and info hash, deleted ones too, and takes % literally", async () => {
    const viewer = actorOf(moderator);
    const torrent = await createTorrent(prisma, { title: "100% Honey_Comb", uploaderId: null });
    await deleteTorrent(permitFor(moderator, "torrent.delete"), {
      torrentId: torrent.id,
      reason: "To be found",
    });
    const found = async (q: string) =>
      (await listStaffTorrents(viewer, { q, state: "deleted" })).torrents.map(({ id }) => id);
    expect(await found("honey_c")).toEqual([torrent.id]);
    expect(await found("honeyXc")).toEqual([]);
    expect(await found("100% h")).toEqual([torrent.id]);
    expect(await found(`#${torrent.id}`)).toEqual([torrent.id]);
    expect(await found(Buffer.from(torrent.infoHashV1 ?? []).toString("hex"))).toEqual([
      torrent.id,
    ]);
    expect((await listStaffTorrents(viewer, { q: "honey", state: "listed" })).torrents).toEqual([]);
  });

  test("is staff's alone", async () => {
    await expect(listStaffTorrents(actorOf(uploader), { state: "all" })).rejects.toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
  });
});
