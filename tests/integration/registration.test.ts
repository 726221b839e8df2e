import { beforeEach, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { createInvite, revokeInvite } from "#lib/invites/mutations";
import { listInvites, openInvite } from "#lib/invites/queries";
import { inviteIdOf, mostOpenInvites } from "#lib/invites/rules";
import { registerMember } from "#lib/members/mutations-register";
import { forgetSettings, readSettings } from "#lib/settings/queries";
import { createOwner, issueSetupToken, ownerExists, setUpSite } from "#lib/setup/mutations";
import { isSetupOpen } from "#lib/setup/queries";
import { setupSchema } from "#lib/setup/schema";

import { createMember } from "../../prisma/factories/members.ts";
import { actorOf, permitFor } from "../support/permits.ts";

const password = "a fine long password";
const fromAnywhere = { inviteCode: "", address: "" };
let made = 0;
const freshName = () => `Newcomer${(made += 1)}`;

async function allow(registration: "open" | "invite" | "closed") {
  await prisma.setting.upsert({
    where: { key: "registration" },
    create: { key: "registration", value: registration },
    update: { value: registration },
  });
  forgetSettings();
}

beforeEach(async () => {
  await prisma.throttle.deleteMany();
});

const invitePermit = async () => permitFor(await createMember(prisma), "invite.create");

describe("registration", () => {
  test("is open, by invite, or closed, as the settings say", async () => {
    await allow("open");
    await expect(
      registerMember({ name: freshName(), password }, fromAnywhere),
    ).resolves.toMatchObject({ passkey: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    await allow("invite");
    await expect(
      registerMember({ name: freshName(), password }, fromAnywhere),
    ).rejects.toMatchObject({ code: "invalid" });
    await allow("closed");
    await expect(
      registerMember({ name: freshName(), password }, fromAnywhere),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("without an open invite tells nobody whether a name is taken", async () => {
    await allow("invite");
    const { name } = await createMember(prisma);
    const answerFor = (wanted: string) =>
      registerMember({ name: wanted, password }, { inviteCode: "made up", address: "" }).catch(
        (error: unknown) => String(error),
      );
    expect(await answerFor(name)).toBe(await answerFor(freshName()));
  });

  test("limits an address", async () => {
    await allow("open");
    const { name } = await createMember(prisma);
    const from = { inviteCode: "", address: "203.0.113.5" };
    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, () => registerMember({ name, password }, from)),
    );
    const codes = answers.map((answer) =>
      answer.status === "rejected" ? (answer.reason as { code: string }).code : "made",
    );
    expect(codes.filter((code) => code === "conflict")).toHaveLength(30);
    expect(codes.filter((code) => code === "too_many")).toHaveLength(10);
  });
});

describe("an invite", () => {
  beforeEach(() => allow("invite"));

  test("lets one person in, of fifty at once, and notes who came by whom", async () => {
    const permit = await invitePermit();
    const code = await createInvite(permit);
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        registerMember(
          { name: freshName(), password },
          { inviteCode: code, address: `192.0.2.${index}` },
        ),
      ),
    );
    const entered = answers.flatMap((answer) =>
      answer.status === "fulfilled" ? [answer.value] : [],
    );
    expect(entered).toHaveLength(1);
    const [member] = entered;
    const row = await prisma.member.findUniqueOrThrow({ where: { id: member?.id ?? 0 } });
    expect(row.invitedById).toBe(permit.actor.memberId);
    const invited = { where: { invitedById: permit.actor.memberId } };
    expect(await prisma.member.count(invited)).toBe(1);
    const [invite] = await listInvites(permit.actor);
    expect(invite).toMatchObject({ state: "used", usedBy: member?.name });
  });

  test("is not spent by a registration that fails", async () => {
    const code = await createInvite(await invitePermit());
    const { name } = await createMember(prisma);
    const from = { inviteCode: code, address: "" };
    await expect(registerMember({ name, password }, from)).rejects.toMatchObject({
      code: "conflict",
      field: "name",
    });
    expect(await openInvite(code)).not.toBeNull();
    await expect(registerMember({ name: freshName(), password }, from)).resolves.toBeDefined();
  });

  test("is stored without its code", async () => {
    const code = await createInvite(await invitePermit());
    const row = await prisma.invite.findUniqueOrThrow({ where: { id: inviteIdOf(code) } });
    expect(JSON.stringify(row)).not.toContain(code);
    expect(await openInvite(row.id)).toBeNull();
  });

  test("is no use once revoked, expired, or of a banned inviter", async () => {
    const revoked = await invitePermit();
    const revokedCode = await createInvite(revoked);
    await revokeInvite(revoked, inviteIdOf(revokedCode));

    const expiredCode = await createInvite(await invitePermit());
    await prisma.invite.update({
      where: { id: inviteIdOf(expiredCode) },
      data: { expiresAt: new Date() },
    });

    const banned = await invitePermit();
    const bannedCode = await createInvite(banned);
    await prisma.member.update({
      where: { id: banned.actor.memberId },
      data: { bannedAt: new Date() },
    });

    for (const inviteCode of [revokedCode, expiredCode, bannedCode]) {
      expect(await openInvite(inviteCode)).toBeNull();
      await expect(
        registerMember({ name: freshName(), password }, { inviteCode, address: "" }),
      ).rejects.toMatchObject({ code: "invalid" });
    }
  });

  test("cannot be revoked by another member, nor once it is used", async () => {
    const permit = await invitePermit();
    const code = await createInvite(permit);
    await revokeInvite(await invitePermit(), inviteIdOf(code));
    expect(await openInvite(code)).not.toBeNull();
    await registerMember({ name: freshName(), password }, { inviteCode: code, address: "" });
    await revokeInvite(permit, inviteIdOf(code));
    expect(await listInvites(permit.actor)).toHaveLength(1);
  });

  test("a member has so many open ones and no more, also of fifty at once", async () => {
    const permit = await invitePermit();
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => createInvite(permit)),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(mostOpenInvites);
  });

  test("is not made while registration is open or closed", async () => {
    await allow("open");
    await expect(createInvite(await invitePermit())).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the first set-up", () => {
  const form = (token: string, name = "Founder") =>
    setupSchema.parse({ token, name, password, siteName: "Hive", registration: "closed" });

  beforeEach(async () => {
    await prisma.member.updateMany({ where: { role: "owner" }, data: { role: "member" } });
    await prisma.setting.deleteMany();
    forgetSettings();
  });

  test("by its link makes one owner and the settings, of twenty at once, and never again", async () => {
    const token = await issueSetupToken();
    expect(await isSetupOpen(token)).toBe(true);
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => setUpSite(form(token, `Founder${index}`))),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await prisma.member.count({ where: { role: "owner" } })).toBe(1);
    expect(await readSettings()).toMatchObject({ siteName: "Hive", registration: "closed" });
    expect(await isSetupOpen(token)).toBe(false);
    await expect(setUpSite(form(token, "Late"))).rejects.toMatchObject({ code: "not_found" });
  });

  test("a later link ends the earlier one; a day ends both", async () => {
    const first = await issueSetupToken();
    const second = await issueSetupToken();
    expect(await isSetupOpen(first)).toBe(false);
    expect(await isSetupOpen(second)).toBe(true);
    await prisma.setupToken.updateMany({ data: { expiresAt: new Date() } });
    expect(await isSetupOpen(second)).toBe(false);
    await expect(setUpSite(form(second))).rejects.toMatchObject({ code: "not_found" });
    expect(await ownerExists()).toBe(false);
  });

  test("keeps its link when the form is wrong", async () => {
    const token = await issueSetupToken();
    const { name } = await createMember(prisma);
    await expect(setUpSite(form(token, name))).rejects.toMatchObject({ code: "conflict" });
    expect(await isSetupOpen(token)).toBe(true);
  });

  test("unattended makes one owner, of many at once", async () => {
    const token = await issueSetupToken();
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => createOwner({ name: `Chief${index}`, password })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await ownerExists()).toBe(true);
    expect(await isSetupOpen(token)).toBe(false);
    expect(actorOf(await prisma.member.findFirstOrThrow({ where: { role: "owner" } })).role).toBe(
      "owner",
    );
  });
});
