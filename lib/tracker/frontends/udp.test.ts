import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import type { PeerChange, TrackedMember, TrackedTorrent } from "../ports";
import type { Tracker } from "../tracker";

import { aMember, aTorrent, makeTracker, usualSettings } from "../../../tests/support/tracker";

import { ConnectionIds } from "../codec/udp-connection-id";

import { answerDatagram } from "./udp";

const A = "a".repeat(32);
const B = "b".repeat(32);
const BANNED = "c".repeat(32);
const HASH = "\x80\xff\x00\x02\x05 \xfe".padEnd(20, "\xee");
const DELETED = "\x02".repeat(20);
const ipv4 = Uint8Array.of(203, 0, 113, 1);
const ipv6 = Uint8Array.from({ length: 16 }, (_, index) => 32 + index);

const members = new Map<string, TrackedMember>([
  [A, aMember],
  [B, { ...aMember, id: 2 }],
  [BANNED, { ...aMember, id: 3, banReason: "Sold invites" }],
]);
const torrents = new Map<string, TrackedTorrent>([
  [HASH, aTorrent],
  [DELETED, { ...aTorrent, id: 2, deleteReason: "Fake file" }],
]);

let recorded: PeerChange[];
let tracker: Tracker;
let connectionIds: ConnectionIds;
let now: number;

beforeEach(() => {
  recorded = [];
  now = 1_000_000;
  connectionIds = new ConnectionIds(() => now);
  tracker = makeTracker({
    registry: {
      memberByPasskey: (passkey) => members.get(passkey),
      torrentByInfoHash: (infoHash) => torrents.get(infoHash),
      snatchedOf: () => 7,
    },
    ledger: { record: (_, change) => recorded.push(change), touch: () => undefined },
    now: () => now,
    settings: () => ({ ...usualSettings, maxPeersPerReply: 500, peersPerTorrent: 50 }),
  });
});

function ask(packet: Buffer, address: Uint8Array = ipv4): Buffer | null {
  return answerDatagram({ tracker, connectionIds }, { packet, address })?.packet ?? null;
}

interface Said {
  readonly url?: string;
  readonly hash?: string;
  readonly peer?: string;
  readonly uploaded?: bigint;
  readonly downloaded?: bigint;
  readonly left?: bigint;
  readonly event?: number;
  readonly numWant?: number;
  readonly port?: number;
  readonly from?: Uint8Array;
}

function announcePacket(said: Said = {}): Buffer {
  const packet = Buffer.alloc(98);
  connectionIds.idFor(said.from ?? ipv4).copy(packet);
  packet.writeUInt32BE(1, 8);
  packet.writeUInt32BE(0xdeadbeef, 12);
  packet.write(said.hash ?? HASH, 16, "latin1");
  packet.write(`-XX0000-${(said.peer ?? "a").padEnd(12, "x")}`, 36, "latin1");
  packet.writeBigInt64BE(said.downloaded ?? 0n, 56);
  packet.writeBigInt64BE(said.left ?? 0n, 64);
  packet.writeBigInt64BE(said.uploaded ?? 0n, 72);
  packet.writeUInt32BE(said.event ?? 0, 80);
  packet.set([9, 9, 9, 9], 84);
  packet.writeInt32BE(said.numWant ?? -1, 92);
  packet.writeUInt16BE(said.port ?? 6881, 96);
  return Buffer.concat([packet, urlOption(said.url ?? `/announce/${A}`)]);
}

function urlOption(url: string): Buffer {
  return url === "" ? Buffer.alloc(0) : Buffer.from(`\x02${String.fromCharCode(url.length)}${url}`);
}

function announce(said: Said = {}): Buffer {
  const reply = ask(announcePacket(said), said.from ?? ipv4);
  if (reply === null) throw new Error("no answer");
  return reply;
}

function scrapePacket(hashes: readonly string[], url: string): Buffer {
  const head = Buffer.alloc(16);
  connectionIds.idFor(ipv4).copy(head);
  head.writeUInt32BE(2, 8);
  return Buffer.concat([head, Buffer.from(hashes.join(""), "latin1"), urlOption(url)]);
}

function errorOf(reply: Buffer | null): string {
  expect(reply?.readUInt32BE(0)).toBe(3);
  return reply?.toString("utf8", 8) ?? "";
}

const connectPacket = Buffer.from("0000041727101980" + "00000000" + "c0ffee00", "hex");

describe("connect", () => {
  test("gives an id that is good for an announce from there", () => {
    const reply = ask(connectPacket);
    expect(reply?.toString("hex", 0, 8)).toBe("00000000c0ffee00");
    expect(reply).toHaveLength(16);
    const packet = announcePacket();
    reply?.copy(packet, 0, 8);
    expect(ask(packet)?.readUInt32BE(0)).toBe(1);
  });

  test.each([
    ["too short", connectPacket.subarray(0, 15)],
    ["another protocol number", Buffer.from(connectPacket).fill(7, 0, 1)],
    ["another action", Buffer.from(connectPacket).fill(7, 11, 12)],
    ["nothing", Buffer.alloc(0)],
    ["too long", Buffer.concat([connectPacket, Buffer.alloc(2048)])],
  ])("is no answer to a packet that asks for none: %s", (_, packet) => {
    expect(ask(packet)).toBeNull();
  });
});

describe("a sender that has proven nothing", () => {
  test.each([
    ["a wrong id", () => Buffer.from(announcePacket()).fill(0, 0, 8)],
    ["another address's id", () => announcePacket({ from: ipv6 })],
    ["a scrape without an id", () => scrapePacket([HASH], `/announce/${A}`).fill(1, 0, 8)],
  ])("hears nothing and counts nothing: %s", (_, packet) => {
    expect(ask(packet())).toBeNull();
    expect(recorded).toEqual([]);
  });

  test("an old id is as good as none", () => {
    const packet = announcePacket();
    now += 241;
    expect(ask(packet)).toBeNull();
  });

  test("is never sent more bytes than came, whatever came", () => {
    const anyBytes = fc.uint8Array({ maxLength: 300 });
    const mutated = fc
      .tuple(
        fc.constantFrom(connectPacket, announcePacket(), scrapePacket([HASH], `/announce/${A}`)),
        anyBytes,
        fc.nat(),
      )
      .map(([base, tail, cut]) => {
        const packet = Buffer.concat([base.subarray(0, 8 + (cut % base.length)), tail]);
        return connectPacket.equals(base)
          ? packet
          : packet.fill(0xff, 0, Math.min(8, packet.length));
      });
    fc.assert(
      fc.property(fc.oneof(anyBytes, mutated), (bytes) => {
        const packet = Buffer.from(bytes);
        expect(ask(packet)?.length ?? 0).toBeLessThanOrEqual(packet.length);
      }),
      { numRuns: 2000 },
    );
    expect(recorded).toEqual([]);
  });
});

describe("an announce", () => {
  test("gives counts, the interval, and compact peers of the sender's family", () => {
    announce({ port: 7000 });
    announce({ port: 7000, from: ipv6 });
    const wants = { url: `/${B}/announce`, peer: "b", left: 5n, event: 2 };
    const reply = announce(wants);
    expect(reply.toString("hex", 0, 8)).toBe("00000001deadbeef");
    expect([8, 12, 16].map((at) => reply.readUInt32BE(at))).toEqual([1800, 1, 1]);
    expect([...reply.subarray(20)]).toEqual([...ipv4, 7000 >> 8, 7000 & 255]);
    expect([...announce({ ...wants, from: ipv6 }).subarray(20)]).toEqual([
      ...ipv6,
      7000 >> 8,
      7000 & 255,
    ]);
  });

  test.each([
    ["/announce/<passkey>", `/announce/${A}`],
    ["/<passkey>/announce", `/${A}/announce`],
    ["a query behind it", `/announce/${A}?uploaded=99999`],
  ])("names its member by %s", (_, url) => {
    expect(announce({ url }).readUInt32BE(0)).toBe(1);
    expect(recorded).toHaveLength(1);
  });

  test("credits what its totals rose by, and nothing for a packet that comes twice", () => {
    announce({ event: 2 });
    announce({ url: `/announce/${B}`, peer: "b", left: 5n, event: 2 });
    now += 60;
    const packet = announcePacket({ uploaded: 700n, event: 3 });
    const replies = [ask(packet), ask(packet)];
    expect(replies.map((reply) => reply?.readUInt32BE(0))).toEqual([1, 1]);
    expect(recorded.map(({ credit }) => credit.uploaded)).toEqual([0, 0, 700, 0]);
  });

  test("waits as over HTTP: for the commit of a goodbye and a completion, a moment at a start", () => {
    const holds = [2, 0, 1, 3].map(
      (event) =>
        answerDatagram(
          { tracker, connectionIds },
          { packet: announcePacket({ event }), address: ipv4 },
        )?.hold,
    );
    expect(holds).toEqual(["briefly", "none", "committed", "committed"]);
  });

  test("may want as many peers as fit, or none", () => {
    for (let peer = 0; peer < 300; peer++) {
      members.set(String(peer).padStart(32, "0"), { ...aMember, id: 100 + peer });
      const said = { url: `/announce/${String(peer).padStart(32, "0")}`, peer: `p${peer}` };
      announce(said);
      announce({ ...said, from: ipv6 });
    }
    const wants = (numWant: number, from: Uint8Array = ipv4): number =>
      announce({ url: `/announce/${B}`, peer: `${numWant}`, left: 1n, event: 2, numWant, from })
        .length;
    expect(wants(-1)).toBe(20 + 50 * 6);
    expect(wants(0)).toBe(20);
    expect(wants(3)).toBe(20 + 3 * 6);
    expect(wants(2 ** 31 - 1)).toBe(20 + 230 * 6);
    expect(wants(2 ** 31 - 2, ipv6)).toBe(20 + 76 * 18);
  });

  test("with a warning has no peers", () => {
    announce();
    const again = { url: `/announce/${B}`, peer: "b", left: 1n };
    expect(announce({ ...again, event: 2 })).toHaveLength(26);
    now += 60;
    expect(announce(again)).toHaveLength(20);
  });

  test.each<[string, Said, RegExp]>([
    ["no passkey", { url: "" }, /^Passkey is malformed/],
    ["somebody else's path", { url: "/torrents" }, /^Passkey is malformed/],
    ["an unknown passkey", { url: `/announce/${"d".repeat(32)}` }, /^Passkey is not valid/],
    ["a banned member", { url: `/announce/${BANNED}` }, /banned: Sold invites$/],
    ["an unknown torrent", { hash: "z".repeat(20) }, /^Unregistered torrent\.$/],
    ["a deleted torrent", { hash: DELETED }, /Fake file$/],
    ["port 0", { port: 0 }, /port/],
    ["a denied port", { port: 80 }, /Port 80/],
    ["an event that there is not", { event: 5 }, /event/],
    ["uploaded below zero", { uploaded: -1n }, /bytes sent/],
    ["uploaded above 2^53", { uploaded: 2n ** 53n }, /bytes sent/],
    ["downloaded below zero", { downloaded: -(2n ** 63n) }, /bytes received/],
    ["left above 2^53", { left: 2n ** 63n - 1n }, /left/],
  ])("is refused with the text that HTTP has: %s", (_, said, text) => {
    expect(errorOf(announce(said))).toMatch(text);
    expect(recorded).toEqual([]);
  });

  test("takes totals up to 2^53 - 1", () => {
    announce({ event: 2, downloaded: 0n, left: 1n });
    expect(announce({ uploaded: 2n ** 53n - 1n }).readUInt32BE(0)).toBe(1);
  });

  test("with options that are cut off is no announce", () => {
    expect(ask(announcePacket().subarray(0, -1))).toBeNull();
    expect(ask(announcePacket().subarray(0, 97))).toBeNull();
  });
});

describe("a scrape", () => {
  test("tells three numbers for each hash in order, zeros for what is unknown or deleted", () => {
    announce();
    announce({ url: `/announce/${B}`, peer: "b", left: 5n });
    const reply = ask(scrapePacket(["z".repeat(20), HASH, DELETED, HASH], `/scrape/${A}`));
    expect(reply?.readUInt32BE(0)).toBe(2);
    const numbers = Array.from({ length: 12 }, (_, index) => reply?.readUInt32BE(8 + index * 4));
    expect(numbers).toEqual([0, 0, 0, 1, 7, 1, 0, 0, 0, 1, 7, 1]);
  });

  test("tells of 74 hashes at most", () => {
    expect(ask(scrapePacket(new Array<string>(80).fill(HASH), `/announce/${A}`))).toHaveLength(
      8 + 74 * 12,
    );
  });

  test("needs a passkey, for all that it tells", () => {
    expect(errorOf(ask(scrapePacket([HASH], "")))).toMatch(/^Passkey is malformed/);
    expect(errorOf(ask(scrapePacket([HASH], `/announce/${"d".repeat(32)}`)))).toMatch(/not valid/);
    expect(errorOf(ask(scrapePacket([HASH], `/announce/${BANNED}`)))).toMatch(/banned/);
  });
});

test("any packet from a proven sender is answered or passed over, in 1400 bytes at most", () => {
  const bytes = fc.uint8Array({ maxLength: 2100 });
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 2, 3, 4), bytes, fc.boolean(), (action, body, isIpv4) => {
      const address = isIpv4 ? ipv4 : ipv6;
      const head = Buffer.alloc(12);
      connectionIds.idFor(address).copy(head);
      head.writeUInt32BE(action, 8);
      expect(ask(Buffer.concat([head, body]), address)?.length ?? 0).toBeLessThanOrEqual(1400);
    }),
    { numRuns: 2000 },
  );
});
