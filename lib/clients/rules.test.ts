import fc from "fast-check";
import { expect, test } from "vitest";

import { admitClient } from "#lib/tracker/admission/client";

import { isAbout, overviewOf } from "./rules";
import { clientRuleSchema } from "./schema";
import type { ClientPattern, ClientRuleView } from "./types";

const groups = [
  { peerIdPrefix: "-qB4650-", userAgent: "qBittorrent/4.6.5", peers: 40 },
  { peerIdPrefix: "-qB4650-", userAgent: "qBittorrent/4.6.5 (mod)", peers: 2 },
  { peerIdPrefix: "-UT355S-", userAgent: "uTorrent/355", peers: 5 },
];

let made = 0;
function rule(wish: Partial<ClientRuleView>): ClientRuleView {
  const id = (made += 1);
  const createdAt = new Date(0);
  return { id, verdict: "deny", field: "peer_id", prefix: "-UT", note: "", createdAt, ...wish };
}

test("rules and clients in use are counted in each other", () => {
  const rules = [rule({ note: "Ads" }), rule({ field: "user_agent", prefix: "QBITTORRENT/4" })];
  const { inUse, ...overview } = overviewOf({ mode: "all but denied", rules }, groups);
  expect(overview).toMatchObject({ activePeers: 47, refusedPeers: 47 });
  expect(overview.rules.map(({ peers }) => peers)).toEqual([5, 42]);
  expect(inUse.map(({ name, peers }) => [name, peers])).toEqual([
    ["qBittorrent 4.6.5", 42],
    ["µTorrent 3.5.5", 5],
  ]);
  expect(inUse[1]?.refusal).toContain("Ads");
});

test("where only allowed clients may announce, all others are counted as refused", () => {
  const rules = [rule({ verdict: "allow", prefix: "-qB" })];
  expect(overviewOf({ mode: "only allowed", rules }, groups).refusedPeers).toBe(5);
  expect(overviewOf({ mode: "all but denied", rules }, groups).refusedPeers).toBe(0);
});

test("what a rule is about here is what the tracker refuses by it", () => {
  const text = fc.string({ unit: fc.constantFrom("-", "q", "Q", "B", "1"), maxLength: 8 });
  const patterns = fc.record<ClientPattern>({
    field: fc.constantFrom("peer_id", "user_agent"),
    prefix: text.filter((prefix) => prefix !== ""),
  });
  fc.assert(
    fc.property(patterns, text, text, (pattern, peerIdPrefix, userAgent) => {
      const rules = [{ ...pattern, verdict: "deny" as const, note: "no" }];
      const refusal = admitClient({ rules, onlyAllowed: false }, peerIdPrefix, userAgent);
      expect(isAbout(pattern, { peerIdPrefix, userAgent, peers: 1 })).toBe(refusal !== null);
    }),
  );
});

test("a rule that denies says why; one that allows need not", () => {
  const typed = { verdict: "deny", field: "peer_id", prefix: " -UT ", note: "" };
  const fieldsWrong = (input: object) =>
    clientRuleSchema.safeParse(input).error?.issues.map(({ path }) => path.join("."));
  expect(fieldsWrong(typed)).toEqual(["note"]);
  expect(clientRuleSchema.parse({ ...typed, note: "Shows\nads" })).toMatchObject({
    prefix: "-UT",
    note: "Shows ads",
  });
  expect(clientRuleSchema.parse({ ...typed, verdict: "allow" })).toMatchObject({ note: "" });
  expect(fieldsWrong({ ...typed, note: "Why not", prefix: "x".repeat(21) })).toEqual(["prefix"]);
  expect(fieldsWrong({ ...typed, note: "Why not", prefix: "µTorrent" })).toEqual(["prefix"]);
});
