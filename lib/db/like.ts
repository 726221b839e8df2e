/**
 * Text for Prisma's `contains` and `startsWith`, which pass `%` and `_` on to LIKE as wildcards:
 * a search for `_` would otherwise find everything.
 */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}
