import { readdirSync, readFileSync } from "node:fs";

import npmBencode from "bencode";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import { bencode, type Encodable } from "../../tests/support/torrent-file";
import { decodeBencode, textOf, type BencodeValue } from "./bencode";

// Hostile and large files on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const fixtures = new URL("../../tests/fixtures/torrents/", import.meta.url);

const encodable = fc.letrec<{ value: Encodable }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie("value"), { maxLength: 6 }),
    fc.dictionary(
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)) }),
      tie("value"),
      { maxKeys: 6, noNullPrototype: false },
    ),
  ),
})).value;

describe("decodeBencode", () => {
  test("reads whatever a correct encoder writes, and every range is exact", () => {
    fc.assert(
      fc.property(encodable, (value) => {
        const bytes = bencode(value);
        expect(written(bytes, decodeBencode(bytes))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test("agrees with the npm package on what both read", () => {
    const plain = { announce: "x", info: { length: 5, name: "höhe", path: ["a", "b"] } };
    const bytes = Buffer.from(npmBencode.encode(plain));
    expect(written(bytes, decodeBencode(bytes))).toEqual(bytes);
  });

  test("refuses what the npm package hangs on", () => {
    refuses("l-3:e");
  });

  test.each([
    ["nothing", ""],
    ["a leading zero", "i03e"],
    ["minus zero", "i-0e"],
    ["an empty number", "ie"],
    ["a plus", "i+1e"],
    ["a fraction", "i1.5e"],
    ["2^63", "i9223372036854775808e"],
    ["less than -2^63", "i-9223372036854775809e"],
    ["an open number", "i12"],
    ["an open list", "l"],
    ["an open dictionary", "d1:a"],
    ["a key without a value", "d1:ae"],
    ["a key that is no string", "di1ei2ee"],
    ["keys out of order", "d1:bi1e1:ai1ee"],
    ["a key twice", "d1:ai1e1:ai2ee"],
    ["a string past the end", "9:abc"],
    ["a length with a leading zero", "01:a"],
    ["a length beyond 64 bits", "99999999999999999999:a"],
    ["something after the end", "i1ei2e"],
    ["a stray end", "e"],
    ["a space", " i1e"],
    ["a key of 2,000 bytes", `d2000:${"k".repeat(2000)}i1ee`],
  ])("refuses %s", (_what, text) => {
    refuses(text);
  });

  test("takes the whole range of 64 bits", () => {
    expect(decodeBencode(Buffer.from("i9223372036854775807e"))).toBe(2n ** 63n - 1n);
    expect(decodeBencode(Buffer.from("i-9223372036854775808e"))).toBe(-(2n ** 63n));
  });

  test("a million nested lists neither overflow the stack nor take long", () => {
    refuses("l".repeat(1_000_000));
    refuses("d1:a".repeat(1_000_000));
  });

  test("sixteen mebibytes of tiny values are refused before they fill the memory", () => {
    refuses(`l${"le".repeat(8_000_000)}e`);
  });

  test("throws AppError and nothing else on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expectAppErrorOrNothing(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test("throws AppError and nothing else on mutated real files", () => {
    const real = readdirSync(fixtures)
      .filter((name) => name.endsWith(".torrent"))
      .map((name) => readFileSync(new URL(name, fixtures)))
      .filter((bytes) => bytes.length > 0 && bytes.length < 5000);
    const mutation = fc.record({ at: fc.nat(5000), byte: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(fc.constantFrom(...real), mutation, (bytes, { at, byte, cut }) => {
        const mutated = Buffer.from(bytes);
        mutated[at % bytes.length] = byte;
        expectAppErrorOrNothing(cut ? mutated.subarray(0, at % bytes.length) : mutated);
      }),
      { numRuns: 2000 },
    );
  });

  test("bytes that are not UTF-8 become replacement characters", () => {
    const bytes = Buffer.from([0x32, 0x3a, 0xe9, 0x41]);
    const value = decodeBencode(bytes);
    expect(typeof value === "object" && value.kind === "string" && textOf(bytes, value)).toBe("�A");
  });
});

function refuses(text: string): void {
  expect(() => decodeBencode(Buffer.from(text))).toThrow(
    expect.objectContaining({ name: "AppError", code: "invalid", field: "file" }),
  );
}

function expectAppErrorOrNothing(bytes: Uint8Array): void {
  try {
    decodeBencode(bytes);
  } catch (error) {
    expect(error).toMatchObject({ name: "AppError", code: "invalid" });
  }
}

/** Writes a decoded value again from its ranges alone. */
function written(bytes: Buffer, value: BencodeValue): Buffer {
  if (typeof value === "bigint") return Buffer.from(`i${value}e`);
  if (value.kind === "string") return bencode(bytes.subarray(value.start, value.end));
  if (value.kind === "list") {
    const items = value.items.map((item) => written(bytes, item));
    return Buffer.concat([Buffer.from("l"), ...items, Buffer.from("e")]);
  }
  const entries = value.entries.map((entry) => {
    const inner = written(bytes, entry.value);
    expect(bytes.subarray(entry.start, entry.end)).toEqual(inner);
    const whole = Buffer.concat([bencode(Buffer.from(entry.key, "latin1")), inner]);
    expect(bytes.subarray(entry.entryStart, entry.end)).toEqual(whole);
    return whole;
  });
  return Buffer.concat([Buffer.from("d"), ...entries, Buffer.from("e")]);
}
