import { expect, test } from "vitest";

import { prisma } from "#lib/db/client";

test("a test's database has every migration and the reference data, and nothing else", async () => {
  expect(await prisma.category.count()).toBeGreaterThan(0);
  expect(await prisma.member.count()).toBe(0);
  expect(await prisma.trackerOwner.count()).toBe(1);
});

test("sessions run in UTC, because the adapter writes times without an offset", async () => {
  const rows = await prisma.$queryRaw<
    { zone: string }[]
  >`SELECT current_setting('TimeZone') AS zone`;
  expect(rows).toEqual([{ zone: "UTC" }]);
});
