import type { PrismaClient } from "#lib/db/generated/client";

/** Rows with a total below zero, by their table. */
export async function rowsBelowZero(database: PrismaClient): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [table, columns] of Object.entries(TOTALS)) {
    const isBelow = columns.map((column) => `${column} < 0`).join(" OR ");
    const [row] = await database.$queryRawUnsafe<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${isBelow}`,
    );
    if (row?.count !== 0) found[table] = row?.count ?? -1;
  }
  return found;
}

const TOTALS = {
  members: ["uploaded", "downloaded"],
  snatches: ["uploaded", "downloaded", '"left"', "seed_seconds"],
  peers: ["uploaded", "downloaded", '"left"'],
  torrents: ["seeders", "leechers", "snatched"],
  suspicions: ["times", "claimed_uploaded", "claimed_downloaded", "worst_bytes_per_second"],
  swarm_balances: ["uploaded", "downloaded"],
  member_balances: ["uploaded", "downloaded"],
} as const;
