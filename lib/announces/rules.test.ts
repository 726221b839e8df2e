import { expect, test } from "vitest";

import { addressesOf, addressWithPort, closedPorts, type TriedGroup, verdictOf } from "./rules";

const qBittorrent = Buffer.from("-qB4650-");

/** 203.0.113.`last` at port 51413 = 0xc8d5. */
const ipv4 = (last: number) => Uint8Array.of(203, 0, 113, last, 0xc8, 0xd5);
const minute = (number: number) => new Date(Date.UTC(2026, 10, 22, 12, number));

function tried(wish: Partial<TriedGroup>): TriedGroup {
  return {
    ipv4: ipv4(7),
    ipv6: null,
    peerIdPrefix: qBittorrent,
    userAgent: "qBittorrent/4.6.5",
    isOpen: false,
    lastSeenAt: minute(0),
    ...wish,
  };
}

test("a verdict names the rule that spoke and what helps", () => {
  expect(verdictOf("ok", "")).toEqual({ kind: "ok", code: "ok", says: "", fix: undefined });
  expect(verdictOf("client_denied", "No.")).toMatchObject({
    kind: "refused",
    code: "client_denied",
    says: "No.",
    fix: expect.stringContaining("another client") as string,
  });
  expect(verdictOf("too_early", "Early.")).toMatchObject({ kind: "warning", code: "too_early" });
  expect(verdictOf("of_a_later_version", "")).toMatchObject({ kind: "refused", fix: undefined });
});

test("IPv6 addresses stand in brackets before their port", () => {
  expect(addressWithPort("203.0.113.7", 51413)).toBe("203.0.113.7:51413");
  expect(addressWithPort("2001:db8::7", 51413)).toBe("[2001:db8::7]:51413");
  const ipv6 = Buffer.from("20010db8000000000000000000000007c8d5", "hex");
  expect(addressesOf({ ipv4: ipv4(7), ipv6 })).toEqual([
    "203.0.113.7:51413",
    "[2001:db8::7]:51413",
  ]);
});

test("the latest word about an address counts, and of two at once the good one", () => {
  const open = { isOpen: true };
  expect(closedPorts([tried({}), tried({ ...open, lastSeenAt: minute(1) })])).toEqual([]);
  expect(closedPorts([tried({}), tried(open)])).toEqual([]);
  expect(closedPorts([tried({ lastSeenAt: minute(2) }), tried(open)])).toHaveLength(1);
});

test("one port of one client is told once, with every address", () => {
  const groups = [
    tried({}),
    tried({ ipv4: ipv4(8), lastSeenAt: minute(5) }),
    tried({ ipv4: ipv4(9), peerIdPrefix: Buffer.from("-TR4060-"), lastSeenAt: minute(3) }),
  ];
  expect(closedPorts(groups)).toEqual([
    {
      port: 51413,
      client: "qBittorrent 4.6.5",
      addresses: ["203.0.113.8:51413", "203.0.113.7:51413"],
      lastSeenAt: minute(5),
    },
    {
      port: 51413,
      client: "Transmission 4.0.6",
      addresses: ["203.0.113.9:51413"],
      lastSeenAt: minute(3),
    },
  ]);
});
