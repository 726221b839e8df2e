import type { Ledger, PeerChange } from "#lib/tracker/ports";
import type { PeerTable } from "#lib/tracker/swarm/peer-table";

import type { SwarmCount } from "./batch";
import { PeerChanges } from "./changes";
import { SupersededError, type SnatchedCount } from "./flush";
import type { LedgerWriter } from "./writer";

/** Milliseconds between flushes while nobody waits for one. */
const FLUSH_EVERY_MS = 3000;
/** Peers in one transaction: about 65 ms of Postgres for 2,000 of them. */
const BATCH_PEERS = 2000;
/** Batches handed to the writer at a time: one that it works on, and the next. */
const IN_FLIGHT_AT_MOST = 2;

export interface LedgerOptions {
  readonly peers: PeerTable;
  readonly writer: LedgerWriter;
  /** Counts of the torrents whose swarms changed since the last call. */
  readonly takeCounts: () => SwarmCount[];
  /** What one client may claim to have transferred in a second. */
  readonly fastestBytesPerSecond: () => number;
  readonly onSnatched: (counts: readonly SnatchedCount[]) => void;
  /** Another process has taken over: stop serving. */
  readonly onSuperseded: () => void;
  /** The writer is gone: nothing can be committed any more. */
  readonly onBroken: (error: unknown) => void;
}

interface Waiting {
  /** Changes up to this number must have committed. */
  readonly through: number;
  readonly resolve: () => void;
}

/**
 * The exactly-once ledger. Updates merge by peer in memory; batches of them go to the writer in
 * their order, each a transaction. While the writer is busy or the database away, later updates
 * merge on: memory is bounded by the number of peers.
 */
export class BatchedLedger implements Ledger {
  private readonly changes = new PeerChanges();
  private waiting: Waiting[] = [];
  /** Changes below this number go out as soon as the writer takes them. */
  private due = 0;
  private committedThrough = 0;
  private inFlight = 0;
  private isPumping = false;
  private isOver = false;
  private end: () => void = () => undefined;
  private readonly over = new Promise<void>((resolve) => (this.end = resolve));
  private readonly timer: NodeJS.Timeout;
  private readonly options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.options = options;
    this.timer = setInterval(() => {
      this.flush();
    }, FLUSH_EVERY_MS);
  }

  record(slot: number, change: PeerChange): void {
    this.changes.record(slot, change);
  }

  touch(slot: number): void {
    this.changes.touch(slot);
  }

  /**
   * Whether the peer in this slot has changes that no batch holds yet. Batches commit in their
   * order, so that a peer which comes back meets its totals of the one before.
   */
  isPending(slot: number): boolean {
    return this.changes.has(slot);
  }

  /** Peers whose changes are not committed yet. */
  get pendingCount(): number {
    return this.changes.end - this.committedThrough;
  }

  /**
   * Resolves once everything recorded so far has committed, and sees to it that this is soon.
   * While the database is away it does not resolve: the caller decides how long to wait.
   */
  whenCommitted(): Promise<void> {
    const through = this.changes.end;
    if (through <= this.committedThrough) return Promise.resolve();
    const committed = new Promise<void>((resolve) => this.waiting.push({ through, resolve }));
    // The end of this turn of the event loop, so that announces of one burst share a transaction.
    if (this.inFlight === 0) this.pumpSoon();
    return committed;
  }

  /** Commits all that is left. Nothing may be recorded afterwards. */
  async drain(): Promise<void> {
    clearInterval(this.timer);
    while (!this.isOver && this.pendingCount > 0) {
      await Promise.race([this.whenCommitted(), this.over]);
    }
    await this.options.writer.close();
  }

  private flush(): void {
    this.due = this.changes.end;
    this.pumpSoon();
  }

  /** One batch a turn of the event loop: packing a thousand peers takes half a millisecond. */
  private pumpSoon(): void {
    if (this.isPumping || this.isOver) return;
    this.isPumping = true;
    setImmediate(() => {
      this.isPumping = false;
      this.pump();
    });
  }

  private pump(): void {
    if (this.isOver || this.inFlight >= IN_FLIGHT_AT_MOST) return;
    const { changes } = this;
    if (this.waiting.length > 0) this.due = changes.end;
    if (changes.start >= this.due) return;
    this.send();
    if (changes.start < this.due) this.pumpSoon();
  }

  private send(): void {
    const { peers, writer, takeCounts, fastestBytesPerSecond } = this.options;
    const updates = this.changes.pack(peers, BATCH_PEERS);
    const through = this.changes.start;
    this.inFlight++;
    writer
      .write({ updates, counts: takeCounts(), fastestBytesPerSecond: fastestBytesPerSecond() })
      .then((snatched) => {
        this.inFlight--;
        this.committed(through, snatched);
      })
      .catch((error: unknown) => {
        this.isOver = true;
        this.end();
        clearInterval(this.timer);
        if (error instanceof SupersededError) this.options.onSuperseded();
        else this.options.onBroken(error);
      });
  }

  private committed(through: number, snatched: readonly SnatchedCount[]): void {
    this.committedThrough = through;
    if (snatched.length > 0) this.options.onSnatched(snatched);
    const { waiting } = this;
    if (waiting.length > 0) {
      this.waiting = waiting.filter((one) => one.through > through);
      for (const one of waiting) if (one.through <= through) one.resolve();
    }
    if (this.waiting.length > 0 || this.changes.start < this.due) this.pumpSoon();
  }
}
