import { describe, expect, test } from "vitest";

import type { Tracker } from "#lib/tracker/tracker";

import { makeTracker } from "../../tests/support/tracker";

import { PeerChanges } from "./changes";
import { unpack } from "./packed";

describe("changes that wait", () => {
  const slotsOf = (changes: PeerChanges, tracker: Tracker, atMost: number): number[] =>
    unpack(changes.pack(tracker.swarms.peers, atMost)).map((update) => update.memberId);

  test("are packed once each, in the order in which they began to wait, however many", () => {
    const tracker = makeTracker();
    const changes = new PeerChanges(16);
    const expected: number[] = [];
    const packed: number[] = [];
    for (let round = 1; round <= 30; round++) {
      for (let peer = 0; peer < 7; peer++) {
        const memberId = round * 10 + peer;
        const peerId = "-XX0000-aaaaaaaaaaaa";
        const slot = tracker.swarms.peers.add({ torrentId: 1, memberId, peerId });
        changes.touch(slot);
        changes.touch(slot);
        expected.push(memberId);
      }
      packed.push(...slotsOf(changes, tracker, 5));
    }
    packed.push(...slotsOf(changes, tracker, Infinity));
    expect(packed).toEqual(expected);
    expect(changes.size).toBe(0);
  });

  test("keep every column through packing and unpacking", () => {
    const tracker = makeTracker();
    const { peers } = tracker.swarms;
    const peerId = Array.from({ length: 20 }, (_, at) => String.fromCharCode(at * 13)).join("");
    const slot = peers.add({ torrentId: 7, memberId: 9, peerId });
    const totals = { uploaded: Number.MAX_SAFE_INTEGER, downloaded: 2 ** 40 + 1 };
    peers.begin(slot, { ...totals, left: 3, now: 1000 });
    peers.setAddress(slot, Uint8Array.of(1, 2, 3, 4, 5, 6));
    peers.setConnectable(slot, false);
    const changes = new PeerChanges();
    const firstReading = {
      ...totals,
      left: 3,
      event: "paused",
      at: 1000,
      ...{ sizeBytes: 55, takersAt: 7, watchedSince: 9 },
    } as const;
    const suspicion = {
      kind: "upload_too_fast",
      ...{ uploaded: 1, downloaded: 0, seconds: 2, seeders: 3, leechers: 4 },
    } as const;
    changes.record(slot, {
      credit: { uploaded: 10, downloaded: 20 },
      completed: true,
      seedSeconds: 30,
      firstReading,
      suspicion,
      userAgent: "first",
    });
    changes.record(slot, {
      credit: { uploaded: 1, downloaded: 2 },
      completed: false,
      seedSeconds: 3,
      firstReading: null,
      suspicion: null,
      userAgent: "second",
    });
    expect(unpack(changes.pack(peers, 1))).toEqual([
      {
        ...{ torrentId: 7, memberId: 9, peerId, ...totals, left: 3 },
        ...{ firstSeenAt: 1000, seenAt: 1000, active: false, connectable: false },
        ...{ ipv4: Uint8Array.of(1, 2, 3, 4, 5, 6), ipv6: null, userAgent: "second" },
        ...{ credit: { uploaded: 11, downloaded: 22 }, completed: true, seedSeconds: 33 },
        ...{ firstReading, suspicions: [suspicion] },
      },
    ]);
  });
});
