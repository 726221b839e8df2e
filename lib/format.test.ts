import { describe, expect, test } from "vitest";

import {
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatExactBytes,
  formatMoment,
  formatRatio,
  formatRelative,
} from "./format";

describe("bytes", () => {
  test.each([
    [0n, "0 B"],
    [1023n, "1023 B"],
    [1024n, "1.00 KiB"],
    [1536n, "1.50 KiB"],
    [1_572_864n, "1.50 MiB"],
    [1024n ** 3n - 1n, "1,023 MiB"],
    [1024n ** 3n, "1.00 GiB"],
    [17_523_466_567_680n, "15.9 TiB"],
    [120n * 1024n ** 4n, "120 TiB"],
    [2n ** 63n - 1n, "7.99 EiB"],
    [-1536n, "-1.50 KiB"],
  ])("%s bytes are %s", (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  test("takes numbers as well", () => {
    expect(formatBytes(2048)).toBe("2.00 KiB");
  });

  test("rounds down: 2 GiB less one byte are not 2.00 GiB", () => {
    expect(formatBytes(2n * 1024n ** 3n - 1n)).toBe("1.99 GiB");
  });

  test("exact bytes keep every digit beyond 2^53", () => {
    expect(formatExactBytes(9_007_199_254_740_993n)).toBe("9,007,199,254,740,993 bytes");
    expect(formatExactBytes(1)).toBe("1 byte");
  });
});

describe("ratio", () => {
  test.each([
    [0n, 0n, "–"],
    [5n, 0n, "∞"],
    [0n, 5n, "0.00"],
    [1n, 1n, "1.00"],
    [999n, 1000n, "0.99"],
    [2n ** 62n, 1n, "4,611,686,018,427,387,904.00"],
  ])("%s up and %s down is %s", (uploaded, downloaded, words) => {
    expect(formatRatio(uploaded, downloaded)).toBe(words);
  });
});

describe("duration", () => {
  test.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [3599, "59 min"],
    [3600, "1 h"],
    [3660, "1 h 1 min"],
    [86_400 + 59, "1 d"],
    [2 * 86_400 + 4 * 3600 + 120, "2 d 4 h"],
    [400 * 86_400, "1 y 35 d"],
  ])("%s seconds are %s", (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
    expect(formatDuration(BigInt(seconds))).toBe(words);
  });
});

describe("moments", () => {
  const now = new Date("2026-11-22T12:00:00Z");

  test.each([
    ["2026-11-22T11:59:31Z", "just now"],
    ["2026-11-22T11:59:00Z", "1 minute ago"],
    ["2026-11-22T09:00:00Z", "3 hours ago"],
    ["2026-11-21T11:00:00Z", "1 day ago"],
    ["2026-11-10T12:00:00Z", "1 week ago"],
    ["2026-08-22T12:00:00Z", "3 months ago"],
    ["2024-11-01T12:00:00Z", "2 years ago"],
    ["2026-11-28T13:00:00Z", "in 6 days"],
    ["2026-11-29T11:59:59Z", "in 7 days"],
    ["2026-11-28T11:59:00Z", "in 6 days"],
  ])("%s was %s", (moment, words) => {
    expect(formatRelative(new Date(moment), now)).toBe(words);
  });

  test("are written in UTC, whatever the machine's zone", () => {
    const moment = new Date("2026-11-22T23:30:00-05:00");
    expect(formatMoment(moment)).toBe("2026-11-23 04:30 UTC");
    expect(formatDay(moment)).toBe("2026-11-23");
  });
});

test("counts have separators", () => {
  expect(formatCount(1_234_567n)).toBe("1,234,567");
});
