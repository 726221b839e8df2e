/**
 * One-dimensional arrays in PostgreSQL's binary format, for `unnest($1::int8[], …)`. The driver
 * sends a Buffer as it is, which spares both sides from writing and reading text: a batch of
 * thousands of rows costs a tenth.
 *
 * The format is that of array_send: dimensions, whether there are nulls, the element's type, then
 * length and lower bound, then each element with its length (−1 for null). Numbers are big-endian.
 */
const HEADER_BYTES = 20;

/** Types of pg_type, by their fixed ids. */
const OID = { bool: 16, bytea: 17, int8: 20, int4: 23, text: 25 } as const;

/** `int4[]` of whole numbers within 32 bits. */
export function int4Array(values: readonly number[]): Buffer {
  const buffer = start(OID.int4, values.length, values.length * 8);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(4, at);
    at = buffer.writeInt32BE(value, at);
  }
  return buffer;
}

/** `int8[]` of whole numbers up to 2^53 − 1, or nulls. */
export function int8Array(values: readonly (number | null)[]): Buffer {
  const buffer = start(OID.int8, values.length, values.length * 12);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : 8, at);
    if (value === null) continue;
    at = buffer.writeInt32BE(Math.floor(value / 2 ** 32), at);
    at = buffer.writeUInt32BE(value >>> 0, at);
  }
  return buffer.subarray(0, at);
}

/** `bool[]` with nulls. */
export function boolArray(values: readonly (boolean | null)[]): Buffer {
  const buffer = start(OID.bool, values.length, values.length * 5);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : 1, at);
    if (value !== null) at = buffer.writeUInt8(value ? 1 : 0, at);
  }
  return buffer.subarray(0, at);
}

/** `bytea[]` with nulls. */
export function byteaArray(values: readonly (Uint8Array | null)[]): Buffer {
  return ofBytes(OID.bytea, values);
}

/** `text[]` in UTF-8. PostgreSQL's text holds no NUL: it is left out. */
export function textArray(values: readonly string[]): Buffer {
  return ofBytes(
    OID.text,
    values.map((value) => Buffer.from(value.replaceAll("\0", ""), "utf8")),
  );
}

function ofBytes(type: number, values: readonly (Uint8Array | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 0);
  const buffer = start(type, values.length, size);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(value?.length ?? -1, at);
    if (value === null) continue;
    buffer.set(value, at);
    at += value.length;
  }
  return buffer;
}

function start(type: number, count: number, bodyBytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + bodyBytes);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(type, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
}
