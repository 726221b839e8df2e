import type { Pool } from "pg";

import { forgetOldRows } from "#lib/ledger/housekeeping";
import type { SwarmCount } from "#lib/ledger/batch";
import { BatchedLedger } from "#lib/ledger/ledger";
import { loadPeers, takeOver } from "#lib/ledger/takeover";
import { followChanges, type Unfollow } from "#lib/registry/follow";
import { loadAll, loadSettings } from "#lib/registry/load";
import { MemoryRegistry } from "#lib/registry/registry";
import { expirePeers, forgetPeers, withdrawPeers } from "#lib/tracker/expiry";
import type { TrackerSettings } from "#lib/tracker/ports";
import { Swarms } from "#lib/tracker/swarm/swarms";
import type { Tracker } from "#lib/tracker/tracker";

const SWEEP_EVERY_MS = 15_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;

export interface TrackerProcessOptions {
  readonly pool: Pool;
  readonly connectionString: string;
  readonly onSuperseded: () => void;
  readonly log: (message: string) => void;
}

/** The tracker with its registry and ledger, loaded and running. */
export interface TrackerProcess {
  readonly tracker: Tracker;
  readonly ledger: BatchedLedger;
  /** Commits what is left and lets go of the database. */
  close(): Promise<void>;
}

/**
 * Takes over the ledger, loads members, torrents, settings and peers, and keeps them current.
 * A process may call this once.
 */
export async function startTracker(options: TrackerProcessOptions): Promise<TrackerProcess> {
  const { pool, log } = options;
  const epoch = await takeOver(pool);
  const registry = new MemoryRegistry();
  const swarms = new Swarms();
  let settings: TrackerSettings = await loadSettings(pool);
  const unixSeconds = (): number => Math.floor(Date.now() / 1000);

  const ledger = new BatchedLedger({
    pool,
    peers: swarms.peers,
    epoch,
    takeCounts: () => changedCounts(swarms),
    onSnatched: (counts) => {
      for (const { torrentId, snatched } of counts) registry.setSnatched(torrentId, snatched);
    },
    onSuperseded: options.onSuperseded,
    log,
  });
  const tracker: Tracker = {
    registry,
    swarms,
    ledger,
    settings: () => settings,
    now: unixSeconds,
    random: Math.random,
    startedAt: unixSeconds(),
  };
  await loadPeers(pool, swarms);
  const unfollow: Unfollow = await followChanges({
    connectionString: options.connectionString,
    pool,
    registry,
    reloadAll: () => loadAll(pool, registry),
    reloadSettings: async () => {
      settings = await loadSettings(pool);
    },
    onLosses: () => {
      withdrawUnwelcome(tracker, registry);
    },
    log,
  });
  const stopSweeps = startSweeps(tracker, ledger, options);
  return {
    tracker,
    ledger,
    async close() {
      stopSweeps();
      await unfollow();
      await ledger.drain();
    },
  };
}

function changedCounts(swarms: Swarms): SwarmCount[] {
  return swarms.takeChanged().map((torrentId) => {
    const { seeders, leechers } = swarms.of(torrentId);
    return { torrentId, seeders: seeders.length, leechers: leechers.length };
  });
}

/** Banned members and deleted torrents leave the swarms at once, not at their next announce. */
function withdrawUnwelcome(tracker: Tracker, registry: MemoryRegistry): void {
  const { peers } = tracker.swarms;
  withdrawPeers(
    tracker,
    (slot) =>
      !registry.isWelcome(peers.memberId[slot] ?? 0) ||
      !registry.isServed(peers.torrentId[slot] ?? 0),
  );
}

function startSweeps(
  tracker: Tracker,
  ledger: BatchedLedger,
  { pool, log }: TrackerProcessOptions,
): () => void {
  const timers = [
    setInterval(() => {
      expirePeers(tracker);
      forgetPeers(tracker, (slot) => ledger.isPending(slot));
    }, SWEEP_EVERY_MS),
    setInterval(() => {
      forgetOldRows(pool).catch((error: unknown) => {
        log(`Housekeeping: ${error instanceof Error ? error.message : String(error)}`);
      });
    }, HOUSEKEEPING_EVERY_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
