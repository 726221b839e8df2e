import { expect, test } from "vitest";

import { changesBetween } from "./rules";
import { auditFiltersSchema } from "./schema";

test("an entry shows what differs, field by field", () => {
  const before = { title: "Old", tags: ["a", "b"], category: "Music" };
  const after = { title: "New", tags: ["a"], category: "Music" };
  expect(changesBetween(before, after)).toEqual([
    { field: "title", before: "Old", after: "New" },
    { field: "tags", before: "a, b", after: "a" },
  ]);
});

test("a field of one side only shows on that side", () => {
  expect(changesBetween({ banReason: "Spam" }, null)).toEqual([
    { field: "banReason", before: "Spam", after: null },
  ]);
  expect(changesBetween(null, { days: 7, isOpen: false })).toEqual([
    { field: "days", before: null, after: "7" },
    { field: "isOpen", before: null, after: "false" },
  ]);
});

test("an entry without sides changed nothing that can be shown", () => {
  expect(changesBetween(null, undefined)).toEqual([]);
  expect(changesBetween("text", ["list"])).toEqual([]);
});

test("filters left empty in the form, or typed wrong in the address, filter nothing", () => {
  const typed = { actor: "", action: "torrent.explode", from: "yesterday", before: "-3" };
  expect(Object.values(auditFiltersSchema.parse(typed)).every((v) => v === undefined)).toBe(true);
  expect(auditFiltersSchema.parse({ from: "2026-02-30" }).from).toBeUndefined();
});
