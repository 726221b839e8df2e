import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { expect, test } from "vitest";

import { startPostgres } from "../../scripts/embedded-postgres.mjs";
import { createTestDatabase } from "../support/postgres.ts";
import { expectExactCredit } from "./run.ts";

/** Longer than clients wait for an answer (15 s), so that they ask again and again. */
const awayMs = 20_000;

test("announces are answered while the database is away, and credited when it is back", async () => {
  const directory = path.resolve(import.meta.dirname, "../../.data/crash-postgres-away");
  let server = await startPostgres({ directory });
  process.env["TEST_POSTGRES_URL"] = server.adminUrl;
  const database = await createTestDatabase();
  try {
    await expectExactCredit({
      clients: 200,
      seed: "postgres away",
      databaseUrl: database.url,
      disasters: async ({ site, untilAnswered, untilSaid, expectAnswers }) => {
        const { pid } = site;
        await untilAnswered(500);
        await server.stop();
        await untilSaid(/Ledger: a batch waits, nothing is lost/);
        await expectAnswers();
        await pause(awayMs);
        await expectAnswers();
        server = await startPostgres({ directory, port: server.port });
        await untilSaid(/Ledger: the database answers again/);
        await untilAnswered(500);
        expect(site.pid, "the tracker outlives the outage").toBe(pid);
        process.kill(pid, 0);
      },
    });
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
});
