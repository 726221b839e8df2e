import { describe, expect, test } from "vitest";

import { cleanText, cut } from "./rules";
import { searchWords, torrentFiltersSchema, uploadSchema } from "./schema";

const typed = { title: "", category: "3", description: "", tags: "" };

describe("the upload form", () => {
  test("an empty title is none, and a missing checkbox is no", () => {
    expect(uploadSchema.parse(typed)).toEqual({
      title: undefined,
      category: 3,
      description: "",
      tags: [],
      anonymous: false,
    });
  });

  test("tags are words, each once, in lower case", () => {
    expect(uploadSchema.parse({ ...typed, tags: "Sci-Fi, 1080p  sci-fi;ÉTÉ c++" }).tags).toEqual([
      "sci-fi",
      "1080p",
      "été",
      "c++",
    ]);
  });

  test.each([
    ["title", { title: "x".repeat(201) }],
    ["title", { title: " \u0000 " }],
    ["category", { category: "" }],
    ["category", { category: "films" }],
    ["description", { description: "x".repeat(30_001) }],
    ["tags", { tags: Array.from({ length: 21 }, (_, at) => `t${at}`).join(" ") }],
  ])("refuses on %s: %j", (field, change) => {
    const result = uploadSchema.safeParse({ ...typed, ...change });
    expect(result.error?.issues[0]?.path[0]).toBe(field);
  });

  test("a description keeps its lines and loses what Postgres refuses", () => {
    expect(cleanText("a\r\nb\rc\u0000\u0007\td  ")).toBe("a\nb\nc\td");
  });
});

describe("the list's address", () => {
  test("filters nothing with what makes no sense", () => {
    const nothing = { q: "", category: "", sort: "newest", order: undefined, page: "" };
    expect(torrentFiltersSchema.parse({})).toEqual(nothing);
    expect(
      torrentFiltersSchema.parse({
        category: "a\u0000b",
        sort: "password",
        order: "x",
        q: "\u0000",
      }),
    ).toEqual(nothing);
  });

  test("takes the first of what is there twice", () => {
    expect(torrentFiltersSchema.parse({ q: ["a", "b"], sort: ["size", "title"] })).toMatchObject({
      q: "a",
      sort: "size",
    });
  });
});

test("a search is words, each once, ten at most", () => {
  expect(searchWords("  Big,big Buck\tbunny ")).toEqual(["big", "buck", "bunny"]);
  expect(searchWords("a b c d e f g h i j k l")).toHaveLength(10);
});

test("cutting never leaves half a character", () => {
  expect(cut("ab🐝", 3)).toBe("ab");
  expect(cut("ab🐝", 4)).toBe("ab🐝");
  expect(cut("ab", 9)).toBe("ab");
});
