import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseMetainfo } from "#lib/metainfo/parse";

import { makeMetainfo, torrentFileBytes } from "./metainfo";
import { seededRandom } from "./random";

const versions = ["v1", "v2", "hybrid"] as const;

describe.each(versions)("%s metainfo", (version) => {
  test("is what the site's own parser reads", () => {
    const component = fc.stringMatching(/^[a-zé漢 ]{0,5}[a-zé漢]$/).map((text) => text.normalize());
    const sizes = fc.oneof(fc.nat(40_000), fc.nat(3_000_000));
    const files = fc.uniqueArray(
      fc.record({ path: component.map((name) => `${name}/x-${name}.bin`), sizeBytes: sizes }),
      { minLength: 1, maxLength: 6, selector: (file) => file.path.trim() },
    );
    fc.assert(
      fc.property(files, fc.constantFrom(14, 15, 18), (wished, exponent) => {
        fc.pre(wished.some((file) => file.sizeBytes > 0));
        const made = makeMetainfo(
          { name: "Folder", version, files: wished, pieceLengthBytes: 2 ** exponent },
          seededRandom("metainfo"),
        );
        const read = parseMetainfo(torrentFileBytes(made));
        expect(read.infoHashV1 && hex(read.infoHashV1)).toBe(
          made.infoHashV1 && hex(made.infoHashV1),
        );
        expect(read.infoHashV2 && hex(read.infoHashV2)).toBe(
          made.infoHashV2 && hex(made.infoHashV2),
        );
        expect(read.sizeBytes).toBe(made.sizeBytes);
        expect(read.files.map((file) => file.path.join("/"))).toEqual(
          made.files.map((file) => file.path),
        );
      }),
    );
  });

  test("of a single file names it once", () => {
    const files = [{ path: "image.iso", sizeBytes: 5_000_000 }];
    const made = makeMetainfo({ name: "image.iso", version, files });
    expect(parseMetainfo(torrentFileBytes(made)).isSingleFile).toBe(true);
    expect(made.files).toEqual(files);
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
