import { z } from "zod";

import { ORDERS, SORTS, type Order, type Sort } from "./schema";

const cursorSchema = z.tuple([
  z.enum(SORTS),
  z.enum(ORDERS),
  /** Which side of the row the page lies on. */
  z.enum(["after", "before"]),
  /** The row's sort key as text. */
  z.string().max(300),
  z.number().int().min(1).max(2_147_483_647),
]);

/** A place in a sorted list: between a row and its neighbour. */
export interface Cursor {
  readonly sort: Sort;
  readonly order: Order;
  readonly side: "after" | "before";
  readonly key: string;
  readonly id: number;
}

export function writeCursor({ sort, order, side, key, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, order, side, key, id])).toString("base64url");
}

/** The cursor, or null when it is none, or one of another sorting: then the list starts over. */
export function readCursor(text: string, sorting: { sort: Sort; order: Order }): Cursor | null {
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(text, "base64url").toString()));
  if (!parsed.success) return null;
  const [sort, order, side, key, id] = parsed.data;
  if (sort !== sorting.sort || order !== sorting.order) return null;
  return isKeyOf(sort, key) ? { sort, order, side, key, id } : null;
}

/** Whether Postgres can read the key as the column's type. */
function isKeyOf(sort: Sort, key: string): boolean {
  if (sort === "title") return !key.includes("\0");
  if (sort === "newest") return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(key) && isDate(key);
  return /^\d{1,18}$/.test(key) && (sort === "size" || Number(key) <= 2_147_483_647);
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
