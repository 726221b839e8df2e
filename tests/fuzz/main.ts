/**
 * A million requests that no client would send, against the built tracker with a real Postgres:
 * `npm run test:fuzz -- --requests 1000000`; by default a fifth of it. --seed N, --workers N.
 * The same seed makes the same requests, though not in the same order between connections.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

import { startTestPostgres } from "../support/postgres.ts";
import { startSite } from "../support/site.ts";
import { freePort } from "../bench/processes.ts";
import { Fuzzing } from "./fuzzing.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "200000" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    workers: { type: "string", default: "192" },
  },
});
const requests = Number(values.requests);
const seed = Number(values.seed);
console.log(`Fuzzing with ${requests} requests, --seed ${seed}.`);

const stopPostgres = await startTestPostgres();
const udpPort = await freePort();
const site = await startSite({
  role: "tracker",
  env: { UDP_PORT: String(udpPort), TRUSTED_PROXIES: "127.0.0.1" },
});
let passed = 0;
let failed = 0;
try {
  const fuzzing = new Fuzzing({ site, udpPort, seed, workers: Number(values.workers) });
  for (const { claim, holds, detail } of await fuzzing.run(requests)) {
    console.log(`${holds ? "✓" : "✗"} ${claim}: ${detail}`);
    if (holds) passed++;
    else failed++;
  }
} catch (error) {
  failed++;
  console.error(error);
} finally {
  if (failed > 0) console.log(`--seed ${seed}; the server's own words:\n${site.stderr}`);
  await site.stop();
  await stopPostgres();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
