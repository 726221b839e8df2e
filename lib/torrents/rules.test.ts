import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { attachment, fileTree, myState, titleOf, torrentFileName } from "./rules";

describe("titleOf", () => {
  test.each([
    ["Some.Film.2026.mkv", true, "Some.Film.2026"],
    ["Some.Film.2026", false, "Some.Film.2026"],
    ["Folder.v2.iso", false, "Folder.v2.iso"],
    [".mkv", true, ".mkv"],
    ["\u202egpj.exe", true, "gpj"],
    ["\u200b", false, "Untitled torrent"],
    ["a\u2028b\tc", false, "a b c"],
  ])("%j (single file: %s) becomes %j", (name, isSingleFile, title) => {
    expect(titleOf({ name, isSingleFile })).toBe(title);
  });

  test("is at most 200 units long, without half a character", () => {
    const title = titleOf({ name: "🐝".repeat(101), isSingleFile: false });
    expect(title).toBe("🐝".repeat(100));
    expect(titleOf({ name: `x${"🐝".repeat(101)}`, isSingleFile: false })).toHaveLength(199);
  });
});

describe("fileTree", () => {
  test("sums up folders and sorts names as people count", () => {
    const tree = fileTree([
      { path: "b/10.txt", sizeBytes: 1n },
      { path: "b/9.txt", sizeBytes: 2n },
      { path: "b/c/x", sizeBytes: 4n },
      { path: "a", sizeBytes: 8n },
    ]);
    expect(tree).toMatchObject({ sizeBytes: 15n, fileCount: 4, files: [{ name: "a" }] });
    expect(tree.folders[0]).toMatchObject({
      name: "b",
      sizeBytes: 7n,
      fileCount: 3,
      files: [{ name: "9.txt" }, { name: "10.txt" }],
    });
  });

  test("takes any name, also those of Object.prototype", () => {
    const name = fc.oneof(
      fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty"),
      fc.string({ minLength: 1 }).filter((text) => !text.includes("/")),
    );
    const paths = fc.uniqueArray(fc.array(name, { minLength: 2, maxLength: 3 }), {
      selector: (path) => path.join("/"),
      maxLength: 20,
    });
    fc.assert(
      fc.property(paths, (all) => {
        const files = all.map((path) => ({ path: path.join("/"), sizeBytes: 3n }));
        const tree = fileTree(files);
        expect(tree.fileCount).toBe(files.length);
        expect(tree.sizeBytes).toBe(3n * BigInt(files.length));
      }),
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

test.each([
  [{ seeding: 1, leeching: 1, completedAt: null }, "seeding"],
  [{ seeding: 0, leeching: 1, completedAt: new Date(0) }, "leeching"],
  [{ seeding: 0, leeching: 0, completedAt: new Date(0) }, "completed"],
  [{ seeding: 0, leeching: 0, completedAt: null }, "started"],
] as const)("%j means %s", (mine, state) => {
  expect(myState(mine)).toBe(state);
});

describe("the name of a downloaded file", () => {
  test.each([
    ["Some Film", "Some Film.torrent"],
    ["../../etc/passwd", "_.._etc_passwd.torrent"],
    ['a"b:c', "a_b_c.torrent"],
    ["trailing. .", "trailing.torrent"],
    ["...", "torrent.torrent"],
    ["日本語", "日本語.torrent"],
  ])("for %j is %j", (title, fileName) => {
    expect(torrentFileName(title)).toBe(fileName);
  });

  test("never carries what ends a header or a quoted string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (title) => {
        const header = attachment(torrentFileName(title));
        expect(header).toMatch(
          /^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w!.~%-]*$/,
        );
        expect(decodeURIComponent(header.split("''")[1] ?? "")).toBe(torrentFileName(title));
      }),
    );
  });
});
