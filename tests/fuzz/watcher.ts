import { readFileSync } from "node:fs";

import { pendingPeers, type HealthRecord } from "./watch.ts";

const EVERY_MS = 200;
const NO_ANSWER_MS = 60_000;

const [url = "", pid = ""] = process.argv.slice(2);
let worstMs = 0;
let answers = 0;

process.once("message", () => {
  process.send?.({ worstMs, answers } satisfies HealthRecord);
});

while (process.connected) {
  const startedAt = performance.now() - waitedForProcessorMs();
  const isWell = await pendingPeers(url).then(
    () => true,
    () => false,
  );
  worstMs = Math.max(
    worstMs,
    isWell ? performance.now() - waitedForProcessorMs() - startedAt : NO_ANSWER_MS,
  );
  answers++;
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}

/** Milliseconds for which the server could have run and others did; 0 where /proc is not there. */
function waitedForProcessorMs(): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "latin1").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}
