import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { answer } from "#lib/tracker/frontends/http";
import type { Tracker } from "#lib/tracker/tracker";

import { aTorrent, makeTracker, usualSettings } from "../../tests/support/tracker";

import { sumByMember, sumBySnatch } from "./batch";
import { PeerChanges } from "./changes";
import { unpack, type PeerUpdate } from "./packed";
import { settle, type StoredPeer } from "./settle";

const PASSKEY = "0123456789abcdef".repeat(2);
const SIZE = 1_000_000;

/** A tracker over the real announce, with a plain table where Postgres would be. */
class World {
  now = 1_000_000;
  credited = { uploaded: 0, downloaded: 0, completions: 0, seedSeconds: 0 };
  private readonly stored = new Map<string, StoredPeer>();
  private changes = new PeerChanges();
  private tracker = this.boot();

  /** A held reply goes out after its commit; one that a crash cuts off is never seen. */
  announce(
    totals: { uploaded: number; downloaded: number; left: number },
    event: string,
    isCutOff = false,
  ): void {
    const query =
      `info_hash=${"h".repeat(20)}&peer_id=-XX0000-aaaaaaaaaaaa&port=6881&event=${event}` +
      `&uploaded=${totals.uploaded}&downloaded=${totals.downloaded}&left=${totals.left}`;
    const origin = { address: Uint8Array.of(203, 0, 113, 1), userAgent: "test" };
    const call = { verb: "announce", passkey: PASSKEY, query } as const;
    const { body, hold } = answer(this.tracker, call, origin);
    expect(body).not.toContain("failure");
    if (isCutOff) this.crash();
    else if (hold !== "none") this.flush();
  }

  flush(): void {
    const settled: PeerUpdate[] = [];
    for (const update of unpack(this.changes.pack(this.tracker.swarms.peers, Infinity))) {
      const row = settle(
        update,
        this.stored.get(update.peerId) ?? null,
        usualSettings.fastestBytesPerSecond,
      );
      if (row === null) continue;
      settled.push(row);
      this.stored.set(row.peerId, row);
    }
    for (const sum of sumByMember(settled)) {
      this.credited.uploaded += sum.uploaded;
      this.credited.downloaded += sum.downloaded;
    }
    for (const sum of sumBySnatch(settled)) {
      this.credited.completions += sum.completed ? 1 : 0;
      this.credited.seedSeconds += sum.seedSeconds;
    }
  }

  /** kill -9: memory is gone, and with it what was not flushed. */
  crash(): void {
    this.changes = new PeerChanges();
    this.tracker = this.boot();
  }

  private boot(): Tracker {
    return makeTracker({
      registry: {
        memberByPasskey: () => ({ id: 1, banReason: null, isStaff: false }),
        torrentByInfoHash: () => ({ ...aTorrent, sizeBytes: SIZE }),
        snatchedOf: () => 0,
      },
      ledger: {
        record: (slot, change) => {
          this.changes.record(slot, change);
        },
        touch: (slot) => {
          this.changes.touch(slot);
        },
      },
      now: () => this.now,
      startedAt: this.now,
    });
  }
}

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("announce"), bytes: fc.nat(5000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("flush"), bytes: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("crash"), bytes: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("again"), bytes: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart"), bytes: fc.nat(1) }) },
);

describe("the ledger", () => {
  test("credits every byte once, wherever flushes, crashes and client restarts fall", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const world = new World();
        let uploaded = 0;
        let owed = 0;
        const say = (event: string, isCutOff = false): void => {
          world.announce({ uploaded, downloaded: 0, left: 0 }, event, isCutOff);
        };
        // A client repeats `started` and `stopped` until it gets an answer.
        const insist = (event: string, isCutOff: boolean): void => {
          if (isCutOff) say(event, true);
          say(event);
        };
        say("started");
        for (const { kind, bytes } of acts) {
          world.now += 7;
          if (kind === "announce") uploaded += bytes;
          if (kind === "announce" || kind === "again") say("");
          if (kind === "flush") world.flush();
          if (kind === "crash") world.crash();
          if (kind === "restart") {
            insist("stopped", bytes === 1);
            owed += uploaded;
            uploaded = 0;
            insist("started", bytes === 1);
          }
        }
        insist("stopped", true);
        expect(world.credited.uploaded).toBe(owed + uploaded);
      }),
      { numRuns: 500 },
    );
  });

  test("credits the sum of several sessions of one peer id", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 8 }), fc.boolean(), (sessions, flushes) => {
        const world = new World();
        for (const bytes of sessions) {
          world.announce({ uploaded: 0, downloaded: 0, left: 0 }, "started");
          if (flushes) world.flush();
          world.announce({ uploaded: bytes, downloaded: 0, left: 0 }, "stopped");
          world.flush();
        }
        expect(world.credited.uploaded).toBe(sessions.reduce((sum, bytes) => sum + bytes, 0));
      }),
    );
  });

  test("never loses a completion that a later announce of the same flush follows", () => {
    const world = new World();
    world.announce({ uploaded: 0, downloaded: 0, left: SIZE }, "started");
    world.announce({ uploaded: 0, downloaded: SIZE, left: 0 }, "completed");
    world.announce({ uploaded: 5, downloaded: SIZE, left: 0 }, "");
    world.announce({ uploaded: 0, downloaded: 0, left: 16384 }, "stopped");
    world.flush();
    expect(world.credited).toMatchObject({ uploaded: 5, downloaded: SIZE, completions: 1 });
  });

  test("counts a completion that the tracker only hears of after a crash", () => {
    const world = new World();
    world.announce({ uploaded: 0, downloaded: 0, left: SIZE }, "started");
    world.flush();
    world.crash();
    world.announce({ uploaded: 0, downloaded: SIZE, left: 0 }, "completed");
    world.flush();
    expect(world.credited).toMatchObject({ downloaded: SIZE, completions: 1 });
  });

  test("does not count a seeder's `completed`, nor one that is said twice", () => {
    const world = new World();
    world.announce({ uploaded: 0, downloaded: SIZE, left: 0 }, "completed");
    world.announce({ uploaded: 0, downloaded: SIZE, left: 0 }, "completed");
    world.flush();
    expect(world.credited.completions).toBe(0);
  });

  test("a stranger's goodbye stores nothing", () => {
    const world = new World();
    world.announce({ uploaded: 1_000_000, downloaded: 0, left: 0 }, "stopped");
    world.flush();
    expect(world.credited.uploaded).toBe(0);
  });

  test("a goodbye that is said again after it was forgotten credits nothing more", () => {
    const world = new World();
    world.announce({ uploaded: 0, downloaded: 0, left: 0 }, "started");
    world.announce({ uploaded: 700, downloaded: 0, left: 0 }, "stopped");
    world.flush();
    world.crash();
    world.announce({ uploaded: 700, downloaded: 0, left: 0 }, "stopped");
    world.flush();
    world.announce({ uploaded: 0, downloaded: 0, left: 0 }, "stopped");
    world.flush();
    expect(world.credited.uploaded).toBe(700);
  });

  test("an announce that was overtaken credits nothing and forgets nothing", () => {
    const world = new World();
    world.announce({ uploaded: 0, downloaded: 0, left: 0 }, "started");
    world.announce({ uploaded: 200, downloaded: 0, left: 0 }, "");
    world.announce({ uploaded: 150, downloaded: 0, left: 0 }, "");
    world.announce({ uploaded: 300, downloaded: 0, left: 0 }, "");
    world.flush();
    expect(world.credited.uploaded).toBe(300);
  });
});

describe("seed time", () => {
  const update = (peer: string, seconds: number, seenAt: number): PeerUpdate => ({
    torrentId: 1,
    memberId: 1,
    peerId: peer,
    firstReading: null,
    credit: { uploaded: 0, downloaded: 0 },
    uploaded: 0,
    downloaded: 0,
    left: 0,
    active: true,
    completed: false,
    seedSeconds: seconds,
    firstSeenAt: 0,
    seenAt,
    ipv4: null,
    ipv6: null,
    connectable: null,
    suspicions: [],
    userAgent: "",
  });

  test("of two seeds of one member at once counts once", () => {
    const [sum] = sumBySnatch([update("home", 1800, 5000), update("seedbox", 1800, 5600)]);
    expect(sum).toMatchObject({ seedSeconds: 2400, seedUntil: 5600 });
  });

  test("is the length of the union of all spans", () => {
    const span = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 100, max: 200 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 8 }), (spans) => {
        const seconds = new Set<number>();
        for (const [length, end] of spans) {
          for (let second = end - length; second < end; second++) seconds.add(second);
        }
        const [sum] = sumBySnatch(spans.map(([length, end], at) => update(`${at}`, length, end)));
        expect(sum?.seedSeconds).toBe(seconds.size);
      }),
    );
  });
});
