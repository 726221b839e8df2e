import { isIP } from "node:net";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compactPeer, formatAddress, parseAddress, parseStatedAddress } from "./address";

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

describe("stated addresses", () => {
  const read = (text: string): string | null => {
    const compact = parseStatedAddress(text, 6881);
    if (compact === null) return null;
    const port = ((compact.at(-2) ?? 0) << 8) | (compact.at(-1) ?? 0);
    return `${formatAddress(compact.subarray(0, -2))} ${port}`;
  };

  test("are read in every form that clients write them in", () => {
    expect(read("203.0.113.9")).toBe("203.0.113.9 6881");
    expect(read("203.0.113.9:7000")).toBe("203.0.113.9 7000");
    expect(read("2001:db8::1")).toBe("2001:db8::1 6881");
    expect(read("[2001:db8::1]:7000")).toBe("2001:db8::1 7000");
    expect(read("[2001:db8::1]")).toBe("2001:db8::1 6881");
    expect(read("::ffff:203.0.113.9")).toBe("203.0.113.9 6881");
  });

  test.each([
    ..."10.1.2.3 127.0.0.1 192.168.1.1 172.16.0.1 172.31.9.9 100.64.0.1 169.254.1.1".split(" "),
    ..."0.0.0.0 224.0.0.1 255.255.255.255 198.18.0.1 ::1 fe80::1 fc00::1 ff02::1".split(" "),
    ..."::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1:: 2001:0:1:: 2001::1 203.0.113.9:0".split(" "),
    ..."203.0.113.9:99999 example.org 203.0.113 [2001:db8::1]:x".split(" "),
    "",
  ])("%s is nobody's address on the internet", (text) => {
    expect(read(text)).toBeNull();
  });

  test.each(["172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "8.8.8.8", "2a00:1::1"])(
    "%s is",
    (text) => {
      expect(read(text)).not.toBeNull();
    },
  );
});
