import { expect, test } from "vitest";

import { refuse } from "../refusals";
import type { HeardAnnounce } from "../ports";

import { RecentAnnounces } from "./recent-announces";

const heard = (memberId: number, changes: Partial<HeardAnnounce> = {}): HeardAnnounce => ({
  memberId,
  torrentId: 5,
  origin: { address: Uint8Array.of(203, 0, 113, 1), userAgent: "qBittorrent/4.5.2" },
  request: {
    infoHash: "h".repeat(20),
    infoHashOfForm: null,
    peerId: "-qB4520-\0\xff\x80abcdefghi",
    port: 6881,
    uploaded: Number.MAX_SAFE_INTEGER,
    downloaded: 2,
    left: 3,
    event: "completed",
    numWant: null,
    statedAddresses: [],
  },
  verdict: "ok",
  says: "",
  credit: { uploaded: 1, downloaded: 2 },
  peersGiven: 50,
  ...changes,
});

test("an announce comes back with everything that was heard", () => {
  const recent = new RecentAnnounces(() => 1234);
  recent.note(heard(1));
  recent.note(heard(2));
  expect(recent.of(1, 10)).toEqual([
    {
      memberId: 1,
      at: 1234,
      torrentId: 5,
      verdict: "ok",
      says: "",
      event: "completed",
      peerId: "-qB4520-\0\xff\x80abcdefghi",
      userAgent: "qBittorrent/4.5.2",
      address: "203.0.113.1",
      port: 6881,
      uploaded: Number.MAX_SAFE_INTEGER,
      downloaded: 2,
      left: 3,
      creditedUploaded: 1,
      creditedDownloaded: 2,
      peersGiven: 50,
    },
  ]);
});

test("memory is bounded: the newest are kept, and good ones never push out the others", () => {
  let now = 0;
  const recent = new RecentAnnounces(() => ++now, { good: 10, others: 5 });
  const { reason } = refuse("port_denied", "80");
  recent.note(heard(1, { verdict: "port_denied", says: reason, request: null }));
  for (let count = 0; count < 100; count++) recent.note(heard(1));
  const kept = recent.of(1, 50);
  expect(kept).toHaveLength(11);
  expect(kept[0]).toMatchObject({ verdict: "port_denied", says: reason, peerId: "", port: 0 });
  expect(kept.slice(1).map(({ at }) => at)).toEqual([92, 93, 94, 95, 96, 97, 98, 99, 100, 101]);
  expect(recent.of(1, 3)).toHaveLength(3);
});

test("announces of watched members are handed on as they come, and of nobody else", () => {
  const recent = new RecentAnnounces(() => 1);
  recent.note(heard(1));
  recent.watch([1]);
  recent.note(heard(1, { says: "first" }));
  recent.note(heard(2));
  expect(recent.takeHeard().map(({ says }) => says)).toEqual(["first"]);
  expect(recent.takeHeard()).toEqual([]);
  recent.watch([]);
  recent.note(heard(1));
  expect(recent.takeHeard()).toEqual([]);
});
