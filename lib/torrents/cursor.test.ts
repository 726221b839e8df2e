import fc from "fast-check";
import { expect, test } from "vitest";

import { readCursor, writeCursor, type Cursor } from "./cursor";

const cursors: Cursor[] = [
  { sort: "title", order: "asc", side: "after", key: 'Ünïcode " \\ 🐝', id: 7 },
  { sort: "newest", order: "desc", side: "before", key: "2026-11-22T15:00:00.123Z", id: 1 },
  { sort: "size", order: "desc", side: "after", key: "1099511627776", id: 2_147_483_647 },
];

test.each(cursors)("a cursor by $sort comes back as it was", (cursor) => {
  expect(readCursor(writeCursor(cursor), cursor)).toEqual(cursor);
});

test("a cursor of another sorting starts the list over", () => {
  const text = writeCursor({ sort: "size", order: "desc", side: "after", key: "1", id: 7 });
  expect(readCursor(text, { sort: "size", order: "asc" })).toBeNull();
  expect(readCursor(text, { sort: "title", order: "desc" })).toBeNull();
});

test.each([
  ["seeders", "99999999999"],
  ["seeders", "-1"],
  ["size", "x"],
  ["newest", "yesterday"],
  ["newest", "2026-13-99T99:99:99.999Z"],
  ["title", "a\0b"],
] as const)("a key that Postgres could not read is no cursor: %s %j", (sort, key) => {
  const text = writeCursor({ sort, order: "desc", side: "after", key, id: 7 });
  expect(readCursor(text, { sort, order: "desc" })).toBeNull();
});

test("nothing that someone types is more than no cursor", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString("base64url")),
      ),
      (text) => {
        expect(readCursor(text, { sort: "newest", order: "desc" })).toBeNull();
      },
    ),
  );
});
