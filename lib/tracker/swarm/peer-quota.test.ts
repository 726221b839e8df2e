import fc from "fast-check";
import { expect, test } from "vitest";

import { PeerQuota } from "./peer-quota";

test("within any hour nobody is given more than twice the quota", () => {
  const ask = fc.record({ wait: fc.nat(600), wanted: fc.nat(200) });
  fc.assert(
    fc.property(
      fc.array(ask, { maxLength: 200 }),
      fc.integer({ min: 1, max: 500 }),
      (asks, perHour) => {
        const quota = new PeerQuota();
        const given: { at: number; count: number }[] = [];
        let now = 1_000_000;
        for (const { wait, wanted } of asks) {
          now += wait;
          const count = quota.allow(7, wanted, { perHour, now });
          expect(count).toBeLessThanOrEqual(wanted);
          quota.take(7, count, { perHour, now });
          given.push({ at: now, count });
          const lately = given.filter(({ at }) => at > now - 3600);
          const sum = lately.reduce((total, one) => total + one.count, 0);
          expect(sum).toBeLessThanOrEqual(perHour * 2);
        }
      },
    ),
  );
});

test("a quota of 0 is none, and a clock that goes back gives nothing away", () => {
  const quota = new PeerQuota();
  expect(quota.allow(1, 50, { perHour: 0, now: 1 })).toBe(50);
  quota.take(1, 10, { perHour: 10, now: 5000 });
  expect(quota.allow(1, 5, { perHour: 10, now: 4000 })).toBe(0);
  expect(quota.allow(2, 5, { perHour: 10, now: 4000 })).toBe(5);
});
