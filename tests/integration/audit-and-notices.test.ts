import { beforeAll, describe, expect, test } from "vitest";

import { recordAudit } from "#lib/audit/mutations";
import { listAudit, listAuditOf } from "#lib/audit/queries";
import { prisma } from "#lib/db/client";
import { markRead, notify } from "#lib/notices/mutations";
import { listNotices, listNoticesOf, unreadCount } from "#lib/notices/queries";

import { createMember } from "../../prisma/factories/members.ts";
import { actorOf, permitFor } from "../support/permits.ts";

type Member = Awaited<ReturnType<typeof createMember>>;
let admin: Member;
let moderator: Member;
let member: Member;

beforeAll(async () => {
  admin = await createMember(prisma, { role: "admin", name: "Adelaide" });
  moderator = await createMember(prisma, { role: "moderator", name: "Mordecai" });
  member = await createMember(prisma);
});

const forbidden = expect.objectContaining({ code: "forbidden" }) as Error;

describe("the audit log", () => {
  beforeAll(async () => {
    for (let i = 0; i < 60; i += 1) {
      await recordAudit(prisma, {
        actorId: i % 2 === 0 ? admin.id : moderator.id,
        action: i % 3 === 0 ? "member.ban" : "torrent.delete",
        targetType: i % 3 === 0 ? "member" : "torrent",
        targetId: i,
        targetName: `Target_${i}`,
        reason: "Because",
        after: { number: i },
      });
    }
    await prisma.$executeRaw`ALTER TABLE "audit_entries" DISABLE TRIGGER "audit_entries_final"`;
    await prisma.auditEntry.updateMany({
      where: { targetId: "59" },
      data: { at: new Date("2020-02-29T23:59:59.999Z") },
    });
    await prisma.$executeRaw`ALTER TABLE "audit_entries" ENABLE TRIGGER "audit_entries_final"`;
  });

  const found = async (filters: Parameters<typeof listAudit>[1]) =>
    (await listAudit(actorOf(admin), filters)).entries.map((entry) => entry.targetId);

  test("goes through every entry once, newest first", async () => {
    const first = await listAudit(actorOf(admin), {});
    const second = await listAudit(actorOf(admin), { before: first.older ?? "" });
    expect(second.older).toBeNull();
    expect([...first.entries, ...second.entries].map((entry) => entry.targetId)).toEqual(
      Array.from({ length: 60 }, (_, i) => String(59 - i)),
    );
    expect(first.entries[1]).toMatchObject({
      actor: "Adelaide",
      targetName: "Target_58",
      changes: [{ field: "number", before: null, after: "58" }],
    });
  });

  test("filters by actor, action, target and time", async () => {
    expect(await found({ actor: "adel" })).toHaveLength(30);
    expect(await found({ actor: "%" })).toEqual([]);
    expect(await found({ action: "member.ban" })).toHaveLength(20);
    expect(await found({ target: "get_7" })).toEqual(["7"]);
    expect(await found({ actor: "Mordecai", action: "member.ban", target: "_3" })).toEqual([
      "39",
      "33",
      "3",
    ]);
    expect(await found({ to: "2020-02-29" })).toEqual(["59"]);
    expect(await found({ from: "2020-02-29", to: "2020-02-29" })).toEqual(["59"]);
    expect(await found({ to: "2020-02-28" })).toEqual([]);
    expect(await found({ from: "2020-03-01", target: "_59" })).toEqual([]);
  });

  test("is for admins, but every moderator sees what was done to one member", async () => {
    await expect(listAudit(actorOf(moderator), {})).rejects.toThrow(forbidden);
    await expect(listAudit(actorOf(member), {})).rejects.toThrow(forbidden);
    const page = await listAuditOf(actorOf(moderator), { type: "member", id: 3 });
    expect(page.entries.map((entry) => entry.targetName)).toEqual(["Target_3"]);
    await expect(listAuditOf(actorOf(member), { type: "member", id: 3 })).rejects.toThrow(
      forbidden,
    );
  });

  test("is final: the database refuses changes and deletions", async () => {
    await expect(prisma.auditEntry.updateMany({ data: { reason: "x" } })).rejects.toThrow(/never/);
    await expect(prisma.auditEntry.deleteMany()).rejects.toThrow(/never/);
  });

  test("outlives its actor", async () => {
    const gone = await createMember(prisma, { role: "moderator" });
    await recordAudit(prisma, {
      actorId: gone.id,
      action: "torrent.delete",
      targetType: "torrent",
      targetId: "gone",
      targetName: "Left behind",
    });
    await prisma.member.delete({ where: { id: gone.id } });
    const page = await listAudit(actorOf(admin), { target: "Left behind" });
    expect(page.entries).toMatchObject([{ actor: null, targetId: "gone" }]);
  });

  test("an act that is rolled back leaves no entry", async () => {
    const failing = prisma.$transaction(async (tx) => {
      await recordAudit(tx, {
        actorId: admin.id,
        action: "member.ban",
        targetType: "member",
        targetId: "rolled-back",
        targetName: "Rolled back",
      });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await found({ target: "Rolled back" })).toEqual([]);
  });
});

describe("notices", () => {
  test("are the member's own, newest first, and read up to what was seen", async () => {
    const stranger = await createMember(prisma);
    for (const text of ["One", "Two", "Three"]) await notify(prisma, { memberId: member.id, text });
    await notify(prisma, { memberId: stranger.id, text: "Not yours", href: "/torrents/1" });

    const viewer = actorOf(member);
    expect(await unreadCount(viewer)).toBe(3);
    const page = await listNotices(viewer);
    expect(page.notices.map((notice) => notice.text)).toEqual(["Three", "Two", "One"]);

    await notify(prisma, { memberId: member.id, text: "Came while reading" });
    const permit = permitFor(member, "member.editSelf");
    const upTo = page.notices[0]?.id ?? 0;
    expect(await markRead(permit, { upTo })).toBe(3);
    expect(await markRead(permit, { upTo })).toBe(0);
    expect(await unreadCount(viewer)).toBe(1);
    expect(await unreadCount(actorOf(stranger))).toBe(1);
    expect((await listNotices(viewer, { before: upTo })).notices).toHaveLength(2);
  });

  test("are seen by staff and the member, by nobody else", async () => {
    const about = { memberId: member.id };
    expect((await listNoticesOf(actorOf(moderator), about)).notices).not.toEqual([]);
    expect((await listNoticesOf(actorOf(member), about)).notices).not.toEqual([]);
    const stranger = await createMember(prisma);
    await expect(listNoticesOf(actorOf(stranger), about)).rejects.toThrow(forbidden);
  });
});
