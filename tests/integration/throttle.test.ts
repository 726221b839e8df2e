import { expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { forgetTries, giveBackTry, takeTry } from "#lib/throttle/mutations";

const limit = { tries: 10, windowSeconds: 900 };

async function takeMany(key: string, count: number) {
  const tries = await Promise.all(Array.from({ length: count }, () => takeTry(key, limit)));
  return tries.filter((tried) => tried.kind === "taken").length;
}

test("of fifty tries at once exactly the limit is taken", async () => {
  expect(await takeMany("parallel", 50)).toBe(10);
  expect(await takeMany("parallel", 50)).toBe(0);
  expect(await takeMany("another", 1)).toBe(1);
});

test("a spent limit says how long to wait, and further tries do not lengthen it", async () => {
  await takeMany("wait", 10);
  await prisma.$executeRaw`
    UPDATE throttles SET window_start = now() - interval '600 seconds' WHERE key = 'wait'`;
  const first = await takeTry("wait", limit);
  expect(first).toMatchObject({ kind: "spent" });
  expect(first.kind === "spent" && first.retryAfterSeconds).toBeGreaterThan(295);
  const last = await takeTry("wait", limit);
  expect(last.kind === "spent" && last.retryAfterSeconds).toBeLessThanOrEqual(300);
});

test("a window that is over starts anew, also for fifty at once", async () => {
  await takeMany("window", 20);
  await prisma.$executeRaw`
    UPDATE throttles SET window_start = now() - interval '900 seconds' WHERE key = 'window'`;
  expect(await takeMany("window", 50)).toBe(10);
});

test("a try that is given back can be taken again, and never more than were taken", async () => {
  await takeMany("back", 10);
  await giveBackTry("back");
  expect(await takeMany("back", 5)).toBe(1);
  await giveBackTry("never taken");
  expect(await takeMany("never taken", 20)).toBe(10);
});

test("forgetting clears the key, and old keys with it", async () => {
  await takeMany("forgotten", 20);
  await takeMany("old", 1);
  await prisma.$executeRaw`
    UPDATE throttles SET window_start = now() - interval '2 days' WHERE key = 'old'`;
  await forgetTries("forgotten");
  expect(await takeMany("forgotten", 1)).toBe(1);
  expect(await prisma.throttle.count({ where: { key: "old" } })).toBe(0);
});
