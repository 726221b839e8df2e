import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";

import { env } from "#lib/env";

import { PrismaClient } from "./generated/client.ts";

export type { Prisma } from "./generated/client.ts";

interface Database {
  readonly pool: Pool;
  readonly prisma: PrismaClient;
}

/** Next bundles modules more than once and reloads them in development: one pool a process. */
const shared = globalThis as { swarmkeepDatabase?: Database };

/**
 * The Prisma client: only `queries.ts` and `mutations.ts` import it. It connects at its first use,
 * because a build loads this module where there is no database.
 */
export const prisma: PrismaClient = new Proxy({} as PrismaClient, {
  get: (_, property): unknown => Reflect.get(database().prisma, property),
});

/** Closes every connection: at the end of a program. */
export async function closeDatabase(): Promise<void> {
  await database().pool.end();
}

function database(): Database {
  return (shared.swarmkeepDatabase ??= open());
}

/** Milliseconds: a burst of registrations waits its turn for a connection. */
const transactionOptions = { maxWait: 10_000, timeout: 15_000 };

/** Sessions are UTC, since adapter-pg writes times without an offset. */
function open(): Database {
  const opened = new Pool({
    connectionString: env().DATABASE_URL,
    max: env().DATABASE_POOL_SIZE,
    options: "-c TimeZone=UTC",
  });
  opened.on("error", () => {
    // An idle connection that the server closed: the pool opens another at the next query.
  });
  opened.on("connect", (client) => {
    // One that breaks in use: its query rejects, and nobody else needs to hear of it.
    client.on("error", () => undefined);
  });
  return {
    pool: opened,
    prisma: new PrismaClient({ adapter: new PrismaPg(opened), transactionOptions }),
  };
}
