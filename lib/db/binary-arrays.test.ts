import { expect, test } from "vitest";

import { boolArray, byteaArray, int4Array, int8Array, textArray } from "./binary-arrays";

test("an int8 array is what array_send writes", () => {
  expect(int8Array([1, null]).toString("hex")).toBe(
    "00000001" +
      "00000001" +
      "00000014" +
      "00000002" +
      "00000001" +
      "00000008" +
      "0000000000000001" +
      "ffffffff",
  );
});

test("empty arrays have a dimension of length 0", () => {
  for (const array of [
    int4Array([]),
    int8Array([]),
    boolArray([]),
    byteaArray([]),
    textArray([]),
  ]) {
    expect(array).toHaveLength(20);
    expect(array.readInt32BE(12)).toBe(0);
  }
});
