import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { creditOf, isCompletion, leftAfter, OVERTAKEN_SECONDS } from "./credit";

const bytes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const event = fc.constantFrom("none", "started", "stopped", "completed", "paused" as const);
const at = fc.integer({ min: 0, max: 4_000_000_000 });
const known = fc.record({ uploaded: bytes, downloaded: bytes, seenAt: at });
const reading = fc.record({ uploaded: bytes, downloaded: bytes, event, at });

describe("credit", () => {
  test("is never negative, and never more than was reported", () => {
    fc.assert(
      fc.property(known, reading, (before, now) => {
        const credit = creditOf(before, now);
        expect(credit.uploaded).toBeGreaterThanOrEqual(0);
        expect(credit.downloaded).toBeGreaterThanOrEqual(0);
        expect(credit.uploaded).toBeLessThanOrEqual(now.uploaded);
        expect(credit.downloaded).toBeLessThanOrEqual(now.downloaded);
      }),
    );
  });

  test("of the same totals twice is nothing", () => {
    fc.assert(
      fc.property(reading, (now) => {
        expect(creditOf({ ...now, seenAt: now.at }, now)).toMatchObject({
          uploaded: 0,
          downloaded: 0,
          isBaseline: true,
        });
      }),
    );
  });

  test("of rising totals is what they rose by, in any number of steps", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e12 })), (steps) => {
        let total = 0;
        let credited = 0;
        for (const step of steps) {
          const next = total + step;
          credited += creditOf(
            { uploaded: total, downloaded: 0, seenAt: 0 },
            { uploaded: next, downloaded: 0, event: "none", at: 1 },
          ).uploaded;
          total = next;
        }
        expect(credited).toBe(total);
      }),
    );
  });

  test("two announces in a race, in either order, credit the higher total once", () => {
    const base = { uploaded: 100, downloaded: 0, seenAt: 1000 };
    const late = { uploaded: 150, downloaded: 0, event: "none" as const, at: 1001 };
    const early = { ...late, uploaded: 120 };
    const afterLate = creditOf(base, late);
    const overtaken = creditOf({ ...late, seenAt: late.at }, early);
    expect([afterLate.uploaded, overtaken.uploaded, overtaken.isBaseline]).toEqual([50, 0, false]);
  });

  test("after `started`, falling totals are a new count", () => {
    const credit = creditOf(
      { uploaded: 500, downloaded: 500, seenAt: 1000 },
      { uploaded: 0, downloaded: 0, event: "started", at: 1001 },
    );
    expect(credit).toMatchObject({ uploaded: 0, downloaded: 0, isBaseline: true });
  });

  test("a lower `started` with bytes in it was overtaken: the other stack has reported since", () => {
    const known = { uploaded: 150, downloaded: 0, seenAt: 1000 };
    const late = { uploaded: 100, downloaded: 0, event: "started" as const, at: 1010 };
    expect(creditOf(known, late)).toMatchObject({ uploaded: 0, isBaseline: false });
  });

  test("long after the last announce, falling totals are a new count", () => {
    const before = { uploaded: 500, downloaded: 500, seenAt: 1000 };
    const fallen = { uploaded: 10, downloaded: 500, event: "none" as const };
    expect(creditOf(before, { ...fallen, at: 1000 + OVERTAKEN_SECONDS }).isBaseline).toBe(true);
    expect(creditOf(before, { ...fallen, at: 999 + OVERTAKEN_SECONDS }).isBaseline).toBe(false);
  });

  test("a zeroed `stopped` credits nothing and forgets nothing, however late", () => {
    const credit = creditOf(
      { uploaded: 500, downloaded: 500, seenAt: 0 },
      { uploaded: 0, downloaded: 0, event: "stopped", at: 100_000 },
    );
    expect(credit).toMatchObject({ uploaded: 0, downloaded: 0, isBaseline: false });
  });
});

describe("completion", () => {
  test("is bytes missing before, none now, and something downloaded", () => {
    expect(isCompletion(10, { left: 0, downloaded: 10 })).toBe(true);
    expect(isCompletion(0, { left: 0, downloaded: 10 })).toBe(false);
    expect(isCompletion(10, { left: 1, downloaded: 9 })).toBe(false);
  });

  test("is not a recheck of files that were there already", () => {
    expect(isCompletion(10, { left: 0, downloaded: 0 })).toBe(false);
  });

  test("is not undone by a goodbye with bytes left", () => {
    expect(leftAfter(0, { left: 16384, event: "stopped" }, 1_000_000)).toBe(0);
  });

  test("left is never more than the torrent", () => {
    expect(leftAfter(0, { left: Number.MAX_SAFE_INTEGER, event: "none" }, 1000)).toBe(1000);
  });
});
