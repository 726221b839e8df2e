import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ConnectionIds } from "./udp-connection-id";
import { readUrlData } from "./udp-options";
import { readUdpScrape } from "./udp-request";

const here = Uint8Array.of(203, 0, 113, 1);
const there = Uint8Array.of(203, 0, 113, 2);

describe("connection ids", () => {
  test("hold for two minutes at least and four at most", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 600 }), (madeAt, age) => {
        let now = madeAt;
        const ids = new ConnectionIds(() => now);
        const id = ids.idFor(here);
        now += age;
        if (age <= 120) expect(ids.isValid(id, here)).toBe(true);
        if (age >= 240) expect(ids.isValid(id, here)).toBe(false);
      }),
    );
  });

  test("prove one address, to one process", () => {
    const ids = new ConnectionIds(() => 1000);
    const id = ids.idFor(here);
    expect(ids.isValid(id, here)).toBe(true);
    expect(ids.isValid(id, there)).toBe(false);
    expect(new ConnectionIds(() => 1000).isValid(id, here)).toBe(false);
  });

  test("are all of their bits", () => {
    const ids = new ConnectionIds(() => 1000);
    for (let bit = 0; bit < 64; bit++) {
      const forged = Buffer.from(ids.idFor(here));
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(ids.isValid(forged, here)).toBe(false);
    }
    expect(ids.isValid(ids.idFor(here).subarray(1), here)).toBe(false);
  });
});

describe("options", () => {
  const url = (text: string): number[] => [2, text.length, ...Buffer.from(text)];

  test.each([
    ["none", [], ""],
    ["one piece", url("/announce/abc"), "/announce/abc"],
    [
      "several pieces",
      [...url("/anno"), ...url("unce"), ...url(""), ...url("/abc")],
      "/announce/abc",
    ],
    ["padding before and between", [1, 1, ...url("/a"), 1, ...url("b")], "/ab"],
    ["an end with something behind it", [...url("/a"), 0, ...url("b")], "/a"],
    ["a type that nobody knows", [9, 3, 2, 2, 2, ...url("/a")], "/a"],
    ["bytes above 127", [2, 2, 0x80, 0xff], "\x80\xff"],
  ])("%s", (_, bytes, expected) => {
    expect(readUrlData(Buffer.from(bytes))).toBe(expected);
  });

  test.each([
    ["without its length", [2]],
    ["shorter than its length", [2, 5, 1, 2, 3, 4]],
    ["of a type that nobody knows", [77, 1]],
  ])("that are cut off are none: %s", (_, bytes) => {
    expect(readUrlData(Buffer.from(bytes))).toBeNull();
  });

  test("are read whole however they are cut into pieces", () => {
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
    const pieces = fc.array(fc.string({ unit: byte, maxLength: 255 }), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, (texts) => {
        const options = texts.map((text) =>
          Buffer.concat([Buffer.of(2, text.length), Buffer.from(text, "latin1")]),
        );
        expect(readUrlData(Buffer.concat(options))).toBe(texts.join(""));
      }),
    );
  });
});

describe("a scrape", () => {
  test("is told from its options, whatever bytes its hashes have", () => {
    const hash = fc.uint8Array({ minLength: 20, maxLength: 20 });
    const path = `/announce/${"a".repeat(32)}`;
    fc.assert(
      fc.property(
        fc.array(hash, { maxLength: 80 }),
        fc.integer({ min: 0, max: 40 }),
        (hashes, nops) => {
          const options = [
            ...new Array<number>(nops).fill(1),
            2,
            path.length,
            ...Buffer.from(path),
          ];
          const packet = Buffer.concat([Buffer.alloc(16), ...hashes, Buffer.from(options)]);
          const read = readUdpScrape(packet, (url) => url === path);
          expect(read.url).toBe(path);
          // Padding of whole hashes' length is hashes of ones: more than were meant, never fewer.
          expect(read.hashes.slice(0, hashes.length)).toEqual(
            hashes.map((bytes) => Buffer.from(bytes).toString("latin1")),
          );
          expect(read.hashes.length).toBe(hashes.length + Math.floor(nops / 20));
        },
      ),
    );
  });
});
