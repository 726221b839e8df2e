import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import {
  bencode,
  torrentFile,
  v2TorrentFile,
  type Encodable,
} from "../../tests/support/torrent-file";
import { MAX_TORRENT_BYTES, parseMetainfo } from "./parse";

// Hostile and large files on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe("a v1 torrent", () => {
  test("of one file has the file under the torrent's own name", () => {
    expect(parseMetainfo(torrentFile({ name: "a.iso", length: 3 }))).toMatchObject({
      name: "a.iso",
      isSingleFile: true,
      files: [{ path: ["a.iso"], sizeBytes: 3n }],
      sizeBytes: 3n,
      infoHashV2: null,
      pieceLayers: null,
    });
  });

  test("of many files has them below its folder, in its order", () => {
    const files = [
      { path: ["z", "last.txt"], length: 1 },
      { path: ["a.txt"], length: 2 },
    ];
    expect(parseMetainfo(torrentFile({ name: "Set", files })).files).toEqual([
      { path: ["Set", "z", "last.txt"], sizeBytes: 1n },
      { path: ["Set", "a.txt"], sizeBytes: 2n },
    ]);
  });

  test("hides padding files and counts them into no size", () => {
    const info = {
      files: [
        { length: 5, path: ["a"] },
        { attr: "p", length: 11, path: [".pad", "11"] },
        { attr: "p", length: 11, path: [".pad", "11"] },
        { attr: "x", length: 5, path: ["b"] },
      ],
      pieces: Buffer.alloc(40),
    };
    const parsed = parseMetainfo(torrentFile({ files: [], pieceLength: 16, info }));
    expect(parsed.files.map((file) => file.path.at(-1))).toEqual(["a", "b"]);
    expect(parsed.sizeBytes).toBe(10n);
  });

  test("shows path.utf-8 and name.utf-8, as clients do", () => {
    const info = {
      "name.utf-8": "Größe",
      files: [{ length: 5, path: [Buffer.from([0xe9])], "path.utf-8": ["é"] }],
      pieces: Buffer.alloc(20),
    };
    expect(parseMetainfo(torrentFile({ files: [], info })).files).toEqual([
      { path: ["Größe", "é"], sizeBytes: 5n },
    ]);
  });

  test("may be as large as 2^63 - 1 bytes", () => {
    // One piece hash a piece: a torrent of that size fits no file, so the sum is what is tested.
    const half = 2n ** 62n;
    const info = { files: [file("a", half), file("b", half)], pieces: Buffer.alloc(20) };
    refuses(torrentFile({ files: [], info }), /piece hashes/);
  });

  test.each<[string, Record<string, Encodable>, RegExp]>([
    ["no name", { name: "" }, /no name/],
    ["a name that is a number", { name: 5 }, /no name/],
    ["a name that leads out", { name: ".." }, /leads out/],
    ["a name with a slash", { name: "/etc/passwd" }, /leads out/],
    ["a name.utf-8 that leads out", { "name.utf-8": "../x" }, /leads out/],
    ["piece length 0", { "piece length": 0 }, /piece length/],
    ["a negative piece length", { "piece length": -16384 }, /piece length/],
    ["pieces of a gibibyte", { "piece length": 2 ** 30 }, /piece length/],
    ["a piece length that is text", { "piece length": "16384" }, /piece length/],
    ["pieces of a wrong length", { pieces: Buffer.alloc(30) }, /damaged/],
    ["too few pieces", { pieces: Buffer.alloc(20) }, /does not fit/],
    ["too many pieces", { pieces: Buffer.alloc(2000) }, /does not fit/],
    ["pieces that are a list", { pieces: ["x"] }, /no piece hashes/],
    ["a negative length", { length: -1 }, /negative/],
    ["a length that is text", { length: "5" }, /no length/],
    ["nothing inside", { length: 0, pieces: "" }, /nothing/],
    ["length and files", { files: [file("a", 1)] }, /both/],
    ["a version of the future", { "meta version": 3 }, /version/],
    ["a v2 file tree without its version", { "file tree": {} }, /v2/],
  ])("is refused with %s", (_what, info, words) => {
    refuses(torrentFile({ info }), words);
  });

  test.each<[string, Encodable, RegExp]>([
    ["no files", [], /no files/],
    ["files that are no dictionaries", ["a"], /damaged/],
    ["a file without a path", [{ length: 1 }], /no path/],
    ["a file with an empty path", [{ length: 1, path: [] }], /no path/],
    ["a path that is text", [{ length: 1, path: "a" }], /no path/],
    ["an empty component", [{ length: 1, path: ["a", ""] }], /no name/],
    ["a component that is a number", [{ length: 1, path: ["a", 5] }], /no path/],
    ["one dot", [{ length: 1, path: [".", "a"] }], /leads out/],
    ["two dots", [{ length: 1, path: ["a", "..", "b"] }], /leads out/],
    ["a slash inside", [{ length: 1, path: ["a/b"] }], /leads out/],
    ["a backslash inside", [{ length: 1, path: ["a\\b"] }], /leads out/],
    ["NUL inside", [{ length: 1, path: ["a\0b"] }], /control/],
    ["a line break inside", [{ length: 1, path: ["a\r\nb"] }], /control/],
    [
      "a path.utf-8 that leads out",
      [{ length: 1, path: ["a"], "path.utf-8": [".."] }],
      /leads out/,
    ],
    ["a link that leads out", [{ length: 1, path: ["a"], "symlink path": ["..", "b"] }], /leads/],
    ["a name of 256 letters", [file("n".repeat(256), 1)], /too long/],
    ["a folder 65 deep", [{ length: 1, path: Array.from({ length: 65 }, () => "d") }], /deep/],
    [
      "a path of 5,000 bytes",
      [{ length: 1, path: Array<string>(20).fill("p".repeat(250)) }],
      /long/,
    ],
    ["a path twice", [file("a", 1), file("a", 1)], /same path/],
    ["a file that is a folder", [file("a", 1), { length: 1, path: ["a", "b"] }], /both/],
    ["a folder that is a file", [{ length: 1, path: ["a", "b", "c"] }, file("a", 1)], /both/],
  ])("of many files is refused with %s", (_what, files, words) => {
    refuses(torrentFile({ files: [], info: { files, pieces: Buffer.alloc(20) } }), words);
  });

  test("may hold names that differ in case or in Unicode form only", () => {
    const names = ["a", "A", "\u00e9", "e\u0301", "__proto__", "constructor"];
    const files = names.map((name) => ({ path: [name], length: 1 }));
    expect(parseMetainfo(torrentFile({ files })).files.map(({ path }) => path[1])).toEqual(names);
  });
});

describe("a v2 torrent", () => {
  const small = { name: "small", content: Buffer.alloc(20_000, 1) };
  const large = { name: "large", content: Buffer.alloc(163_840 + 5, 2) };
  const empty = { name: "0", content: Buffer.alloc(0) };

  test("has its files in the order of the tree, and no v1 hash", () => {
    const parsed = parseMetainfo(v2TorrentFile({ files: [small, large, empty] }));
    expect(parsed.files.map((file) => file.path)).toEqual([
      ["Folder", "0"],
      ["Folder", "large"],
      ["Folder", "small"],
    ]);
    expect(parsed).toMatchObject({ infoHashV1: null, isSingleFile: false });
    expect(parsed.infoHashV2).toHaveLength(32);
  });

  test("is a single file when its only file has the torrent's name", () => {
    const bytes = v2TorrentFile({ files: [{ ...small, name: "Folder" }] });
    expect(parseMetainfo(bytes)).toMatchObject({
      isSingleFile: true,
      files: [{ path: ["Folder"] }],
    });
  });

  test("takes layers of any file size", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.constantFrom(16_384, 32_768, 65_536), (lengths, pieceLength) => {
        const files = lengths.map((length, at) => ({
          name: `f${at}`,
          content: Buffer.alloc(length, at + 1),
        }));
        fc.pre(lengths.some((length) => length > 0));
        const parsed = parseMetainfo(v2TorrentFile({ files, pieceLength, isHybrid: true }));
        expect(parsed.files).toHaveLength(files.length);
      }),
      { numRuns: 60 },
    );
  });

  test("is refused without its layers, with wrong ones, and with foreign ones", () => {
    refuses(v2TorrentFile({ files: [large], root: { "piece layers": {} } }), /piece layers/);
    refuses(v2TorrentFile({ files: [large], root: { "piece layers": [] } }), /piece layers/);
    const foreign = { ["r".repeat(32)]: Buffer.alloc(32 * 6) };
    refuses(v2TorrentFile({ files: [large], root: { "piece layers": foreign } }), /piece layer/);
    refuses(v2TorrentFile({ files: [small], root: { "piece layers": foreign } }), /piece layer/);
    const bytes = v2TorrentFile({ files: [large] });
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
    refuses(bytes, /does not belong/);
  });

  test.each<[string, Record<string, Encodable>, RegExp]>([
    ["no file tree", { "file tree": "x" }, /no file tree/],
    ["an empty file tree", { "file tree": {} }, /no files/],
    ["a file without a name", { "file tree": { "": leaf(1) } }, /no name/],
    ["a path that leads out", { "file tree": { "..": { "": leaf(1) } } }, /leads out/],
    ["a slash in a name", { "file tree": { "a/b": { "": leaf(1) } } }, /leads out/],
    [
      "a file that is a folder",
      { "file tree": { a: { "": leaf(1), b: { "": leaf(1) } } } },
      /both/,
    ],
    ["a file without a hash", { "file tree": { a: { "": { length: 5 } } } }, /no hash/],
    ["a leaf that is text", { "file tree": { a: { "": "x" } } }, /damaged/],
    ["a piece length under 16 KiB", { "piece length": 8192 }, /power of two/],
    ["an odd piece length", { "piece length": 20_000 }, /power of two/],
    ["tiny pieces and a huge file", { "file tree": { a: { "": leaf(2n ** 63n - 1n) } } }, /layer/],
  ])("is refused with %s", (_what, info, words) => {
    refuses(v2TorrentFile({ files: [small], info }), words);
  });
});

describe("a hybrid torrent", () => {
  const files = [
    { name: "a", content: Buffer.alloc(20_000, 1) },
    { name: "b", content: Buffer.alloc(90_000, 2) },
  ];

  test("has both hashes, and its files once", () => {
    const parsed = parseMetainfo(v2TorrentFile({ files, isHybrid: true }));
    expect(parsed.infoHashV1).toHaveLength(20);
    expect(parsed.infoHashV2).toHaveLength(32);
    expect(parsed.files).toHaveLength(2);
  });

  test("is refused when its halves disagree", () => {
    const padding = { attr: "p", length: 12_768, path: [".pad", "12768"] };
    const halves: Encodable[][] = [
      [file("a", 20_000), padding, file("c", 90_000)],
      [file("a", 20_000), padding, file("b", 90_001)],
      [file("b", 90_000), file("a", 20_000)],
      [file("a", 20_000)],
      [file("a", 20_000), file("b", 90_000)],
    ];
    for (const list of halves) {
      const size = list.reduce<number>((sum, entry) => sum + lengthOf(entry), 0);
      const pieces = Buffer.alloc(20 * Math.ceil(size / 32_768));
      const bytes = v2TorrentFile({ files, isHybrid: true, info: { files: list, pieces } });
      refuses(bytes, /hybrid/);
    }
  });
});

describe("what is no torrent at all", () => {
  test.each<[string, Buffer, RegExp]>([
    ["an empty file", Buffer.alloc(0), /empty/],
    ["a gzip file", Buffer.from([0x1f, 0x8b, 8]), /gzip/],
    ["a zip file", Buffer.from("PK\x03\x04"), /zip/],
    ["a web page", Buffer.from("<!doctype html>"), /web page/],
    ["a list", Buffer.from("le"), /no torrent/],
    ["a dictionary without info", Buffer.from("de"), /info/],
    ["info that is text", Buffer.from("d4:info1:xe"), /info/],
    ["more than 16 MiB", Buffer.alloc(MAX_TORRENT_BYTES + 1), /larger/],
  ])("is refused: %s", (_what, bytes, words) => {
    refuses(bytes, words);
  });
});

describe("the name of the program that made it", () => {
  test.each([
    ["qBittorrent v5.0", "qBittorrent v5.0"],
    ["https://elsewhere.example/announce/secret", null],
    ["a\nb", null],
    ["x".repeat(101), null],
  ])("%j is kept as %j", (createdBy, expected) => {
    const bytes = torrentFile({ root: { "created by": createdBy } });
    expect(parseMetainfo(bytes).createdBy).toBe(expected);
  });
});

test("throws AppError and nothing else on info dictionaries of any shape", () => {
  const odd = fc.oneof(
    fc.constantFrom<Encodable>("", "a", "..", 0, 1, -1, 2, 16_384, [], {}, ["a"], [[]], [{}]),
    fc.constantFrom<Encodable>({ "": leaf(1) }, { a: { "": leaf(40_000) } }, Buffer.alloc(20)),
    fc.constant<Encodable>([{ length: 1, path: ["a"] }]),
  );
  const keys = ["name", "piece length", "pieces", "length", "files", "file tree", "meta version"];
  const info = fc.dictionary(fc.constantFrom(...keys), odd, { noNullPrototype: false });
  fc.assert(
    fc.property(info, odd, (shape, layers) => {
      try {
        parseMetainfo(bencode({ info: shape, "piece layers": layers }));
      } catch (error) {
        expect(error).toMatchObject({ name: "AppError", code: "invalid", field: "file" });
      }
    }),
    { numRuns: 3000 },
  );
});

function file(name: string, length: number | bigint): Encodable {
  return { length, path: [name] };
}

function leaf(length: number | bigint): Encodable {
  return { length, "pieces root": Buffer.alloc(32, 3) };
}

function lengthOf(entry: Encodable): number {
  return typeof entry === "object" && "length" in entry ? Number(entry.length) : 0;
}

function refuses(bytes: Uint8Array, words: RegExp): void {
  let thrown: unknown;
  try {
    parseMetainfo(bytes);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: "AppError", code: "invalid", field: "file" });
  expect(String(thrown)).toMatch(words);
}
