import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isTame } from "./rules";

const description = `# Big Buck Bunny

A *large* rabbit, [three bullies](https://example.org) and a **day off**.

| Track | Codec | Bitrate |
|-------|-------|--------:|
| Video | AV1   | 3 Mb/s  |

> Quoted
> > twice

1. One
   - two
      - three

    General
    Complete name : Big.Buck.Bunny.mkv

---
`;

test("what people write is tame", () => {
  expect(isTame(description, 3000)).toBe(true);
  expect(isTame(description.repeat(20), 3000)).toBe(true);
});

describe("what parsers choke on is not", () => {
  test.each([
    ["quotes in quotes", "> ".repeat(15_000)],
    ["quotes without spaces", ">".repeat(30_000)],
    ["lists in lists", "1. ".repeat(10_000)],
    ["mixed nesting", "> - 1. ".repeat(4000)],
    [
      "a staircase of lists",
      Array.from({ length: 200 }, (_, at) => `${" ".repeat(at)}- a`).join("\n"),
    ],
    [
      "a staircase by tabs",
      Array.from({ length: 60 }, (_, at) => `${"\t".repeat(at)}- a`).join("\n"),
    ],
    ["nested emphasis", "*a**b".repeat(6000)],
    ["open brackets", "![".repeat(15_000)],
    [
      "a table of millions of cells",
      `|${"a|".repeat(1200)}\n|${"-|".repeat(1200)}\n${"|\n".repeat(500)}`,
    ],
    ["thousands of definitions", "[a]: b\n".repeat(4000)],
  ])("%s", (_what, markdown) => {
    expect(isTame(markdown, 3000)).toBe(false);
  });
});

test("looking takes no time, whatever the text", () => {
  const piece = fc.constantFrom(" ", "\t", ">", "-", "1.", "|", "[", "*", "a", "\n", "\\");
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
      const text = pieces.join("").repeat(6000);
      const start = performance.now();
      isTame(text, 3000);
      expect(performance.now() - start).toBeLessThan(2000);
    }),
    { numRuns: 100 },
  );
});
