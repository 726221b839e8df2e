import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseRequestHead } from "./request-head";

const passkey = "a".repeat(32);
const head = (lines: string[], target = `/announce/${passkey}?x=1`, version = "1.1"): string =>
  [`GET ${target} HTTP/${version}`, ...lines].join("\r\n");

describe("request head", () => {
  test("of an announce is read, header names in any case", () => {
    const read = parseRequestHead(
      head([
        "Host: x",
        "USER-AGENT:  qBittorrent/4.5.2 ",
        "x-Forwarded-For: 1.2.3.4",
        "Accept: */*",
      ]),
    );
    expect(read).toEqual({
      call: { verb: "announce", passkey, query: "x=1" },
      isHead: false,
      keepAlive: true,
      userAgent: "qBittorrent/4.5.2",
      forwardedFor: "1.2.3.4",
    });
  });

  test("says whether the connection stays open, for both versions", () => {
    const stays = (version: string, ...lines: string[]): boolean | undefined =>
      parseRequestHead(head(lines, undefined, version))?.keepAlive;
    expect(stays("1.1")).toBe(true);
    expect(stays("1.1", "Connection: close")).toBe(false);
    expect(stays("1.0")).toBe(false);
    expect(stays("1.0", "Connection: Keep-Alive")).toBe(true);
  });

  test("joins several X-Forwarded-For in their order", () => {
    const read = parseRequestHead(head(["X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 2.2.2.2"]));
    expect(read?.forwardedFor).toBe("1.1.1.1,2.2.2.2");
  });

  test.each([
    ["a page", head([], "/torrents")],
    ["a POST", head([]).replace("GET", "POST")],
    ["a body", head(["Content-Length: 3"])],
    ["chunks", head(["Transfer-Encoding: chunked"])],
    ["another protocol", head([], undefined, "2.0").replace("HTTP/2.0", "HTTP/2.00")],
    ["an absolute target", head([], `http://x/announce/${passkey}`)],
    ["a space in the target", head([], `/announce/${passkey}?a b`)],
    ["a line without a colon", head(["Host"])],
    ["a line that begins with a colon", head([": x"])],
    ["nothing", ""],
  ])("leaves %s to the full server", (_, text) => {
    expect(parseRequestHead(text)).toBeNull();
  });

  test("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const read = parseRequestHead(`GET /announce/${passkey}?${text}`);
        expect(read === null || read.call.passkey === passkey).toBe(true);
      }),
    );
  });
});
