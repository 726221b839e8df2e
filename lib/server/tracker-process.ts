import type { Pool } from "pg";

import type { SwarmCount } from "#lib/ledger/batch";
import { forgetOldRows } from "#lib/ledger/housekeeping";
import { BatchedLedger } from "#lib/ledger/ledger";
import { loadPeers, takeOver } from "#lib/ledger/takeover";
import { createWriter, type LedgerWriter } from "#lib/ledger/writer";
import { followChanges } from "#lib/registry/follow";
import { loadAll, loadClients, loadSettings } from "#lib/registry/load";
import { MemoryRegistry } from "#lib/registry/registry";
import { expirePeers, forgetPeers, withdrawPeers } from "#lib/tracker/expiry";
import { PeerQuota } from "#lib/tracker/swarm/peer-quota";
import { Swarms } from "#lib/tracker/swarm/swarms";
import { RecentAnnounces } from "#lib/tracker/trace/recent-announces";
import type { Tracker } from "#lib/tracker/tracker";

import { AnnounceWatches } from "./announce-watches";
import { ConnectBack } from "./port-checks";

const SWEEP_EVERY_MS = 15_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;

export interface TrackerProcessOptions {
  readonly pool: Pool;
  readonly connectionString: string;
  /** Makes the writer for this process's epoch; without one, batches are made in this thread. */
  readonly makeWriter?: (epoch: number) => LedgerWriter;
  readonly onSuperseded: () => void;
  /** The ledger cannot go on: leave, the next start recovers. */
  readonly onBroken: (error: unknown) => void;
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
  let [settings, clients] = [await loadSettings(pool), await loadClients(pool)];
  const now = (): number => Math.floor(Date.now() / 1000);

  const ledger = new BatchedLedger({
    peers: swarms.peers,
    writer: options.makeWriter?.(epoch) ?? createWriter({ pool, epoch, log }),
    takeCounts: () => changedCounts(swarms),
    fastestBytesPerSecond: () => settings.fastestBytesPerSecond,
    onSnatched: (counts) => {
      for (const { torrentId, snatched } of counts) registry.setSnatched(torrentId, snatched);
    },
    onSuperseded: options.onSuperseded,
    onBroken: options.onBroken,
  });
  const trace = new RecentAnnounces(now);
  const { peers } = swarms;
  const portChecks = new ConnectBack({ peers, ledger, settings: () => settings, now });
  const tracker: Tracker = {
    registry,
    swarms,
    ledger,
    quota: new PeerQuota(),
    trace,
    portChecks,
    settings: () => settings,
    clients: () => clients,
    now,
    random: Math.random,
    startedAt: now(),
  };
  await loadPeers(pool, swarms);
  const watches = new AnnounceWatches(pool, trace, log);
  const unfollow = await followChanges({
    connectionString: options.connectionString,
    pool,
    registry,
    reloadAll: () => loadAll(pool, registry),
    reloadSettings: async () => {
      [settings, clients] = [await loadSettings(pool), await loadClients(pool)];
    },
    onWatch: (memberId) => void watches.watch(memberId),
    onLosses: () => {
      withdrawUnwelcome(tracker, registry);
    },
    log,
  });
  const stopSweeps = startSweeps(tracker, ledger, options);
  const close = async (): Promise<void> => {
    stopSweeps();
    portChecks.close();
    watches.close();
    await unfollow();
    await ledger.drain();
  };
  return { tracker, ledger, close };
}

function changedCounts(swarms: Swarms): SwarmCount[] {
  return swarms.takeChanged().map((torrentId) => ({ torrentId, ...swarms.sizeOf(torrentId) }));
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
