import { describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { createMember as createAccount, resetPasskey, resetPassword } from "#lib/members/mutations";
import { changeEmail } from "#lib/members/mutations-self";
import { verifyPassword } from "#lib/members/passwords";
import { accountOf, memberByName, standingOf } from "#lib/members/queries";
import { historyOf, uploadsOf } from "#lib/members/queries-history";

import { createMember, factoryPassword } from "../../prisma/factories/members.ts";
import { createPeer, createSnatch } from "../../prisma/factories/swarms.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { actorOf, permitFor } from "../support/permits.ts";

const password = "a fine long password";

describe("a new member", () => {
  test("has a passkey of its own and a password that only argon2id knows", async () => {
    const made = await createAccount({ name: "Bittern", password, email: "Bittern@example.org" });
    const row = await prisma.member.findUniqueOrThrow({ where: { id: made.id } });
    expect(row).toMatchObject({
      name: "Bittern",
      nameKey: "bittern",
      email: "Bittern@example.org",
      emailKey: "bittern@example.org",
      role: "member",
      uploaded: 0n,
      downloaded: 0n,
    });
    expect(made.passkey).toMatch(/^[0-9a-f]{32}$/);
    expect(row.passkey).toBe(made.passkey);
    expect(row.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(password, row.passwordHash)).toBe(true);
    expect(await verifyPassword(`${password} `, row.passwordHash)).toBe(false);
    expect(await verifyPassword(password, null)).toBe(false);
  });

  test("of twenty at once with one name in many spellings exactly one is made", async () => {
    const spellings = ["Curlew", "curlew", "CURLEW", "cUrLeW"];
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        createAccount({ name: spellings[index % 4] ?? "", password }),
      ),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected") {
        expect(answer.reason).toMatchObject({ code: "conflict", field: "name" });
      }
    }
  });

  test("with a known e-mail address gets the same answer, and does not take it", async () => {
    const first = await createAccount({ name: "Dipper", password, email: "d@example.org" });
    const second = await createAccount({ name: "Dipper2", password, email: "D@example.org" });
    const rows = await prisma.member.findMany({
      where: { id: { in: [first.id, second.id] } },
      orderBy: { id: "asc" },
      select: { email: true, emailKey: true },
    });
    expect(rows).toEqual([
      { email: "d@example.org", emailKey: "d@example.org" },
      { email: "D@example.org", emailKey: null },
    ]);
  });

  test("is refused by the rules, with the field", async () => {
    await expect(createAccount({ name: "x", password })).rejects.toMatchObject({
      code: "invalid",
      field: "name",
    });
    await expect(createAccount({ name: "Egret", password: "short" })).rejects.toMatchObject({
      code: "invalid",
      field: "password",
    });
  });
});

test("many at once claim one e-mail address: one holds its key", async () => {
  const members = await Promise.all(
    Array.from({ length: 8 }, () => createMember(prisma, { email: null })),
  );
  await Promise.all(
    members.map((member) =>
      changeEmail(permitFor(member, "member.editSelf"), {
        email: "shared@example.org",
        currentPassword: factoryPassword,
      }),
    ),
  );
  expect(await prisma.member.count({ where: { email: "shared@example.org" } })).toBe(8);
  expect(await prisma.member.count({ where: { emailKey: "shared@example.org" } })).toBe(1);
});

describe("resets", () => {
  test("a new passkey replaces the old one; one's own leaves no staff entry", async () => {
    const member = await createMember(prisma);
    const permit = permitFor({ ...member, role: "admin" }, "member.resetPasskey");
    const passkey = await resetPasskey(permit, { memberId: member.id });
    expect(passkey).not.toBe(member.passkey);
    const account = await accountOf(actorOf(member), member.id);
    expect(account?.passkey).toBe(passkey);
    expect(await prisma.auditEntry.count({ where: { targetId: String(member.id) } })).toBe(0);
  });

  test("by staff are written down with the reason", async () => {
    const admin = await createMember(prisma, { role: "admin" });
    const member = await createMember(prisma);
    await resetPasskey(permitFor(admin, "member.resetPasskey"), {
      memberId: member.id,
      reason: "Leaked",
    });
    const [entry] = await prisma.auditEntry.findMany({ where: { targetId: String(member.id) } });
    expect(entry).toMatchObject({
      action: "member.resetPasskey",
      actorId: admin.id,
      reason: "Leaked",
    });
    expect(JSON.stringify(entry?.after ?? "")).not.toContain(member.passkey);
  });

  test("do not reach staff of the same rank or above", async () => {
    const admin = await createMember(prisma, { role: "admin" });
    const permit = permitFor(admin, "member.resetPassword");
    for (const role of ["admin", "owner"] as const) {
      const target = await createMember(prisma, { role });
      await expect(resetPassword(permit, { memberId: target.id, password })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });
});

describe("a profile", () => {
  test("shows e-mail, ban reason and history to the member and staff above, to nobody else", async () => {
    const member = await createMember(prisma, { email: "secret@example.org" });
    const torrent = await createTorrent(prisma);
    await createSnatch(prisma, { memberId: member.id, torrentId: torrent.id, uploaded: 5n });
    const whose = { memberId: member.id, role: member.role };
    for (const role of ["moderator", "admin", "owner"] as const) {
      const staff = actorOf(await createMember(prisma, { role }));
      const seen = await memberByName(staff, member.name.toUpperCase());
      expect(seen?.private?.email).toBe("secret@example.org");
      expect((await historyOf(staff, whose)).entries).toHaveLength(1);
    }
    const other = actorOf(await createMember(prisma));
    expect(await memberByName(other, member.name)).toMatchObject({ uploaded: 5n, private: null });
    await expect(historyOf(other, whose)).rejects.toMatchObject({ code: "forbidden" });
    await expect(accountOf(other, member.id)).rejects.toMatchObject({ code: "forbidden" });

    const moderator = await createMember(prisma, { role: "moderator" });
    const peer = actorOf(await createMember(prisma, { role: "moderator" }));
    expect((await memberByName(peer, moderator.name))?.private).toBeNull();
  });

  test("names anonymous uploads to the member and staff alone, also in the count", async () => {
    const member = await createMember(prisma);
    const open = await createTorrent(prisma, { uploaderId: member.id });
    const hidden = await createTorrent(prisma, { uploaderId: member.id, anonymous: true });
    await createTorrent(prisma, { uploaderId: member.id, deletedAt: new Date() });
    const whose = { memberId: member.id, role: member.role };
    const idsFor = async (viewer: Parameters<typeof uploadsOf>[0]) =>
      (await uploadsOf(viewer, whose)).entries.map((entry) => entry.torrentId);

    const other = actorOf(await createMember(prisma));
    expect(await idsFor(other)).toEqual([open.id]);
    expect((await memberByName(other, member.name))?.uploads).toBe(1);
    expect(await idsFor(actorOf(member))).toEqual([hidden.id, open.id]);
    expect((await memberByName(actorOf(member), member.name))?.uploads).toBe(2);
  });

  test("is null for a name that nobody has", async () => {
    expect(await memberByName(actorOf(await createMember(prisma)), "NoSuchBird")).toBeNull();
  });
});

test("the header counts what is seeded and leeched now, and unread notices", async () => {
  const member = await createMember(prisma, { uploaded: 7n, downloaded: 3n });
  await createPeer(prisma, { memberId: member.id });
  await createPeer(prisma, { memberId: member.id });
  await createPeer(prisma, { memberId: member.id, left: 10n });
  await createPeer(prisma, { memberId: member.id, active: false });
  await createPeer(prisma);
  await prisma.notice.createMany({
    data: [
      { memberId: member.id, text: "unread" },
      { memberId: member.id, text: "read", readAt: new Date() },
    ],
  });
  expect(await standingOf(actorOf(member))).toEqual({
    uploaded: 7n,
    downloaded: 3n,
    seeding: 2,
    leeching: 1,
    unreadNotices: 1,
  });
});

test("the history's pages hold every torrent once, though many were seen at one moment", async () => {
  const member = await createMember(prisma);
  const moment = new Date("2026-11-01T12:00:00.123Z");
  const torrents = [];
  for (let index = 0; index < 120; index += 1) torrents.push(await createTorrent(prisma));
  await prisma.snatch.createMany({
    data: torrents.map(({ id }, index) => ({
      memberId: member.id,
      torrentId: id,
      firstSeenAt: moment,
      lastSeenAt: index < 60 ? moment : new Date(moment.getTime() + index),
    })),
  });
  await createPeer(prisma, { memberId: member.id, torrentId: torrents[0]?.id ?? 0 });

  const seen = [];
  let after: string | undefined;
  do {
    const page = await historyOf(actorOf(member), {
      memberId: member.id,
      role: member.role,
      after,
    });
    seen.push(...page.entries);
    after = page.next ?? undefined;
  } while (after !== undefined);

  expect(new Set(seen.map((entry) => entry.torrentId)).size).toBe(120);
  expect(seen).toHaveLength(120);
  const times = seen.map((entry) => entry.lastSeenAt.getTime());
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(seen.filter((entry) => entry.state === "seeding")).toHaveLength(1);
});
