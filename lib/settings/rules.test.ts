import fc from "fast-check";
import { expect, test } from "vitest";

import { applyChanges, changedKeys, settingsFromRows, titleOf } from "./rules";
import { SETTING_KEYS, settingsSchema, type Settings } from "./schema";

const defaults = settingsSchema.parse({});

test("no rows mean the defaults", () => {
  expect(settingsFromRows([])).toEqual(defaults);
});

test("a stored value that no longer fits falls back to its own default alone", () => {
  const settings = settingsFromRows([
    { key: "siteName", value: "Hive" },
    { key: "registration", value: "sometimes" },
    { key: "inviteDays", value: 1000 },
    { key: "removedLongAgo", value: true },
  ]);
  expect(settings).toEqual({ ...defaults, siteName: "Hive" });
});

test("whatever is stored, the settings are valid", () => {
  const rows = fc.array(
    fc.record({ key: fc.constantFrom(...SETTING_KEYS, "__proto__"), value: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(rows, (stored) => {
      const settings = settingsFromRows(stored);
      expect(settingsSchema.parse(settings)).toEqual(settings);
    }),
  );
});

test("an emptied number is no 0", () => {
  const emptied = { downloadsPerMember: "" } as unknown as Partial<Settings>;
  expect(() => applyChanges(defaults, emptied)).toThrow(
    expect.objectContaining({ code: "invalid", field: "downloadsPerMember" }),
  );
});

test("a change out of bounds names its field", () => {
  expect(() => applyChanges(defaults, { announceIntervalSeconds: 10 })).toThrow(
    expect.objectContaining({ code: "invalid", field: "announceIntervalSeconds" }),
  );
});

test("clients are never told to wait longer at least than they are asked to", () => {
  expect(() =>
    applyChanges(defaults, { announceIntervalSeconds: 300, announceMinIntervalSeconds: 301 }),
  ).toThrow(expect.objectContaining({ field: "announceMinIntervalSeconds" }));
  // The bound holds for what will be stored together, whichever of the two was changed.
  expect(() =>
    applyChanges(
      { ...defaults, announceMinIntervalSeconds: 1000 },
      { announceIntervalSeconds: 900 },
    ),
  ).toThrow(expect.objectContaining({ field: "announceMinIntervalSeconds" }));
});

test("a key that is not a setting is refused, not stored", () => {
  const changes = JSON.parse('{"constructor": "x"}') as object;
  expect(() => applyChanges(defaults, changes)).toThrow(/no setting/);
});

test("only what differs has changed", () => {
  const after = applyChanges(defaults, { siteName: " Hive ", inviteDays: 7 });
  expect(after.siteName).toBe("Hive");
  expect(changedKeys(defaults, after)).toEqual(["siteName"]);
});

test("a setting goes by its title, so that a message makes sense away from its field", () => {
  expect(() => applyChanges(defaults, { inviteDays: 91 })).toThrow("Invite lifetime: At most 90.");
  expect(titleOf("siteName")).toBe("Site name");
  expect(titleOf("category")).toBe("category");
});
