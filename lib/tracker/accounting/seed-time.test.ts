import { expect, test } from "vitest";

import { seedSeconds } from "./seed-time";

const ttlSeconds = 3720;

test("seeding counts from announce to announce", () => {
  expect(seedSeconds(true, { lastSeenAt: 1000, now: 2800, ttlSeconds })).toBe(1800);
});

test("a leecher's time does not count", () => {
  expect(seedSeconds(false, { lastSeenAt: 1000, now: 2800, ttlSeconds })).toBe(0);
});

test("a silence longer than a peer lives proves nothing", () => {
  expect(seedSeconds(true, { lastSeenAt: 1000, now: 1000 + ttlSeconds, ttlSeconds })).toBe(3720);
  expect(seedSeconds(true, { lastSeenAt: 1000, now: 1001 + ttlSeconds, ttlSeconds })).toBe(0);
});

test("a clock that went back counts nothing", () => {
  expect(seedSeconds(true, { lastSeenAt: 2000, now: 1000, ttlSeconds })).toBe(0);
});
