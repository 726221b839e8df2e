import { describe, expect, test } from "vitest";

import { addressBucket, waitWords } from "./rules";

describe("what counts as one address", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::99", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1:2", "fe80:0:0:0::/64"],
    ["", "unknown"],
  ])("%s is in %s", (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket);
  });
});

test("waits are whole minutes, rounded up", () => {
  expect([1, 60, 61, 900].map(waitWords)).toEqual([
    "1 minute",
    "1 minute",
    "2 minutes",
    "15 minutes",
  ]);
});
