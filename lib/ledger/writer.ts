import { randomUUID } from "node:crypto";

import type { Pool } from "pg";

import { Balances } from "./balances";
import type { SwarmCount } from "./batch";
import { flushBatch, SupersededError, type SnatchedCount } from "./flush";
import { unpack, type PackedUpdates } from "./packed";

const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 2000;

/** One transaction's worth of changes, as the tracker hands it over. */
export interface PackedBatch {
  readonly updates: PackedUpdates;
  readonly counts: readonly SwarmCount[];
  readonly fastestBytesPerSecond: number;
}

/** Commits batches, one after another, in the order in which they come. */
export interface LedgerWriter {
  /**
   * Resolves once the batch has committed, however long that takes.
   * @returns the new snatch counts of torrents that somebody completed
   * @throws SupersededError when another process has taken over
   */
  write(batch: PackedBatch): Promise<readonly SnatchedCount[]>;
  close(): Promise<void>;
}

export interface WriterOptions {
  readonly pool: Pool;
  /** This process's turn as the owner of the database: see takeover.ts. */
  readonly epoch: number;
  readonly log: (message: string) => void;
}

/**
 * Writes batches to PostgreSQL. One that failed is tried again unchanged, with the same id, until
 * its fate is known.
 */
export function createWriter({ pool, epoch, log }: WriterOptions): LedgerWriter {
  const balances = new Balances();
  let last: Promise<unknown> = Promise.resolve();

  const commit = async (packed: PackedBatch): Promise<readonly SnatchedCount[]> => {
    const batch = { ...packed, id: randomUUID(), updates: unpack(packed.updates) };
    for (let delayMs = RETRY_FIRST_MS; ; delayMs = Math.min(delayMs * 2, RETRY_LAST_MS)) {
      try {
        const snatched = await flushBatch({ pool, epoch, balances }, batch);
        if (delayMs > RETRY_FIRST_MS) log("Ledger: the database answers again.");
        return snatched;
      } catch (error) {
        if (error instanceof SupersededError) throw error;
        if (delayMs === RETRY_FIRST_MS) log(outage(error));
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  };
  return {
    write(batch) {
      const written = last.then(() => commit(batch));
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await writeRest(pool, balances);
    },
  };
}

/** The last minute of balances. They are evidence: a database that is away costs us nothing else. */
async function writeRest(pool: Pool, balances: Balances): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await balances.write(client, true);
    await client.query("COMMIT");
    balances.written();
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
  } finally {
    client.release(broken);
  }
}

function outage(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `Ledger: a batch waits, nothing is lost; trying again (${reason}).`;
}
