import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { addClientRule, removeClientRule } from "#lib/clients/mutations";
import { activePeersOf, clientOverview, clientPolicy, countedRule } from "#lib/clients/queries";
import { clientRuleSchema } from "#lib/clients/schema";
import { prisma } from "#lib/db/client";
import { forgetSettings } from "#lib/settings/queries";

import { createMember } from "../../prisma/factories/members.ts";
import { seededRandom } from "../../prisma/factories/random.ts";
import { createPeer, makePeerId } from "../../prisma/factories/swarms.ts";
import { actorOf, permitFor } from "../support/permits.ts";
import { listenToRegistry, type RegistryListener } from "../support/registry-listener.ts";

type Member = Awaited<ReturnType<typeof createMember>>;

let registry: RegistryListener;
let moderator: Member;
let member: Member;
const random = seededRandom("client rules");

const denyTransmission3 = clientRuleSchema.parse({
  verdict: "deny",
  field: "peer_id",
  prefix: "-TR3000-",
  note: "Counts wrongly: take 4.0.6.",
});

beforeAll(async () => {
  registry = await listenToRegistry(process.env["DATABASE_URL"] ?? "");
  moderator = await createMember(prisma, { role: "moderator" });
  member = await createMember(prisma);
});
afterAll(() => registry.close());

beforeEach(async () => {
  await prisma.clientRule.deleteMany();
  await prisma.peer.deleteMany();
  await registry.heard();
});

const lastEntry = () => prisma.auditEntry.findFirst({ orderBy: { id: "desc" } });

test("a new rule is told to the tracker and logged with what it says", async () => {
  const { id } = await addClientRule(permitFor(moderator, "client.edit"), denyTransmission3);
  expect(await registry.heard()).toContain("clients");
  expect(await lastEntry()).toMatchObject({
    actorId: moderator.id,
    action: "client.addRule",
    targetType: "client",
    targetId: String(id),
    targetName: "-TR3000-",
    reason: "Counts wrongly: take 4.0.6.",
    before: null,
    after: { verdict: "deny", matches: "peer id", prefix: "-TR3000-" },
  });
  expect((await clientPolicy(actorOf(member))).rules).toMatchObject([denyTransmission3]);
});

test("a removed rule is told to the tracker and logged with what it said and why", async () => {
  const permit = permitFor(moderator, "client.edit");
  const { id } = await addClientRule(permit, denyTransmission3);
  await registry.heard();
  await removeClientRule(permit, { ruleId: id, reason: "Fixed by its makers" });
  expect(await registry.heard()).toContain("clients");
  expect(await lastEntry()).toMatchObject({
    action: "client.removeRule",
    reason: "Fixed by its makers",
    before: { verdict: "deny", prefix: "-TR3000-", note: "Counts wrongly: take 4.0.6." },
    after: null,
  });
  expect(await prisma.clientRule.count()).toBe(0);
  await expect(removeClientRule(permit, { ruleId: id, reason: "Again" })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("there is one rule about the same clients, whoever is first", async () => {
  const permit = permitFor(moderator, "client.edit");
  const before = await prisma.auditEntry.count();
  const tries = await Promise.allSettled([
    addClientRule(permit, denyTransmission3),
    addClientRule(permit, { ...denyTransmission3, verdict: "allow" }),
    addClientRule(permit, denyTransmission3),
  ]);
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const one of tries) {
    if (one.status === "rejected") {
      expect(one.reason).toMatchObject({ code: "conflict", field: "prefix" });
    }
  }
  expect(await prisma.auditEntry.count()).toBe(before + 1);
});

test("user agents that differ in case alone are one, peer ids are not", async () => {
  const permit = permitFor(moderator, "client.edit");
  const agent = { ...denyTransmission3, field: "user_agent" as const, prefix: "uTorrent/" };
  await addClientRule(permit, agent);
  await expect(addClientRule(permit, { ...agent, prefix: "UTORRENT/" })).rejects.toMatchObject({
    code: "conflict",
  });
  await addClientRule(permit, { ...denyTransmission3, prefix: "-LT" });
  await addClientRule(permit, { ...denyTransmission3, prefix: "-lt" });
  expect(await prisma.clientRule.count()).toBe(3);
});

test("rules are counted over active peers alone, as far as their prefixes reach", async () => {
  const old = { peerId: makePeerId(random, "-TR3000-"), userAgent: "Transmission/3.00" };
  await createPeer(prisma, { ...old, memberId: member.id });
  await createPeer(prisma, { ...old, peerId: makePeerId(random, "-TR3000-abcd") });
  await createPeer(prisma, { ...old, peerId: makePeerId(random, "-TR3000-"), active: false });
  await createPeer(prisma, { peerId: makePeerId(random, "-TR4060-") });
  const staff = actorOf(moderator);
  const about = (prefix: string) => activePeersOf(staff, { field: "peer_id", prefix });
  expect(await about("-TR")).toBe(3);
  expect(await about("-TR3000-")).toBe(2);
  expect(await about("-TR3000-abcd")).toBe(1);
  expect(await about("-tr")).toBe(0);
  expect(await activePeersOf(staff, { field: "user_agent", prefix: "TRANSMISSION/3" })).toBe(2);

  const { id } = await addClientRule(permitFor(moderator, "client.edit"), denyTransmission3);
  expect(await countedRule(staff, id)).toMatchObject({ peers: 2 });
  expect(await clientOverview(staff)).toMatchObject({
    mode: "all but denied",
    activePeers: 3,
    refusedPeers: 2,
    rules: [{ prefix: "-TR3000-", peers: 2 }],
    inUse: [
      { name: "Transmission 3.00", prefix: "-TR3000-", peers: 2 },
      { name: "Transmission 4.0.6", prefix: "-TR4060-", peers: 1, refusal: null },
    ],
  });
});

test("members read the rules and the mode that is in force, staff alone count peers", async () => {
  await prisma.setting.create({ data: { key: "clientList", value: "only allowed" } });
  forgetSettings();
  expect(await clientPolicy(actorOf(member))).toEqual({ mode: "only allowed", rules: [] });
  const pattern = { field: "peer_id", prefix: "-TR" } as const;
  const forbidden = { code: "forbidden" };
  await expect(clientOverview(actorOf(member))).rejects.toMatchObject(forbidden);
  await expect(countedRule(actorOf(member), 1)).rejects.toMatchObject(forbidden);
  await expect(activePeersOf(actorOf(member), pattern)).rejects.toMatchObject(forbidden);
  expect(() => permitFor(member, "client.edit")).toThrow();
});
