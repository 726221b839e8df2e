import { prisma } from "#lib/db/client";

import type { Limit } from "./rules";

export type Try =
  { readonly kind: "taken" } | { readonly kind: "spent"; readonly retryAfterSeconds: number };

/**
 * Takes one try before the work that may fail. One statement on one row: of fifty tries at once
 * exactly `limit.tries` are taken. Give it back, or forget them all, when nothing failed.
 */
export async function takeTry(key: string, limit: Limit): Promise<Try> {
  const rows = await prisma.$queryRaw<{ failures: number; wait: number }[]>`
    INSERT INTO throttles AS t (key, failures, window_start) VALUES (${key}, 1, now())
    ON CONFLICT (key) DO UPDATE SET
      failures = CASE WHEN t.window_start <= now() - make_interval(secs => ${limit.windowSeconds})
        THEN 1 ELSE least(t.failures + 1, ${limit.tries + 1}) END,
      window_start = CASE
        WHEN t.window_start <= now() - make_interval(secs => ${limit.windowSeconds})
        THEN now() ELSE t.window_start END
    RETURNING failures,
      ceil(${limit.windowSeconds} - extract(epoch FROM now() - window_start))::int AS wait`;
  const [row] = rows;
  if (row === undefined || row.failures <= limit.tries) return { kind: "taken" };
  return { kind: "spent", retryAfterSeconds: Math.max(1, row.wait) };
}

/** Gives back a try that turned out not to be a failure. */
export async function giveBackTry(key: string): Promise<void> {
  await prisma.$executeRaw`
    UPDATE throttles SET failures = failures - 1 WHERE key = ${key} AND failures > 0`;
}

/** Forgets every failure under the key, and what is older than a day under any. */
export async function forgetTries(key: string): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM throttles WHERE key = ${key} OR window_start < now() - interval '1 day'`;
}
