import { createHash } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import {
  bencode,
  torrentFile,
  v2TorrentFile,
  type Encodable,
} from "../../tests/support/torrent-file";
import { announceUrl } from "./announce-url";
import { decodeBencode, isDictionary, valueOf } from "./bencode";
import { parseMetainfo } from "./parse";
import { makePrivate, personalTorrent, strippedTorrent } from "./rewrite";

// Hostile and large files on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const key = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)),
});
const extra = fc
  .dictionary(key, fc.oneof(fc.integer(), fc.string(), fc.constant(["x"])), {
    noNullPrototype: false,
  })
  .map((entries) => Object.fromEntries(Object.entries(entries).map(([k, v]) => [`x${k}`, v])));
const privateValue = fc.constantFrom<Encodable>(0, 1, 2, -1, "1", []);
const sourceValue = fc.constantFrom<Encodable>("Swarmkeep", "swarmkeep", "Other", 5, {});

describe("makePrivate", () => {
  test("sets private and source, and keeps every other entry byte for byte", () => {
    fc.assert(
      fc.property(extra, privateValue, sourceValue, (unknown, isPrivate, source) => {
        const before = parseMetainfo(
          torrentFile({ info: { ...unknown, private: isPrivate, source } }),
        );
        const after = makePrivate(before, "Swarmkeep");
        expect(entriesOf(after.info)).toEqual({
          ...entriesOf(before.info),
          private: "i1e",
          source: "9:Swarmkeep",
        });
        expect(after.infoHashV1).toEqual(
          new Uint8Array(createHash("sha1").update(after.info).digest()),
        );
        expect(makePrivate(after, "Swarmkeep")).toBe(after);
        expect(parseMetainfo(strippedTorrent(after))).toEqual(after);
      }),
      { numRuns: 300 },
    );
  });

  test("leaves a torrent alone that is right already", () => {
    const metainfo = parseMetainfo(torrentFile({ info: { source: "Swarmkeep" } }));
    expect(makePrivate(metainfo, "Swarmkeep")).toBe(metainfo);
  });

  test("keeps the piece layers of a hybrid, and both hashes follow the bytes", () => {
    const content = Buffer.alloc(100_000, 4);
    const before = parseMetainfo(
      v2TorrentFile({ files: [{ name: "a", content }], isHybrid: true }),
    );
    const after = makePrivate(before, "Swarmkeep");
    expect(after.pieceLayers).toEqual(before.pieceLayers);
    expect(after.infoHashV2).toEqual(
      new Uint8Array(createHash("sha256").update(after.info).digest()),
    );
    expect(after.infoHashV1).not.toEqual(before.infoHashV1);
    expect(parseMetainfo(strippedTorrent(after))).toEqual(after);
  });
});

describe("personalTorrent", () => {
  test("holds one announce, the details page, and nothing that the uploader's file said besides", () => {
    const uploaded = torrentFile({
      root: {
        "announce-list": [["https://elsewhere.example/announce/secret"]],
        "created by": "qBittorrent v5.0",
        "creation date": 1,
        "url-list": ["http://169.254.169.254/"],
        comment: "javascript:alert(1)",
        httpseeds: ["http://127.0.0.1/"],
        nodes: [["127.0.0.1", 80]],
      },
    });
    const metainfo = makePrivate(parseMetainfo(uploaded), "Swarmkeep");
    const served = personalTorrent({
      info: metainfo.info,
      pieceLayers: metainfo.pieceLayers,
      createdBy: metainfo.createdBy,
      announceUrl: announceUrl("https://tracker.example", "a".repeat(32)),
      comment: "https://tracker.example/torrents/1",
    });
    expect(entriesOf(served)).toEqual({
      announce: text(`https://tracker.example/announce/${"a".repeat(32)}`),
      comment: text("https://tracker.example/torrents/1"),
      "created by": text("qBittorrent v5.0"),
      info: Buffer.from(metainfo.info).toString("latin1"),
    });
  });

  test("of a v2 torrent can be read again, with the same hash", () => {
    const content = Buffer.alloc(100_000, 4);
    const metainfo = parseMetainfo(v2TorrentFile({ files: [{ name: "a", content }] }));
    const served = personalTorrent({ ...metainfo, announceUrl: "https://t.example", comment: "é" });
    expect(parseMetainfo(served)).toEqual(metainfo);
  });
});

/** The raw bytes of every entry by its key, as latin1. */
function entriesOf(bytes: Uint8Array): Record<string, string> {
  const dictionary = decodeBencode(bytes);
  if (!isDictionary(dictionary)) throw new Error("not a dictionary");
  expect(valueOf(dictionary, "no such key")).toBeUndefined();
  return Object.fromEntries(
    dictionary.entries.map((entry) => [
      entry.key,
      Buffer.from(bytes.subarray(entry.start, entry.end)).toString("latin1"),
    ]),
  );
}

function text(value: string): string {
  return bencode(value).toString("latin1");
}
