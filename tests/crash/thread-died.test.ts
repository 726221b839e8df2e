import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";

import { test } from "vitest";

import { seededRandom } from "../../prisma/factories/random.ts";
import { expectExactCredit } from "./run.ts";

const deaths = 8;

test("a tracker whose ledger thread dies leaves, and the next one recovers", async () => {
  const random = seededRandom("thread died");
  const folder = await mkdtemp(path.join(tmpdir(), "swarmkeep-bomb-"));
  const bomb = path.join(folder, "bomb");
  const preload = pathToFileURL(path.join(import.meta.dirname, "thread-bomb.mjs")).href;
  try {
    await expectExactCredit({
      clients: 200,
      seed: "thread died",
      env: { NODE_OPTIONS: `--import=${preload}`, THREAD_BOMB: bomb },
      disasters: async ({ breakTracker }) => {
        for (let died = 0; died < deaths; died++) {
          await pause(random.integer(100, 1500));
          await breakTracker(() => writeFile(bomb, ""), /the bomb in the thread went off/);
        }
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
