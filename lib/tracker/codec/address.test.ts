import { isIP } from "node:net";

import fc from "fast-check";
import { expect, test } from "vitest";

import { compactPeer, formatAddress, parseAddress } from "./address";

test("reads what it writes, for both families", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.ipV6()), (address) => {
      const bytes = typeof address === "string" ? parseAddress(address) : address;
      if (bytes === null) throw new Error(`unread: ${JSON.stringify(address)}`);
      const text = formatAddress(bytes);
      expect(isIP(text)).toBe(bytes.length === 4 ? 4 : 6);
      expect(parseAddress(text)).toEqual(bytes);
    }),
  );
});

test("reads an IPv4 address in IPv6 clothes as IPv4", () => {
  expect(parseAddress("::ffff:203.0.113.7")).toEqual(Uint8Array.of(203, 0, 113, 7));
  expect(parseAddress("::ffff:cb00:7107")).toEqual(Uint8Array.of(203, 0, 113, 7));
});

test("drops a zone", () => {
  expect(parseAddress("fe80::1%eth0")).toEqual(parseAddress("fe80::1"));
});

test("agrees with Node on what is no address", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."0 1 2 3 4 5 6 7 8 9 a b c d e f g : .".split(" ")) }),
      (text) => {
        expect(parseAddress(text) !== null).toBe(isIP(text) !== 0);
      },
    ),
    { numRuns: 2000 },
  );
});

test("joins address and port in network order", () => {
  expect([...compactPeer(Uint8Array.of(1, 2, 3, 4), 6881)]).toEqual([1, 2, 3, 4, 26, 225]);
});

test.each([
  ["::1", "0:0:0:0:0:0:0:1"],
  ["::", "0:0:0:0:0:0:0:0"],
  ["fe80::", "fe80:0:0:0:0:0:0:0"],
  ["2001:db8::1", "2001:db8:0:0:0:0:0:1"],
  ["2001:db8::1:0:0:1", "2001:db8:0:0:1:0:0:1"],
  ["1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"],
  ["1:0:0:2::3", "1:0:0:2:0:0:0:3"],
])("writes %s for %s", (short, long) => {
  const bytes = parseAddress(long);
  expect(bytes && formatAddress(bytes)).toBe(short);
});
