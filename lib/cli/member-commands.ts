import { randomBytes } from "node:crypto";

import { authorize } from "#lib/access/authorize";
import { ROLES, type Role } from "#lib/access/permissions";
import { baseUrl } from "#lib/env";
import { AppError } from "#lib/errors";
import { createMember, resetPasskey, resetPassword } from "#lib/members/mutations";
import { accountOf, memberByName } from "#lib/members/queries";
import { announceUrl } from "#lib/metainfo/announce-url";
import { banMember, unbanMember } from "#lib/moderation/mutations-members";
import { reasonSchema } from "#lib/moderation/schema";

import { type Answer, type Command, type Given, required } from "./command";
import { existingMember, operator, staffActor } from "./identity";

const name = { takes: "username", isRequired: true, summary: "the member" } as const;
const reason = { takes: "text", isRequired: true, summary: "why, shown to the member" } as const;
const as = { takes: "username", summary: "who acts (without it: the site's owner)" } as const;

/** `member <verb>`. */
export const memberCommands: Readonly<Record<string, Command>> = {
  add: {
    summary: "Add a member",
    options: {
      name,
      password: { takes: "password", summary: "without it, one is made and shown" },
      email: { takes: "address", summary: "e-mail address" },
      role: { takes: ROLES.join("|"), summary: "member without it" },
    },
    run: add,
  },
  show: { summary: "Show a member with passkey and announce URL", options: { name }, run: show },
  "reset-password": {
    summary: "Set a password and sign the member out everywhere",
    options: {
      name,
      password: { takes: "password", summary: "without it, one is made and shown" },
    },
    run: setPassword,
  },
  "reset-passkey": {
    summary: "Give a member a new announce URL; the old one is refused at once",
    options: { name },
    run: replacePasskey,
  },
  ban: { summary: "Ban a member", options: { name, reason, as }, run: ban },
  unban: { summary: "Lift a ban", options: { name, reason, as }, run: unban },
};

async function add(given: Given): Promise<Answer> {
  const password = given["password"] ?? madePassword();
  const created = await createMember({
    name: required(given, "name"),
    password,
    email: given["email"],
    role: roleOf(given["role"]),
  });
  return { ...(await describe(created.name)), ...shownIfMade(given, password) };
}

function show(given: Given): Promise<Answer> {
  return describe(required(given, "name"));
}

async function setPassword(given: Given): Promise<Answer> {
  const member = await existingMember(required(given, "name"));
  const password = given["password"] ?? madePassword();
  const permit = authorize(operator(), "member.resetPassword");
  await resetPassword(permit, { memberId: member.id, password, reason: "From the command line" });
  return { id: member.id, name: member.name, ...shownIfMade(given, password) };
}

async function replacePasskey(given: Given): Promise<Answer> {
  const member = await existingMember(required(given, "name"));
  const permit = authorize(operator(), "member.resetPasskey");
  await resetPasskey(permit, { memberId: member.id, reason: "From the command line" });
  return describe(member.name);
}

async function ban(given: Given): Promise<Answer> {
  const member = await existingMember(required(given, "name"));
  const permit = authorize(await staffActor(given["as"]), "member.ban");
  await banMember(permit, { memberId: member.id, reason: reasonOf(given) });
  return describe(member.name);
}

async function unban(given: Given): Promise<Answer> {
  const member = await existingMember(required(given, "name"));
  const permit = authorize(await staffActor(given["as"]), "member.ban");
  await unbanMember(permit, { memberId: member.id, reason: reasonOf(given) });
  return describe(member.name);
}

async function describe(name: string): Promise<Answer> {
  const { id } = await existingMember(name);
  const [profile, account] = await Promise.all([
    memberByName(operator(), name),
    accountOf(operator(), id),
  ]);
  if (profile === null || account === null) {
    throw new AppError("not_found", `There is no member named ${name}.`);
  }
  return {
    id,
    name: profile.name,
    role: profile.role,
    email: account.email,
    passkey: account.passkey,
    announceUrl: announceUrl(baseUrl(), account.passkey),
    uploaded: String(profile.uploaded),
    downloaded: String(profile.downloaded),
    seeding: profile.seeding,
    leeching: profile.leeching,
    uploads: profile.uploads,
    createdAt: profile.createdAt.toISOString(),
    bannedAt: profile.bannedAt?.toISOString() ?? null,
    banReason: profile.private?.banReason ?? null,
  };
}

function roleOf(text: string | undefined): Role | undefined {
  if (text === undefined) return undefined;
  const role = ROLES.find((known) => known === text);
  if (role !== undefined) return role;
  throw new AppError("invalid", `--role is one of ${ROLES.join(", ")}, not ${text}.`);
}

function reasonOf(given: Given): string {
  const parsed = reasonSchema.safeParse(given["reason"]);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid", `--reason: ${parsed.error.issues[0]?.message ?? "is not valid"}`);
}

/** 120 bits, in letters that survive being read out. */
function madePassword(): string {
  return randomBytes(15).toString("base64url");
}

function shownIfMade(given: Given, password: string): Answer {
  return given["password"] === undefined ? { password } : {};
}
