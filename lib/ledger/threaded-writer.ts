import { Worker } from "node:worker_threads";

import { SupersededError, type SnatchedCount } from "./flush";
import type { FromThread, ToThread } from "./writer-thread";
import type { LedgerWriter, PackedBatch } from "./writer";

/** What the thread needs to begin. */
export interface ThreadOptions {
  readonly connectionString: string;
  readonly epoch: number;
}

interface Asked {
  readonly resolve: (snatched: readonly SnatchedCount[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A writer in a thread of its own: making and sending a batch takes tens of milliseconds of
 * processor time, for which no announce should wait.
 *
 * @param script the built writer-thread.ts
 * @throws Error from `write` when the thread has died
 */
export function createThreadedWriter(
  script: string | URL,
  options: ThreadOptions,
  log: (message: string) => void,
): LedgerWriter {
  const thread = new Worker(script, { workerData: options });
  const asked: Asked[] = [];
  let broken: Error | null = null;
  let closed: () => void = () => undefined;

  const handle = (message: FromThread): void => {
    if (message.kind === "log") log(message.message);
    else if (message.kind === "closed") closed();
    else if (message.kind === "committed") asked.shift()?.resolve(message.snatched);
    else asked.shift()?.reject(errorOf(message));
  };
  const fail = (error: Error): void => {
    // It may die while nobody asks anything of it: the next who does must hear of it.
    broken ??= error;
    for (const one of asked.splice(0)) one.reject(error);
    closed();
  };
  thread.on("message", handle);
  thread.on("error", fail);
  thread.on("exit", (code) => {
    fail(new Error(`The ledger's thread left with code ${code}.`));
  });
  const tell = (message: ToThread, transfer: ArrayBuffer[] = []): void => {
    thread.postMessage(message, transfer);
  };
  return {
    write: (batch: PackedBatch) =>
      new Promise<readonly SnatchedCount[]>((resolve, reject) => {
        if (broken !== null) {
          reject(broken);
          return;
        }
        asked.push({ resolve, reject });
        const { numbers, ids, bytes } = batch.updates;
        tell({ kind: "write", batch }, [numbers.buffer, ids.buffer, bytes.buffer]);
      }),
    async close() {
      if (broken !== null) return;
      const isClosed = new Promise<void>((resolve) => (closed = resolve));
      tell({ kind: "close" });
      await isClosed;
      await thread.terminate();
    },
  };
}

function errorOf(message: Extract<FromThread, { kind: "superseded" | "failed" }>): Error {
  return message.kind === "superseded"
    ? new SupersededError("Another tracker has taken over this database.")
    : new Error(message.reason);
}
