import fc from "fast-check";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { boolArray, byteaArray, int4Array, int8Array, textArray } from "#lib/db/binary-arrays";
import { env } from "#lib/env";

const client = new Client({ connectionString: env().DATABASE_URL });
beforeAll(() => client.connect());
afterAll(() => client.end());

async function echo(type: string, array: Buffer): Promise<unknown[]> {
  const { rows } = await client.query<{ value: unknown }>(
    `SELECT value FROM unnest($1::${type}[]) WITH ORDINALITY AS u(value, place) ORDER BY place`,
    [array],
  );
  return rows.map((row) => row.value);
}

const runs = { numRuns: 25 };
const many = { maxLength: 40 };

test("PostgreSQL reads whole numbers as they were", async () => {
  const int4 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(int4, many), async (values) => {
      expect(await echo("int4", int4Array(values))).toEqual(values);
    }),
    runs,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.maxSafeInteger()), many), async (values) => {
      const read = await echo("int8", int8Array(values));
      expect(read).toEqual(values.map((value) => (value === null ? null : String(value))));
    }),
    runs,
  );
});

test("PostgreSQL reads bytes, text and booleans as they were", async () => {
  const bytes = fc.option(fc.uint8Array({ maxLength: 40 }));
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, many), async (values) => {
      const read = (await echo("bytea", byteaArray(values))) as (Buffer | null)[];
      expect(read.map((value) => value && [...value])).toEqual(
        values.map((value) => value && [...value]),
      );
    }),
    runs,
  );
  const text = fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", ""));
  await fc.assert(
    fc.asyncProperty(fc.array(text, many), fc.array(fc.boolean(), many), async (texts, flags) => {
      expect(await echo("text", textArray(texts))).toEqual(texts);
      expect(await echo("bool", boolArray(flags))).toEqual(flags);
    }),
    runs,
  );
});
