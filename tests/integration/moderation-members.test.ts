import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { verifyPassword } from "#lib/members/passwords";
import {
  banMember,
  resetPasskeyFor,
  resetPasswordFor,
  setRole,
  unbanMember,
} from "#lib/moderation/mutations-members";
import { listStaffMembers, memberFile } from "#lib/moderation/queries-members";

import { createMember } from "../../prisma/factories/members.ts";
import { actorOf, permitFor } from "../support/permits.ts";
import { listenToRegistry, type RegistryListener } from "../support/registry-listener.ts";

type Member = Awaited<ReturnType<typeof createMember>>;

let registry: RegistryListener;
let member: Member;
let moderator: Member;
let admin: Member;
let owner: Member;

beforeAll(async () => {
  registry = await listenToRegistry(process.env["DATABASE_URL"] ?? "");
});
afterAll(() => registry.close());

beforeEach(async () => {
  member = await createMember(prisma);
  moderator = await createMember(prisma, { role: "moderator" });
  admin = await createMember(prisma, { role: "admin" });
  owner = await createMember(prisma, { role: "owner" });
  await registry.heard();
});

const rowOf = ({ id }: Member) => prisma.member.findUniqueOrThrow({ where: { id } });
const auditOf = ({ id }: Member) =>
  prisma.auditEntry.findMany({
    where: { targetType: "member", targetId: String(id) },
    orderBy: { id: "asc" },
  });

async function signIn({ id }: Member): Promise<string> {
  const session = await prisma.session.create({
    data: {
      id: crypto.randomUUID().replaceAll("-", "").repeat(2),
      memberId: id,
      expiresAt: new Date(Date.now() + 86_400_000),
      address: "198.51.100.7",
    },
  });
  return session.id;
}

describe("banning a member", () => {
  test("signs them out everywhere, is written down, and reaches the tracker", async () => {
    await signIn(member);
    await signIn(member);
    const bystander = await signIn(moderator);

    await banMember(permitFor(moderator, "member.ban"), {
      memberId: member.id,
      reason: "Cheating",
    });

    expect(await rowOf(member)).toMatchObject({
      bannedAt: expect.any(Date) as Date,
      banReason: "Cheating",
    });
    const live = await prisma.session.findMany({ where: { revokedAt: null } });
    expect(live.filter((session) => session.memberId === member.id)).toEqual([]);
    expect(live.map((session) => session.id)).toContain(bystander);
    expect(await auditOf(member)).toMatchObject([
      {
        actorId: moderator.id,
        action: "member.ban",
        targetName: member.name,
        reason: "Cheating",
      },
    ]);
    expect(await registry.heard()).toEqual([`member:${member.id}`]);
  });

  test("of two at once, one does it, and the other hears who did and why", async () => {
    const results = await Promise.allSettled([
      banMember(permitFor(moderator, "member.ban"), { memberId: member.id, reason: "First one" }),
      banMember(permitFor(admin, "member.ban"), { memberId: member.id, reason: "Second one" }),
    ]);
    const failed = results.filter((result) => result.status === "rejected");
    expect(failed).toHaveLength(1);
    const [entry, ...others] = await auditOf(member);
    expect(others).toEqual([]);
    const winner = entry?.actorId === moderator.id ? moderator : admin;
    expect(String(failed[0]?.reason)).toContain(`already banned by ${winner.name} on`);
    expect(String(failed[0]?.reason)).toContain(`Reason: ${entry?.reason ?? "?"}`);
    expect(await registry.heard()).toEqual([`member:${member.id}`]);
  });

  test("takes rank, and is not for oneself", async () => {
    const forbidden = expect.objectContaining({ code: "forbidden" }) as Error;
    const ban = (actor: Member, target: Member) =>
      banMember(permitFor(actor, "member.ban"), { memberId: target.id, reason: "Coup" });
    await expect(ban(moderator, moderator)).rejects.toThrow(forbidden);
    await expect(ban(moderator, await createMember(prisma, { role: "moderator" }))).rejects.toThrow(
      forbidden,
    );
    await expect(ban(moderator, admin)).rejects.toThrow(forbidden);
    await expect(ban(admin, owner)).rejects.toThrow(forbidden);
    expect(() => permitFor(member, "member.ban")).toThrow(forbidden);
    expect(await prisma.member.count({ where: { banReason: "Coup" } })).toBe(0);
  });

  test("by someone who was banned or demoted a moment before is refused", async () => {
    const permit = permitFor(moderator, "member.ban");
    await setRole(permitFor(admin, "member.setRole"), {
      memberId: moderator.id,
      role: "member",
      reason: "Demoted",
    });
    await expect(banMember(permit, { memberId: member.id, reason: "Revenge" })).rejects.toThrow(
      /Your own role changed/,
    );
    const adminPermit = permitFor(admin, "member.ban");
    await banMember(permitFor(owner, "member.ban"), { memberId: admin.id, reason: "Banned" });
    await expect(
      banMember(adminPermit, { memberId: member.id, reason: "Revenge" }),
    ).rejects.toThrow(/Your own role changed/);
    expect((await rowOf(member)).bannedAt).toBeNull();
  });
});

describe("lifting a ban", () => {
  test("lets them in again with a notice, and keeps old sessions revoked", async () => {
    await signIn(member);
    const permit = permitFor(moderator, "member.ban");
    await banMember(permit, { memberId: member.id, reason: "Suspicion" });
    await registry.heard();

    await unbanMember(permit, { memberId: member.id, reason: "Cleared up" });

    expect(await rowOf(member)).toMatchObject({ bannedAt: null, banReason: null });
    expect(await prisma.session.count({ where: { memberId: member.id, revokedAt: null } })).toBe(0);
    const notices = await prisma.notice.findMany({ where: { memberId: member.id } });
    expect(notices.map((notice) => notice.text)).toEqual([
      "Your ban was lifted by staff. Reason: Cleared up",
    ]);
    expect(await auditOf(member)).toMatchObject([
      { action: "member.ban" },
      { action: "member.unban", reason: "Cleared up", before: { banReason: "Suspicion" } },
    ]);
    expect(await registry.heard()).toEqual([`member:${member.id}`]);
    await expect(unbanMember(permit, { memberId: member.id, reason: "Again" })).rejects.toThrow(
      `already unbanned by ${moderator.name} on`,
    );
  });
});

describe("changing a role", () => {
  test("is told, written down with before and after, and reaches the tracker", async () => {
    await setRole(permitFor(admin, "member.setRole"), {
      memberId: member.id,
      role: "moderator",
      reason: "Helps a lot",
    });
    expect((await rowOf(member)).role).toBe("moderator");
    expect(await auditOf(member)).toMatchObject([
      {
        action: "member.setRole",
        before: { role: "member" },
        after: { role: "moderator" },
        reason: "Helps a lot",
      },
    ]);
    expect(await prisma.notice.count({ where: { memberId: member.id } })).toBe(1);
    expect(await registry.heard()).toEqual([`member:${member.id}`]);
  });

  test("an admin makes no admins; only an owner makes an owner", async () => {
    const forbidden = expect.objectContaining({ code: "forbidden" }) as Error;
    const give = (actor: Member, role: "admin" | "owner") =>
      setRole(permitFor(actor, "member.setRole"), {
        memberId: member.id,
        role,
        reason: "Trusted",
      });
    await expect(give(admin, "admin")).rejects.toThrow(forbidden);
    await expect(give(admin, "owner")).rejects.toThrow(forbidden);
    await give(owner, "owner");
    expect((await rowOf(member)).role).toBe("owner");
    await expect(give(owner, "owner")).rejects.toThrow(/is already owner/);
  });

  test("two owners who demote each other leave one", async () => {
    const rival = await createMember(prisma, { role: "owner" });
    const demote = (actor: Member, target: Member) =>
      setRole(permitFor(actor, "member.setRole"), {
        memberId: target.id,
        role: "member",
        reason: "Me or you",
      });
    const results = await Promise.allSettled([demote(owner, rival), demote(rival, owner)]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    const roles = [(await rowOf(owner)).role, (await rowOf(rival)).role];
    expect(roles.sort()).toEqual(["member", "owner"]);
  });
});

describe("resets by staff", () => {
  test("a new passkey reaches the tracker, and neither key stands in the log", async () => {
    await resetPasskeyFor(permitFor(admin, "member.resetPasskey"), {
      memberId: member.id,
      reason: "Leaked",
    });
    const { passkey } = await rowOf(member);
    expect(passkey).not.toBe(member.passkey);
    expect(passkey).toMatch(/^[0-9a-f]{32}$/);
    expect(await registry.heard()).toEqual([`member:${member.id}`]);
    const log = await auditOf(member);
    expect(log).toMatchObject([{ action: "member.resetPasskey", reason: "Leaked" }]);
    const notices = await prisma.notice.findMany({ where: { memberId: member.id } });
    expect(notices).toHaveLength(1);
    for (const key of [passkey, member.passkey]) {
      expect(
        JSON.stringify({ log: log.map(({ id, ...rest }) => [String(id), rest]), notices }),
      ).not.toContain(key);
    }
  });

  test("a new password signs them out everywhere and opens the account", async () => {
    await signIn(member);
    const password = "quite another long one";
    const permit = permitFor(admin, "member.resetPassword");
    await resetPasswordFor(permit, { memberId: member.id, password, reason: "Forgot it" });
    expect(await verifyPassword(password, (await rowOf(member)).passwordHash)).toBe(true);
    expect(await prisma.session.count({ where: { memberId: member.id, revokedAt: null } })).toBe(0);
    expect(await auditOf(member)).toMatchObject([{ action: "member.resetPassword" }]);
  });

  test("a bad password changes nothing and names its field", async () => {
    const permit = permitFor(admin, "member.resetPassword");
    await expect(
      resetPasswordFor(permit, { memberId: member.id, password: "short", reason: "Forgot it" }),
    ).rejects.toThrow(expect.objectContaining({ code: "invalid", field: "password" }));
    expect((await rowOf(member)).passwordHash).toBe(member.passwordHash);
  });

  test("take rank, and one's own are reset elsewhere", async () => {
    const forbidden = expect.objectContaining({ code: "forbidden" }) as Error;
    const permit = permitFor(admin, "member.resetPasskey");
    const reason = "Curious";
    await expect(resetPasskeyFor(permit, { memberId: owner.id, reason })).rejects.toThrow(
      forbidden,
    );
    await expect(resetPasskeyFor(permit, { memberId: admin.id, reason })).rejects.toThrow(
      forbidden,
    );
    expect(() => permitFor(moderator, "member.resetPasskey")).toThrow(forbidden);
    expect(() => permitFor(moderator, "member.resetPassword")).toThrow(forbidden);
  });
});

describe("what staff see of members", () => {
  test("a moderator sees a member's e-mail and sessions, but not an admin's", async () => {
    await signIn(member);
    await signIn(admin);
    const seen = await memberFile(actorOf(moderator), member.name.toUpperCase());
    expect(seen.private).toMatchObject({
      email: member.email,
      sessions: [{ address: "198.51.100.7", isLive: true }],
    });
    expect((await memberFile(actorOf(moderator), admin.name)).private).toBeNull();
    expect((await memberFile(actorOf(owner), admin.name)).private).not.toBeNull();
  });

  test("a search by e-mail finds those below only", async () => {
    const names = async (viewer: Member, q: string) =>
      (await listStaffMembers(actorOf(viewer), { q, state: "all" })).members.map((m) => m.name);
    expect(await names(moderator, member.email ?? "")).toEqual([member.name]);
    expect(await names(moderator, `${admin.name}@`)).toEqual([]);
    expect(await names(owner, `${admin.name}@`)).toEqual([admin.name]);
    expect(await names(moderator, admin.name)).toEqual([admin.name]);
  });

  test("pages go through everyone once, in order", async () => {
    const viewer = actorOf(moderator);
    const prefix = `page${crypto.randomUUID().slice(0, 8)}`;
    for (let i = 0; i < 60; i += 1) {
      await createMember(prisma, { name: `${prefix}${String(i).padStart(2, "0")}` });
    }
    const first = await listStaffMembers(viewer, { q: prefix, state: "all" });
    expect(first.members).toHaveLength(50);
    expect(first.next).not.toBeNull();
    const second = await listStaffMembers(viewer, {
      q: prefix,
      state: "all",
      after: first.next ?? undefined,
    });
    expect(second.next).toBeNull();
    const all = [...first.members, ...second.members].map((m) => m.name);
    expect(all).toEqual(
      Array.from({ length: 60 }, (_, i) => `${prefix}${String(i).padStart(2, "0")}`),
    );
  });
});
