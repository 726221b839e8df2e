import { beforeEach, describe, expect, test } from "vitest";

import { expirePeers, forgetPeers, withdrawPeers } from "./expiry";
import { peerTtlSeconds, type Tracker } from "./tracker";

import { makeTracker, usualSettings } from "../../tests/support/tracker";

const start = 1_000_000;
/** A peer that was never told an interval may keep the longest. */
const ttl = peerTtlSeconds(0, usualSettings);

let now: number;
let touched: number[];
let tracker: Tracker;

beforeEach(() => {
  now = start;
  touched = [];
  tracker = makeTracker({
    ledger: { record: () => undefined, touch: (slot) => touched.push(slot) },
    now: () => now,
    startedAt: start,
  });
});

function addPeer(memberId: number): number {
  const { swarms } = tracker;
  const { slot } = swarms.find({ torrentId: 1, memberId, peerId: "-XX0000-aaaaaaaaaaaa" });
  swarms.peers.begin(slot, { uploaded: 5, downloaded: 0, left: 0, now });
  swarms.place(slot, true, now);
  return slot;
}

describe("a silent peer", () => {
  test("leaves after two intervals and two minutes, and is written down", () => {
    const slot = addPeer(1);
    now = start + ttl;
    expect(expirePeers(tracker)).toBe(0);
    now += 1;
    expect(expirePeers(tracker)).toBe(1);
    expect(tracker.swarms.sizeOf(1).seeders).toBe(0);
    expect(touched).toEqual([slot]);
  });

  test("is given that long again after a restart", () => {
    addPeer(1);
    now = start + 2 * ttl;
    tracker = { ...tracker, startedAt: now - ttl };
    expect(expirePeers(tracker)).toBe(0);
    now += 1;
    expect(expirePeers(tracker)).toBe(1);
  });
});

describe("a peer that left", () => {
  test("keeps its totals until they are committed and no overtaken announce can come", () => {
    const slot = addPeer(1);
    tracker.swarms.withdraw(slot, now);
    const isKnown = (): boolean => tracker.swarms.peers.isTaken(slot);
    now = start + 119;
    forgetPeers(tracker, () => false);
    expect(isKnown()).toBe(true);
    now = start + 120;
    forgetPeers(tracker, () => true);
    expect(isKnown()).toBe(true);
    forgetPeers(tracker, () => false);
    expect(isKnown()).toBe(false);
  });

  test("does not take those with it that are still there", () => {
    const [gone, stays] = [addPeer(1), addPeer(2)];
    expect(withdrawPeers(tracker, (slot) => slot === gone)).toBe(1);
    expect(tracker.swarms.sizeOf(1)).toEqual({ seeders: 1, leechers: 0 });
    expect(tracker.swarms.peers.isInSwarm(stays)).toBe(true);
    now = start + 1000;
    expect(forgetPeers(tracker, () => false)).toBe(1);
    expect(tracker.swarms.peers.isTaken(stays)).toBe(true);
  });
});
