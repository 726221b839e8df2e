import { expect, test } from "vitest";

import { memberFiltersSchema, reasonSchema, torrentFiltersSchema } from "./schema";

test("a reason becomes one line, since clients show it as failure reason", () => {
  expect(reasonSchema.parse("  Wrong\r\ncategory,\u2028see\u0000 the\trules ")).toBe(
    "Wrong category, see the rules",
  );
});

test("a reason says something, and not a novel", () => {
  for (const empty of ["", "  ", "\n\n", "no"]) {
    expect(reasonSchema.safeParse(empty).error?.issues[0]?.message).toBe("Give a reason.");
  }
  expect(reasonSchema.safeParse(undefined).error?.issues[0]?.message).toBe("Give a reason.");
  expect(reasonSchema.safeParse("x".repeat(300)).success).toBe(true);
  expect(reasonSchema.safeParse("x".repeat(301)).success).toBe(false);
});

test("filters that make no sense filter nothing", () => {
  expect(torrentFiltersSchema.parse({ q: " ", state: "gone", before: "-1" })).toEqual({
    q: undefined,
    state: "all",
    before: undefined,
  });
  expect(memberFiltersSchema.parse({ role: "god", after: ["a", "b"] })).toEqual({
    q: undefined,
    state: "all",
    role: undefined,
    after: undefined,
  });
});
