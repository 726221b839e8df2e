import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import pg from "pg";
import { expect, test } from "vitest";

import { seededRandom } from "../../prisma/factories/random.ts";
import { startPostgres } from "../../scripts/embedded-postgres.mjs";
import { createTestDatabase } from "../support/postgres.ts";
import { expectExactCredit } from "./run.ts";

const kills = 8;

test("a Postgres that is killed in the middle loses nothing that was promised", async () => {
  const random = seededRandom("postgres killed");
  const directory = path.resolve(import.meta.dirname, "../../.data/crash-postgres");
  let server = await startPostgres({ directory });
  process.env["TEST_POSTGRES_URL"] = server.adminUrl;
  const database = await createTestDatabase();
  try {
    await expectExactCredit({
      clients: 200,
      seed: "postgres killed",
      databaseUrl: database.url,
      disasters: async ({ killTracker, site }) => {
        const trackerPid = site.pid;
        for (let killed = 0; killed < kills; killed++) {
          await pause(random.integer(200, 1500));
          // Either one of its processes, after which it recovers by itself, or the whole server.
          if (killed % 2 === 0) process.kill(await ledgerBackend(database.url), "SIGKILL");
          else server = await killServer();
        }
        expect(site.pid, "the tracker outlives every outage of its database").toBe(trackerPid);
        await killTracker(async () => {
          server = await killServer();
        });
      },
    });
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }

  async function killServer() {
    process.kill(server.pid, "SIGKILL");
    await server.lost;
    await pause(random.integer(0, 2000));
    return startPostgres({ directory, port: server.port });
  }
});

/** The process of the server that works for the ledger. It may take a while until there is one. */
async function ledgerBackend(databaseUrl: string): Promise<number> {
  for (;;) {
    const client = new pg.Client({ connectionString: databaseUrl });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'swarmkeep ledger' LIMIT 1",
      );
      if (rows[0]) return rows[0].pid;
    } catch {
      // It still recovers from the last time.
    } finally {
      await client.end();
    }
    await pause(50);
  }
}
