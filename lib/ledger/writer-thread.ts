import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";

import { Pool } from "pg";
import { z } from "zod";

import { SupersededError, type SnatchedCount } from "./flush";
import type { ThreadOptions } from "./threaded-writer";
import { createWriter, type PackedBatch } from "./writer";

/** What the thread is told. */
export type ToThread = { readonly kind: "write"; readonly batch: PackedBatch } | { kind: "close" };

/** What the thread tells. Each `write` is answered by one of the first three, in order. */
export type FromThread =
  | { readonly kind: "committed"; readonly snatched: readonly SnatchedCount[] }
  | { readonly kind: "superseded" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "log"; readonly message: string }
  | { readonly kind: "closed" };

/** Of 19: about a third of what the announces get. */
const NICENESS = 5;

const options: ThreadOptions = z
  .object({ connectionString: z.string(), epoch: z.number() })
  .parse(workerData);

const pool = new Pool({
  connectionString: options.connectionString,
  max: 1,
  // A connection that fell silent must not hold the ledger, nor its locks a successor.
  options: "-c TimeZone=UTC -c idle_in_transaction_session_timeout=30s",
  query_timeout: 60_000,
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  application_name: "swarmkeep ledger",
});
pool.on("error", () => {
  // An idle connection that the server closed: the pool opens another at the next query.
});
pool.on("connect", (client) => {
  // One that breaks during a transaction: its query rejects, which is all that we need to hear.
  client.on("error", () => undefined);
});

giveWay();
const writer = createWriter({
  pool,
  epoch: options.epoch,
  log: (message) => {
    tell({ kind: "log", message });
  },
});

parentPort?.on("message", (message: ToThread) => {
  void (message.kind === "write" ? write(message.batch) : close());
});

/** Announces come first where processors are short: a batch may take longer, a client may not. */
function giveWay(): void {
  try {
    // On Linux a thread has a priority of its own, by its number in "<process>/task/<thread>".
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(thread, NICENESS);
  } catch {
    // Elsewhere threads are equal.
  }
}

async function write(batch: PackedBatch): Promise<void> {
  try {
    tell({ kind: "committed", snatched: await writer.write(batch) });
  } catch (error) {
    if (error instanceof SupersededError) tell({ kind: "superseded" });
    else tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}

async function close(): Promise<void> {
  await writer.close();
  await pool.end();
  tell({ kind: "closed" });
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}
