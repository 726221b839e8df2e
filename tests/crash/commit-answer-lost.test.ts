import { setTimeout as pause } from "node:timers/promises";

import { test } from "vitest";

import { seededRandom } from "../../prisma/factories/random.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { type Cut, startCommitCutter } from "./commit-cutter.ts";
import { expectExactCredit } from "./run.ts";

const cuts = 40;

test("a COMMIT whose answer is lost counts once, whether the tracker lives or dies", async () => {
  const random = seededRandom("commit answer lost");
  const database = await createTestDatabase();
  const cutter = await startCommitCutter(database.url);
  try {
    await expectExactCredit({
      clients: 200,
      seed: "commit answer lost",
      databaseUrl: database.url,
      env: { DATABASE_URL: cutter.url },
      disasters: async ({ killTracker }) => {
        for (let made = 0; made < cuts; made++) {
          await pause(random.integer(20, 400));
          await cutter.cutNext(
            random.pick<Cut>(["beforeCommit", "beforeAnswer", "beforeAnswer", "afterAnswer"]),
          );
          const next = random.pick(["kill", "outage", "nothing"] as const);
          if (next === "kill") await killTracker();
          if (next === "outage") await outage(random.integer(50, 900));
        }
      },
    });
  } finally {
    await cutter.close();
    await database.drop();
  }

  async function outage(milliseconds: number): Promise<void> {
    cutter.refuse(true);
    await pause(milliseconds);
    cutter.refuse(false);
  }
});
