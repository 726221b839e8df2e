import { expect, test } from "vitest";

import { changesTyped, SETTING_GROUPS, settingFields } from "./fields";
import { SETTING_KEYS, settingsSchema } from "./schema";

const defaults = settingsSchema.parse({});

test("every setting is a field with words, its default and its bounds", () => {
  const fields = settingFields();
  expect(fields.map((field) => field.key)).toEqual(SETTING_KEYS);
  for (const field of fields) {
    expect(field.defaultValue).toBe(String(defaults[field.key]));
    expect(field.help).not.toBe("");
  }
  expect(fields.find((field) => field.key === "announceIntervalSeconds")?.kind).toEqual({
    type: "whole",
    min: 300,
    max: 7200,
  });
  expect(fields.find((field) => field.key === "registration")?.kind).toEqual({
    type: "choice",
    choices: ["open", "invite", "closed"],
  });
  expect(fields.find((field) => field.key === "siteName")?.kind).toEqual({
    type: "text",
    maxLength: 60,
  });
});

test("every setting stands under exactly one heading", () => {
  const grouped = SETTING_GROUPS.flatMap(({ keys }) => keys);
  expect([...grouped].sort()).toEqual([...SETTING_KEYS].sort());
  const titles = SETTING_GROUPS.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test("only a setting that may be empty is optional", () => {
  const optional = settingFields().filter(({ isOptional }) => isOptional);
  expect(optional.map(({ key }) => key)).toEqual(["deniedPorts"]);
});

test("only what was typed anew is changed, so that nobody's other change is undone", () => {
  const typed = { siteName: "Hive", inviteDays: "7", registration: "open", reason: "x" };
  expect(changesTyped(typed, defaults)).toEqual({ siteName: "Hive" });
  // Someone else closed registration after this form was shown.
  expect(changesTyped(typed, { ...defaults, siteName: "Hive" })).toEqual({});
});
