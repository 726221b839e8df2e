import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isRefusal } from "../refusals";

import { decodePercent } from "./percent";
import { parseAnnounce, parseScrape } from "./query";

const twentyBytes = fc.uint8Array({ minLength: 20, maxLength: 20 });
const asChars = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Every byte escaped, in either case: Transmission writes lower, rTorrent upper. */
function escapeBytes(bytes: Uint8Array, isUpper: boolean): string {
  return [...bytes]
    .map((byte) => {
      const hex = byte.toString(16).padStart(2, "0");
      return `%${isUpper ? hex.toUpperCase() : hex}`;
    })
    .join("");
}

const hash = Uint8Array.from({ length: 20 }, (_, index) => 255 - index);
const usual = {
  info_hash: escapeBytes(hash, false),
  peer_id: "-TR3000-abcdefghijkl",
  port: "6881",
  uploaded: "1",
  downloaded: "2",
  left: "3",
};

function query(changes: Record<string, string | undefined> = {}): string {
  const all: Record<string, string | undefined> = { ...usual, ...changes };
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value ?? ""}`)
    .join("&");
}

function refusalOf(changes: Record<string, string | undefined>): string {
  const parsed = parseAnnounce(query(changes));
  return isRefusal(parsed) ? parsed.refused : "accepted";
}

describe("announce query", () => {
  test("reads any info hash and peer id, whatever the bytes and the case of the escapes", () => {
    fc.assert(
      fc.property(twentyBytes, twentyBytes, fc.boolean(), (infoHash, peerId, isUpper) => {
        const parsed = parseAnnounce(
          query({
            info_hash: escapeBytes(infoHash, isUpper),
            peer_id: escapeBytes(peerId, !isUpper),
          }),
        );
        expect(parsed).toMatchObject({ infoHash: asChars(infoHash), peerId: asChars(peerId) });
      }),
    );
  });

  test("reads numbers, events and wishes", () => {
    const parsed = parseAnnounce(
      query({ event: "completed", numwant: "0", compact: "0", no_peer_id: "1" }),
    );
    expect(parsed).toMatchObject({
      port: 6881,
      uploaded: 1,
      downloaded: 2,
      left: 3,
      event: "completed",
      numWant: 0,
      compact: false,
      noPeerId: true,
    });
  });

  test("passes over what it does not know, and takes the first of a repeated parameter", () => {
    const parsed = parseAnnounce(`ip=1.2.3.4&&x&=y&${query()}&left=99&port=1`);
    expect(parsed).toMatchObject({ left: 3, port: 6881 });
  });

  test("offers a raw plus both as a plus and as a space", () => {
    const parsed = parseAnnounce(query({ info_hash: `+${usual.info_hash.slice(3)}` }));
    const rest = asChars(hash).slice(1);
    expect(parsed).toMatchObject({ infoHash: `+${rest}`, infoHashOfForm: ` ${rest}` });
  });

  test.each([
    ["info_hash_missing", { info_hash: undefined }],
    ["info_hash_missing", { info_hash: "abc" }],
    ["info_hash_missing", { info_hash: `${usual.info_hash}%00` }],
    ["peer_id_missing", { peer_id: undefined }],
    ["peer_id_missing", { peer_id: "short" }],
    ["port_invalid", { port: undefined }],
    ["port_invalid", { port: "0" }],
    ["port_invalid", { port: "65536" }],
    ["port_invalid", { port: "-1" }],
    ["uploaded_invalid", { uploaded: undefined }],
    ["uploaded_invalid", { uploaded: "-1" }],
    ["uploaded_invalid", { uploaded: "1.5" }],
    ["uploaded_invalid", { uploaded: "1e9" }],
    ["uploaded_invalid", { uploaded: "9223372036854775808" }],
    ["uploaded_invalid", { uploaded: "9007199254740992" }],
    ["downloaded_invalid", { downloaded: "" }],
    ["left_invalid", { left: "NaN" }],
    ["left_invalid", { left: undefined }],
    ["event_invalid", { event: "exploded" }],
    ["accepted", { event: "stopped", port: "0" }],
    ["accepted", { event: "empty" }],
    ["accepted", { numwant: "-1" }],
  ])("says %s to %j", (expected, changes) => {
    expect(refusalOf(changes)).toBe(expected);
  });

  test("answers every string with an announce or a refusal, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const parsed = parseAnnounce(text);
        expect(isRefusal(parsed) || parsed.infoHash.length === 20).toBe(true);
      }),
    );
  });
});

describe("percent decoding", () => {
  test("undoes encodeURIComponent of any byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(decodePercent(escapeBytes(bytes, true))).toBe(asChars(bytes));
      }),
    );
  });

  test("leaves broken escapes as they are", () => {
    expect(decodePercent("%zz%4%41%")).toBe("%zz%4A%");
  });
});

describe("scrape query", () => {
  test("reads several hashes in order, up to the limit, and drops bad ones", () => {
    const other = "x".repeat(20);
    const text = `info_hash=${usual.info_hash}&info_hash=bad&info_hash=${other}&info_hash=${other}`;
    expect(parseScrape(text, 2)).toEqual([[asChars(hash)], [other]]);
  });
});
