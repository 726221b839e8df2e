import { setTimeout as pause } from "node:timers/promises";

import { test } from "vitest";

import { seededRandom } from "../../prisma/factories/random.ts";
import { expectExactCredit } from "./run.ts";

const kills = 24;

test("a tracker that is killed again and again loses nothing and doubles nothing", async () => {
  const random = seededRandom("tracker killed");
  await expectExactCredit({
    clients: 400,
    seed: "tracker killed",
    disasters: async ({ killTracker }) => {
      for (let killed = 0; killed < kills; killed++) {
        await pause(random.integer(100, 1500));
        await killTracker();
      }
    },
  });
});
