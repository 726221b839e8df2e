import type { AuditChange } from "./types";

/** What differs between the two sides of an entry, field by field, in the order they were written. */
export function changesBetween(before: unknown, after: unknown): AuditChange[] {
  const old = fieldsOf(before);
  const now = fieldsOf(after);
  const fields = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...fields]
    .map((field) => ({ field, before: textOf(old[field]), after: textOf(now[field]) }))
    .filter((change) => change.before !== change.after);
}

function fieldsOf(side: unknown): Record<string, unknown> {
  return typeof side === "object" && side !== null && !Array.isArray(side)
    ? (side as Record<string, unknown>)
    : {};
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
