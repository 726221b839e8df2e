import { describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { changePassword } from "#lib/members/mutations-self";
import { resetPassword } from "#lib/members/mutations";
import {
  endSession,
  openSession,
  revokeOtherSessions,
  revokeSession,
  touchSession,
} from "#lib/sessions/mutations";
import { signInMember } from "#lib/sessions/mutations-sign-in";
import { listSessions, liveSession } from "#lib/sessions/queries";
import { sessionIdOf } from "#lib/sessions/rules";

import { createMember, factoryPassword } from "../../prisma/factories/members.ts";
import { actorOf, permitFor } from "../support/permits.ts";

const origin = { address: "203.0.113.7", userAgent: "Mozilla/5.0 (X11; Linux) Firefox/140.0" };
let lastOctet = 0;
/** Each test signs in from an address of its own, or they would share its tries. */
const freshOrigin = () => ({ ...origin, address: `198.51.100.${(lastOctet += 1)}` });

async function signedIn(wish: Parameters<typeof createMember>[1] = {}) {
  const member = await createMember(prisma, wish);
  return { member, token: await openSession(member.id, origin) };
}

describe("a session", () => {
  test("identifies its member by the token of the cookie", async () => {
    const { member, token } = await signedIn({ role: "moderator" });
    expect(await liveSession(token)).toEqual({
      sessionId: sessionIdOf(token),
      member: { memberId: member.id, name: member.name, role: "moderator" },
      isDueToTouch: false,
    });
  });

  test("is stored without its token", async () => {
    const { member, token } = await signedIn();
    const [row] = await prisma.session.findMany({ where: { memberId: member.id } });
    expect(JSON.stringify(row)).not.toContain(token);
    expect(await liveSession(row?.id ?? "")).toBeNull();
  });

  test("is dead once revoked, ended, expired or of a banned member", async () => {
    const revoked = await signedIn();
    await revokeSession(
      permitFor(revoked.member, "member.editSelf"),
      sessionIdOf(revoked.token) ?? "",
    );
    expect(await liveSession(revoked.token)).toBeNull();

    const ended = await signedIn();
    await endSession(ended.token);
    expect(await liveSession(ended.token)).toBeNull();

    const expired = await signedIn();
    await prisma.session.updateMany({
      where: { memberId: expired.member.id },
      data: { expiresAt: new Date() },
    });
    expect(await liveSession(expired.token)).toBeNull();

    const banned = await signedIn();
    await prisma.member.update({ where: { id: banned.member.id }, data: { bannedAt: new Date() } });
    expect(await liveSession(banned.token)).toBeNull();
  });

  test("cannot be revoked by another member", async () => {
    const { token } = await signedIn();
    const other = await createMember(prisma);
    await revokeSession(permitFor(other, "member.editSelf"), sessionIdOf(token) ?? "");
    expect(await liveSession(token)).not.toBeNull();
  });

  test("shows a new role at the next request", async () => {
    const { member, token } = await signedIn({ role: "admin" });
    await prisma.member.update({ where: { id: member.id }, data: { role: "member" } });
    expect((await liveSession(token))?.member.role).toBe("member");
  });

  test("notes its last use once a minute", async () => {
    const { member, token } = await signedIn();
    const id = sessionIdOf(token) ?? "";
    const old = new Date(Date.now() - 61_000);
    await prisma.session.update({ where: { id }, data: { lastUsedAt: old } });
    await prisma.member.update({ where: { id: member.id }, data: { lastSeenAt: old } });
    expect((await liveSession(token))?.isDueToTouch).toBe(true);

    await touchSession(id, "203.0.113.99");
    const touched = await prisma.session.findUniqueOrThrow({ where: { id } });
    expect(touched.address).toBe("203.0.113.99");
    const seen = await prisma.member.findUniqueOrThrow({ where: { id: member.id } });
    expect(seen.lastSeenAt?.getTime()).toBeGreaterThan(old.getTime());

    await touchSession(id, "203.0.113.100");
    const again = await prisma.session.findUniqueOrThrow({ where: { id } });
    expect(again).toEqual(touched);
  });

  test("is listed to its member with device and address, but only while it lives", async () => {
    const { member, token } = await signedIn();
    const other = await openSession(member.id, { address: "", userAgent: "x".repeat(1000) });
    await endSession(token);
    expect(await listSessions(actorOf(member))).toMatchObject([
      { id: sessionIdOf(other), device: "Unknown device", address: "", userAgent: "x".repeat(256) },
    ]);
  });
});

describe("many sessions", () => {
  test("all others end at once, one's own stays", async () => {
    const { member, token } = await signedIn();
    const others = [await openSession(member.id, origin), await openSession(member.id, origin)];
    const stranger = await signedIn();
    await revokeOtherSessions(permitFor(member, "member.editSelf"), sessionIdOf(token) ?? "");
    expect(await liveSession(token)).not.toBeNull();
    expect(await Promise.all(others.map(liveSession))).toEqual([null, null]);
    expect(await liveSession(stranger.token)).not.toBeNull();
  });

  test("a changed password ends the others", async () => {
    const { member, token } = await signedIn();
    const other = await openSession(member.id, origin);
    await changePassword(permitFor(member, "member.editSelf"), {
      currentPassword: factoryPassword,
      newPassword: "another fine password",
      keptSessionId: sessionIdOf(token) ?? "",
    });
    expect(await liveSession(token)).not.toBeNull();
    expect(await liveSession(other)).toBeNull();
    const given = { name: member.name, password: "another fine password" };
    expect(await signInMember(given, freshOrigin())).toMatchObject({ kind: "opened" });
  });

  test("a wrong current password changes nothing, and tries are limited", async () => {
    const { member, token } = await signedIn();
    const change = () =>
      changePassword(permitFor(member, "member.editSelf"), {
        currentPassword: "not this one",
        newPassword: "another fine password",
        keptSessionId: sessionIdOf(token) ?? "",
      });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, change));
    const codes = answers.map((answer) =>
      answer.status === "rejected" ? (answer.reason as { code: string }).code : "changed",
    );
    expect(codes.filter((code) => code === "invalid")).toHaveLength(10);
    expect(codes.filter((code) => code === "too_many")).toHaveLength(10);
  });

  test("a password that staff resets ends all", async () => {
    const admin = await createMember(prisma, { role: "admin" });
    const { member, token } = await signedIn();
    await resetPassword(permitFor(admin, "member.resetPassword"), {
      memberId: member.id,
      password: "staff gave me this",
    });
    expect(await liveSession(token)).toBeNull();
  });
});

describe("signing in", () => {
  test("opens a session, whatever the case of the name", async () => {
    const member = await createMember(prisma, { theme: "dark" });
    const given = { name: member.name.toUpperCase(), password: factoryPassword };
    const result = await signInMember(given, freshOrigin());
    expect(result).toMatchObject({ kind: "opened", theme: "dark" });
    const live = result.kind === "opened" ? await liveSession(result.token) : null;
    expect(live?.member.memberId).toBe(member.id);
  });

  test("answers a wrong password and an unknown name alike, tries and all", async () => {
    const member = await createMember(prisma);
    const answersFor = async (name: string) => {
      const from = freshOrigin();
      const answers = [];
      for (let tried = 0; tried < 11; tried += 1) {
        const answer = await signInMember({ name, password: "not this one" }, from);
        answers.push(answer.kind);
      }
      return answers;
    };
    const known = await answersFor(member.name);
    expect(known).toEqual([...Array<string>(10).fill("wrong"), "throttled"]);
    expect(await answersFor("NobodyHasThisName")).toEqual(known);
  });

  test("takes the same time for an unknown name", async () => {
    const member = await createMember(prisma);
    const from = { ...origin, address: "2001:db8:77::1" };
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let tried = 0; tried < 9; tried += 1) {
      for (const kind of ["known", "unknown"] as const) {
        const name = kind === "known" ? member.name : "NobodyHereEither";
        const start = performance.now();
        await signInMember({ name, password: "not this one" }, from);
        times[kind].push(performance.now() - start);
      }
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[4] ?? 0;
    // argon2 takes tens of milliseconds, a refusal without it less than a tenth of that.
    expect(median(times.unknown)).toBeGreaterThan(median(times.known) / 2);
    expect(median(times.known)).toBeGreaterThan(median(times.unknown) / 2);
  });

  test("lets fifty guesses at once try no more than ten passwords", async () => {
    const member = await createMember(prisma);
    const guesses = Array.from({ length: 50 }, (_, index) =>
      signInMember(
        { name: member.name, password: `guess number ${index}` },
        { ...origin, address: `192.0.2.${index}` },
      ),
    );
    const kinds = (await Promise.all(guesses)).map((answer) => answer.kind);
    expect(kinds.filter((kind) => kind === "wrong")).toHaveLength(10);
    expect(kinds.filter((kind) => kind === "throttled")).toHaveLength(40);
    const right = { name: member.name, password: factoryPassword };
    expect(await signInMember(right, freshOrigin())).toMatchObject({ kind: "throttled" });
  });

  test("cannot be spoilt for a member where they have signed in before", async () => {
    const member = await createMember(prisma);
    const home = { ...origin, address: "2001:db8:9:9::1" };
    const elsewhere = freshOrigin();
    const right = { name: member.name, password: factoryPassword };
    expect(await signInMember(right, home)).toMatchObject({ kind: "opened" });
    const guess = { name: member.name, password: "not this one" };
    for (let tried = 0; tried < 11; tried += 1) await signInMember(guess, elsewhere);
    expect(await signInMember(right, elsewhere)).toMatchObject({ kind: "throttled" });
    const nearHome = { ...home, address: "2001:db8:9:9::2" };
    expect(await signInMember(right, nearHome)).toMatchObject({ kind: "opened" });
    const kinds = [];
    for (let tried = 0; tried < 11; tried += 1) {
      const answer = await signInMember(guess, home);
      kinds.push(answer.kind);
    }
    expect(kinds).toEqual([...Array<string>(10).fill("wrong"), "throttled"]);
  });

  test("limits an address over all names, also when the guesser owns an account", async () => {
    const own = await createMember(prisma);
    const from = freshOrigin();
    let wrong = 0;
    for (let tried = 0; tried < 40; tried += 1) {
      // A right password gives back its own try, not those of the guesses between.
      if (tried % 5 === 0) await signInMember({ name: own.name, password: factoryPassword }, from);
      const guess = await signInMember({ name: `victim${tried}`, password: "a guess" }, from);
      if (guess.kind === "wrong") wrong += 1;
    }
    expect(wrong).toBe(30);
  });

  test("tells a banned member the reason, but only with the right password", async () => {
    const member = await createMember(prisma, { bannedAt: new Date(), banReason: "Cheating" });
    const from = freshOrigin();
    const wrong = await signInMember({ name: member.name, password: "not this one" }, from);
    expect(wrong).toEqual({ kind: "wrong" });
    const right = await signInMember({ name: member.name, password: factoryPassword }, from);
    expect(right).toEqual({ kind: "banned", reason: "Cheating" });
    expect(await prisma.session.count({ where: { memberId: member.id } })).toBe(0);
  });

  test("forgets an account's failures at the right password", async () => {
    const member = await createMember(prisma);
    const from = freshOrigin();
    const signIn = (password: string) => signInMember({ name: member.name, password }, from);
    for (let round = 0; round < 2; round += 1) {
      for (let tried = 0; tried < 9; tried += 1) await signIn("not this one");
      expect(await signIn(factoryPassword)).toMatchObject({ kind: "opened" });
    }
  });

  test("does not hash what is longer than any password", async () => {
    const member = await createMember(prisma);
    const result = await signInMember(
      { name: member.name, password: "x".repeat(1_000_000) },
      freshOrigin(),
    );
    expect(result).toEqual({ kind: "wrong" });
  });
});
