import type { Pool } from "pg";

import type { Ledger, PeerChange } from "#lib/tracker/ports";
import type { PeerTable } from "#lib/tracker/swarm/peer-table";

import { closeBatches, type Batch, type SwarmCount } from "./batch";
import { PeerChanges } from "./changes";
import { flushBatch, SupersededError, type SnatchedCount } from "./flush";

/** Milliseconds between flushes while nobody waits for one. */
const FLUSH_EVERY_MS = 1000;
/** Peers in one transaction: about 65 ms of Postgres for 2,000 of them. */
const BATCH_PEERS = 2000;
const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 2000;

export interface LedgerOptions {
  readonly pool: Pool;
  readonly peers: PeerTable;
  /** This process's turn as the owner of the database: see takeover.ts. */
  readonly epoch: number;
  /** Counts of the torrents whose swarms changed since the last call. */
  readonly takeCounts: () => SwarmCount[];
  readonly onSnatched: (counts: readonly SnatchedCount[]) => void;
  /** Another process has taken over: stop serving. */
  readonly onSuperseded: () => void;
  readonly log: (message: string) => void;
}

/**
 * The exactly-once ledger. Updates merge by peer in memory; a flush closes them into batches and
 * commits each in one transaction. A batch that failed is tried again unchanged, with the same
 * id, until its fate is known; newer updates wait in the buffer meanwhile.
 */
export class BatchedLedger implements Ledger {
  private buffer = new PeerChanges();
  private closing = new PeerChanges();
  private waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private isSuperseded = false;
  private readonly options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.options = options;
    this.schedule(FLUSH_EVERY_MS);
  }

  record(slot: number, change: PeerChange): void {
    this.buffer.record(slot, change);
  }

  touch(slot: number): void {
    this.buffer.touch(slot);
  }

  /** Whether the peer in this slot has totals that are not committed yet. */
  isPending(slot: number): boolean {
    return this.buffer.has(slot) || this.closing.has(slot);
  }

  /** Peers whose changes are not committed yet. */
  get pendingCount(): number {
    return this.buffer.size + this.closing.size;
  }

  /**
   * Resolves once everything recorded so far has committed, and sees to it that this is soon.
   * While the database is away it does not resolve: the caller decides how long to wait.
   */
  whenCommitted(): Promise<void> {
    const committed = new Promise<void>((resolve) => this.waiting.push(resolve));
    // The end of this turn of the event loop, so that announces of one burst share a transaction.
    if (this.flushing === undefined) this.schedule(0);
    return committed;
  }

  /** Commits all that is left. Nothing may be recorded afterwards. */
  async drain(): Promise<void> {
    clearTimeout(this.timer);
    while (!this.isSuperseded && (this.flushing !== undefined || this.buffer.size > 0)) {
      await this.flush();
    }
    clearTimeout(this.timer);
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), delayMs);
  }

  /** One flush at a time: a second call joins the one that runs. */
  private flush(): Promise<void> {
    this.flushing ??= this.flushOnce().finally(() => {
      this.flushing = undefined;
      if (!this.isSuperseded) this.schedule(this.waiting.length > 0 ? 0 : FLUSH_EVERY_MS);
    });
    return this.flushing;
  }

  private async flushOnce(): Promise<void> {
    const resolved = this.waiting;
    this.waiting = [];
    this.closing = this.buffer;
    this.buffer = new PeerChanges();
    const updates = this.closing.close(this.options.peers);
    const batches = closeBatches(updates, this.options.takeCounts(), BATCH_PEERS);
    for (const batch of batches) {
      const committed = await this.commit(batch);
      if (!committed) return;
    }
    this.closing = new PeerChanges();
    for (const resolve of resolved) resolve();
  }

  private async commit(batch: Batch): Promise<boolean> {
    for (let delayMs = RETRY_FIRST_MS; ; delayMs = Math.min(delayMs * 2, RETRY_LAST_MS)) {
      try {
        this.options.onSnatched(await flushBatch(this.options.pool, this.options.epoch, batch));
        if (delayMs > RETRY_FIRST_MS) this.options.log("Ledger: the database answers again.");
        return true;
      } catch (error) {
        if (error instanceof SupersededError) {
          this.isSuperseded = true;
          this.options.onSuperseded();
          return false;
        }
        if (delayMs === RETRY_FIRST_MS) this.reportOutage(error);
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  }

  private reportOutage(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.options.log(`Ledger: a batch waits, nothing is lost; trying again (${reason}).`);
  }
}
