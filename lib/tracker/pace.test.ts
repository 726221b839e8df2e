import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { usualSettings } from "../../tests/support/tracker";

import { intervalSeconds, isEarly } from "./pace";

const old = { seeders: 3, leechers: 3, ageSeconds: 1e9 };

describe("the interval", () => {
  test("is the site's, shorter for a new torrent, longer for a large swarm without leechers", () => {
    const of = (swarm: object): number =>
      intervalSeconds(usualSettings, { ...old, ...swarm }, () => 0);
    expect(of({})).toBe(1800);
    expect(of({ ageSeconds: 7199 })).toBe(900);
    expect(of({ seeders: 20, leechers: 0 })).toBe(3600);
    expect(of({ seeders: 19, leechers: 0 })).toBe(1800);
    expect(of({ seeders: 1000, leechers: 1 })).toBe(1800);
  });

  test("has up to a tenth more at random, and is never below the shortest", () => {
    const setting = fc.integer({ min: 60, max: 14_400 });
    const settings = fc.record({ base: setting, min: setting, young: setting, idle: setting });
    const swarm = fc.record({ seeders: fc.nat(50), leechers: fc.nat(2), ageSeconds: fc.nat(9000) });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(settings, swarm, random, ({ base, min, young, idle }, size, share) => {
        const some = {
          ...usualSettings,
          announceIntervalSeconds: base,
          announceMinIntervalSeconds: min,
          youngIntervalSeconds: young,
          idleIntervalSeconds: idle,
        };
        const seconds = intervalSeconds(some, size, () => share);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(min);
        expect(seconds).toBeLessThanOrEqual(Math.max(base, min, young, idle) * 1.1);
      }),
    );
  });
});

test("early is after a moment and before nine tenths of the shortest interval", () => {
  expect([0, 10, 11, 269, 270, 5000].map((since) => isEarly(since, 300))).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
});
