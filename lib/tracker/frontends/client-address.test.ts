import { expect, test } from "vitest";

import { addressFromLane, clientAddressBehind } from "./client-address";

const behind = clientAddressBehind(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);

test("a stranger's X-Forwarded-For is not believed", () => {
  expect(behind("203.0.113.5", "198.51.100.1")).toBe("203.0.113.5");
});

test("a connection that was reset has no address, and its word is not taken for one", () => {
  expect(behind("", "198.51.100.1")).toBe("");
  expect(clientAddressBehind([])("", "198.51.100.1")).toBe("");
});

test("what a lane says of a connection that it took is so", () => {
  expect(addressFromLane("", "198.51.100.1")).toBe("198.51.100.1");
  expect(addressFromLane("", undefined)).toBe("");
  expect(addressFromLane("203.0.113.5", "198.51.100.1")).toBe("203.0.113.5");
});

test("behind a proxy, the right-most hop that is no proxy of ours counts", () => {
  expect(behind("127.0.0.1", "1.1.1.1, 198.51.100.7, 10.1.2.3")).toBe("198.51.100.7");
});

test("an IPv4 proxy in IPv6 clothes is the same proxy", () => {
  expect(behind("::ffff:127.0.0.1", "198.51.100.7")).toBe("198.51.100.7");
});

test("a hop that is no address ends the search at the last one that was", () => {
  expect(behind("127.0.0.1", "unknown")).toBe("127.0.0.1");
  expect(behind("127.0.0.1", "198.51.100.7, garbage, 10.0.0.2")).toBe("10.0.0.2");
});

test("ports and brackets that proxies add are dropped", () => {
  expect(behind("127.0.0.1", "[2001:db8::1]:443")).toBe("2001:db8::1");
});

test("when every hop is ours, the farthest one counts", () => {
  expect(behind("127.0.0.1", "10.0.0.9")).toBe("10.0.0.9");
});
