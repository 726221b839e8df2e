import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { updateSettings } from "#lib/settings/mutations";
import { forgetSettings, readSettings } from "#lib/settings/queries";
import { settingsSchema } from "#lib/settings/schema";

import { createMember } from "../../prisma/factories/members.ts";
import { permitFor } from "../support/permits.ts";
import { listenToRegistry, type RegistryListener } from "../support/registry-listener.ts";

let registry: RegistryListener;
let admin: Awaited<ReturnType<typeof createMember>>;
const defaults = settingsSchema.parse({});

beforeAll(async () => {
  registry = await listenToRegistry(process.env["DATABASE_URL"] ?? "");
  admin = await createMember(prisma, { role: "admin" });
});
afterAll(() => registry.close());

beforeEach(async () => {
  await prisma.setting.deleteMany();
  forgetSettings();
  await registry.heard();
});

const entries = () =>
  prisma.auditEntry.findMany({ where: { action: "settings.edit" }, orderBy: { id: "asc" } });

test("a change is in force at once here, told to the tracker, and logged with both sides", async () => {
  expect(await readSettings()).toEqual(defaults);
  const changed = await updateSettings(
    permitFor(admin, "settings.edit"),
    { siteName: "Hive", inviteDays: 7, announceIntervalSeconds: 900 },
    "Spring",
  );
  expect(changed).toEqual(["siteName", "announceIntervalSeconds"]);
  expect(await readSettings()).toEqual({
    ...defaults,
    siteName: "Hive",
    announceIntervalSeconds: 900,
  });
  expect((await entries()).at(-1)).toMatchObject({
    actorId: admin.id,
    reason: "Spring",
    before: { siteName: "Swarmkeep", announceIntervalSeconds: 1800 },
    after: { siteName: "Hive", announceIntervalSeconds: 900 },
  });
  expect(await registry.heard()).toContain("settings");
});

test("a change that changes nothing leaves no trace", async () => {
  const before = await entries();
  expect(
    await updateSettings(permitFor(admin, "settings.edit"), { siteName: "Swarmkeep" }),
  ).toEqual([]);
  expect(await entries()).toHaveLength(before.length);
  expect(await registry.heard()).toEqual([]);
});

test("a bad value changes none of the others", async () => {
  const change = updateSettings(permitFor(admin, "settings.edit"), {
    siteName: "Half",
    inviteDays: 1000,
  });
  await expect(change).rejects.toThrow(expect.objectContaining({ field: "inviteDays" }));
  expect(await prisma.setting.count()).toBe(0);
  expect(await registry.heard()).toEqual([]);
});

test("two writers at once lose nothing, and each entry has the true state before", async () => {
  const permit = permitFor(admin, "settings.edit");
  const names = ["One", "Two", "Three", "Four"];
  const known = (await entries()).length;
  await Promise.all(names.map((siteName) => updateSettings(permit, { siteName })));
  const log = (await entries()).slice(known);
  expect(log).toHaveLength(names.length);
  let current = "Swarmkeep";
  for (const { before, after } of log) {
    expect(before).toEqual({ siteName: current });
    current = (after as { siteName: string }).siteName;
  }
  expect((await readSettings()).siteName).toBe(current);
});

test("a bad stored value is that key's default, and a good one next to it stays", async () => {
  await prisma.setting.createMany({
    data: [
      { key: "registration", value: "whenever" },
      { key: "inviteDays", value: 3 },
    ],
  });
  forgetSettings();
  expect(await readSettings()).toEqual({ ...defaults, inviteDays: 3 });
});

test("many readers at once ask the database once", async () => {
  const reads = await Promise.all(Array.from({ length: 50 }, () => readSettings()));
  expect(new Set(reads).size).toBe(1);
});
