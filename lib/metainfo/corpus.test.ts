import { readFileSync } from "node:fs";

import { expect, test, vi } from "vitest";
import { z } from "zod";

import { decodeBencode, isDictionary } from "./bencode";
import { parseMetainfo } from "./parse";
import { makePrivate, personalTorrent } from "./rewrite";
import type { Metainfo } from "./types";

// Hostile and large files on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/**
 * Our answers within what the manifest allows:
 * - `private` is set to 1 and `source` to the site's tag unless they are that already, so the info
 *   hash changes unless both were right; the uploader downloads the final file to seed it;
 * - everything outside `info` and `piece layers` is dropped;
 * - what two clients could read differently (order and uniqueness of keys, trailing bytes, control
 *   characters, paths that lead out) is refused; odd but unambiguous things are taken.
 */
const refusedByChoice = new Set(["h23-trailing-garbage.torrent", "h36-html.torrent"]);

const directory = new URL("../../tests/fixtures/torrents/", import.meta.url);
const manifest = z
  .array(
    z.object({
      file: z.string(),
      note: z.string(),
      expect: z.enum(["accept", "accept-normalised-or-reject", "reject"]),
      v1: z.string().nullish(),
      v2: z.string().nullish(),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL("manifest.json", directory), "utf8")));

const answers = manifest.map((entry) => ({
  ...entry,
  isRefused: entry.expect === "reject" || refusedByChoice.has(entry.file),
}));

test.each(answers.filter((entry) => entry.isRefused))("$file is refused: $note", ({ file }) => {
  expect(() => read(file)).toThrow(
    expect.objectContaining({ name: "AppError", code: "invalid", field: "file" }),
  );
});

test.each(answers.filter((entry) => !entry.isRefused))("$file is taken: $note", (entry) => {
  const metainfo = read(entry.file);
  expect(hex(metainfo.infoHashV1)).toBe(entry.v1 ?? null);
  expect(hex(metainfo.infoHashV2)).toBe(entry.v2 ?? null);

  const final = makePrivate(metainfo, "Swarmkeep");
  expect(keysOf(final.info)).toEqual(
    [...new Set([...keysOf(metainfo.info), "private", "source"])].sort(),
  );
  expect(Buffer.from(final.info).includes("7:privatei1e6:source9:Swarmkeep")).toBe(
    !keysOf(final.info).some((key) => key > "private" && key < "source"),
  );

  const served = personalTorrent({
    ...final,
    announceUrl: "https://t.example/announce/k",
    comment: "c",
  });
  const allowed = ["announce", "comment", "created by", "info", "piece layers"];
  expect(allowed).toEqual(expect.arrayContaining(keysOf(served)));
  const again = parseMetainfo(served);
  expect(hex(again.infoHashV1)).toBe(hex(final.infoHashV1));
  expect(hex(again.infoHashV2)).toBe(hex(final.infoHashV2));
  expect(JSON.stringify(again.files.map((file) => file.path))).toBe(
    JSON.stringify(metainfo.files.map((file) => file.path)),
  );
});

test("a source that is ours already leaves the info hash as it was made", () => {
  const metainfo = read("v01-single.torrent");
  const source = /6:source(\d+):/.exec(Buffer.from(metainfo.info).toString("latin1"));
  expect(source).not.toBeNull();
  const start = (source?.index ?? 0) + (source?.[0].length ?? 0);
  const tag = Buffer.from(metainfo.info).toString("latin1", start, start + Number(source?.[1]));
  expect(hex(makePrivate(metainfo, tag).infoHashV1)).toBe(
    "0d8acd33d99c955cf3414321fc4cf2e82c86fd5d",
  );
});

function read(file: string): Metainfo {
  return parseMetainfo(readFileSync(new URL(file, directory)));
}

function keysOf(bytes: Uint8Array): string[] {
  const dictionary = decodeBencode(bytes);
  return isDictionary(dictionary) ? dictionary.entries.map((entry) => entry.key) : [];
}

function hex(hash: Uint8Array | null): string | null {
  return hash === null ? null : Buffer.from(hash).toString("hex");
}
