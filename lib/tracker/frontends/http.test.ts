import bencode from "bencode";
import { beforeEach, describe, expect, test } from "vitest";

import type { PeerChange, TrackedMember, TrackedTorrent } from "../ports";
import type { Tracker } from "../tracker";

import { aMember, aTorrent, makeTracker } from "../../../tests/support/tracker";

import { answer, trackerCall } from "./http";

const A = "a".repeat(32);
const B = "b".repeat(32);
const BANNED = "c".repeat(32);
const HASH = "\x80\xff\x00&%+ \xfe".padEnd(20, "\xee");
const DELETED = "\x01".repeat(20);
const ESCAPED = HASH.replaceAll(
  /[^]/g,
  (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
);

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

beforeEach(() => {
  recorded = [];
  tracker = makeTracker({
    registry: {
      memberByPasskey: (passkey) => members.get(passkey),
      torrentByInfoHash: (infoHash) => torrents.get(infoHash),
      snatchedOf: () => 7,
    },
    ledger: { record: (_, change) => recorded.push(change), touch: () => undefined },
  });
});

type Decoded = Record<string, unknown>;

function ask(target: string, address = Uint8Array.of(203, 0, 113, 1)): Decoded {
  const call = trackerCall(target);
  if (call === null) throw new Error(`not the tracker's: ${target}`);
  return bencode.decode(
    Buffer.from(answer(tracker, call, { address, userAgent: "test" }).body, "latin1"),
  ) as Decoded;
}

function text(value: unknown): string {
  return Buffer.from(value as Uint8Array).toString("latin1");
}

function query(peer: string, changes: Record<string, string> = {}): string {
  const all = {
    info_hash: ESCAPED,
    peer_id: `-XX0000-${peer.padEnd(12, "x")}`,
    port: "6881",
    uploaded: "0",
    downloaded: "0",
    left: "0",
    ...changes,
  };
  return Object.entries(all)
    .map((pair) => pair.join("="))
    .join("&");
}

function refusalOf(target: string): string {
  return text(ask(target)["failure reason"]);
}

describe("addresses", () => {
  test.each([
    [`/announce/${A}?x=1`, "announce", A],
    [`/scrape/${A}`, "scrape", A],
    [`/${A}/announce?x`, "announce", A],
    [`/${A}/scrape`, "scrape", A],
    ["/announce", "announce", ""],
    [`/announce/${A}/`, "announce", A],
  ])("%s is the tracker's", (target, verb, passkey) => {
    expect(trackerCall(target)).toMatchObject({ verb, passkey });
  });

  test.each(["/", "/torrents", "/announcements", `/${A}`, "/x/announce", `/announce/${A}/x`])(
    "%s is a page's",
    (target) => {
      expect(trackerCall(target)).toBeNull();
    },
  );
});

describe("refusals", () => {
  test("each says why, as a bencoded reason", () => {
    expect(refusalOf(`/announce/xyz?${query("a")}`)).toMatch(/^Passkey is malformed/);
    expect(refusalOf(`/announce/${"d".repeat(32)}?${query("a")}`)).toMatch(/^Passkey is not valid/);
    expect(refusalOf(`/announce/${BANNED}?${query("a")}`)).toMatch(/banned: Sold invites$/);
    expect(refusalOf(`/scrape/${BANNED}?info_hash=${ESCAPED}`)).toMatch(/banned/);
    expect(refusalOf(`/announce/${A}?${query("a", { info_hash: "z".repeat(20) })}`)).toBe(
      "Unregistered torrent.",
    );
    expect(refusalOf(`/announce/${A}?${query("a", { info_hash: "%01".repeat(20) })}`)).toMatch(
      /^Unregistered torrent: .*Fake file$/,
    );
    expect(refusalOf(`/announce/${A}?${query("a", { left: "x" })}`)).toMatch(/left/);
    expect(refusalOf(`/announce/${A}?${"x".repeat(9000)}`)).toMatch(/^Malformed announce/);
    expect(recorded).toEqual([]);
  });

  test("nothing about a torrent is told before the passkey is known", () => {
    const unknown = `/announce/${"d".repeat(32)}?`;
    expect(refusalOf(unknown + query("a"))).toBe(
      refusalOf(unknown + query("a", { info_hash: "z".repeat(20) })),
    );
  });
});

describe("replies", () => {
  test("carry the other peers, compact and in both families", () => {
    ask(`/announce/${A}?${query("a")}`);
    ask(
      `/announce/${A}?${query("a")}`,
      Uint8Array.from({ length: 16 }, (_, index) => index),
    );
    const reply = ask(`/announce/${B}?${query("b", { left: "1000", port: "7000" })}`);
    expect(reply).toMatchObject({ complete: 1, incomplete: 1, interval: 1800 });
    expect([...(reply["peers"] as Uint8Array)]).toEqual([203, 0, 113, 1, 26, 225]);
    expect([...(reply["peers6"] as Uint8Array)]).toEqual([
      ...Array.from({ length: 16 }, (_, index) => index),
      26,
      225,
    ]);
    expect([...(reply["external ip"] as Uint8Array)]).toEqual([203, 0, 113, 1]);
  });

  test("carry dictionaries when compact is 0, with ids unless they are not wanted", () => {
    ask(`/announce/${A}?${query("a")}`);
    const withIds = ask(`/announce/${B}?${query("b", { left: "1", compact: "0" })}`);
    const [peer] = withIds["peers"] as Decoded[];
    expect([text(peer?.["ip"]), peer?.["port"]]).toEqual(["203.0.113.1", 6881]);
    expect(text(peer?.["peer id"])).toBe("-XX0000-axxxxxxxxxxx");
    const without = ask(
      `/announce/${B}?${query("b", { left: "1", compact: "0", no_peer_id: "1" })}`,
    );
    expect((without["peers"] as Decoded[])[0]).not.toHaveProperty("peer id");
  });

  test("have no peers when none are wanted, and always a peer list", () => {
    ask(`/announce/${A}?${query("a")}`);
    expect(ask(`/announce/${B}?${query("b", { left: "1", numwant: "0" })}`)["peers"]).toHaveLength(
      0,
    );
    expect(ask(`/announce/${B}?${query("b", { event: "stopped" })}`)["peers"]).toHaveLength(0);
  });

  test("to a goodbye and a completion wait for the commit, those to a new count a moment", () => {
    const holdOf = (event: string): string => {
      const call = trackerCall(`/announce/${A}?${query("a", { event })}`);
      if (call === null) throw new Error("not the tracker's");
      const origin = { address: Uint8Array.of(203, 0, 113, 1), userAgent: "" };
      return answer(tracker, call, origin).hold;
    };
    expect(["started", "", "completed", "stopped"].map(holdOf)).toEqual([
      "briefly",
      "none",
      "committed",
      "committed",
    ]);
  });
});

describe("scrapes", () => {
  test("count seeders, leechers and snatches, and leave out what is unknown or deleted", () => {
    ask(`/announce/${A}?${query("a")}`);
    ask(`/announce/${B}?${query("b", { left: "5" })}`);
    const reply = ask(
      `/scrape/${A}?info_hash=${ESCAPED}&info_hash=${"%01".repeat(20)}&info_hash=${"z".repeat(20)}`,
    );
    const files = Object.values(reply["files"] as Record<string, Decoded>);
    expect(files).toEqual([{ complete: 1, downloaded: 7, incomplete: 1 }]);
  });

  test("without a hash list nothing", () => {
    expect(ask(`/scrape/${A}`)).toEqual({ files: {} });
  });
});
