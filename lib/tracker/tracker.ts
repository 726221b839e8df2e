import type { Ledger, Registry, TrackerSettings } from "./ports";
import type { RandomSource } from "./swarm/selection";
import type { Swarms } from "./swarm/swarms";

/** Everything that an announce needs, put together by server.ts. */
export interface Tracker {
  readonly registry: Registry;
  readonly swarms: Swarms;
  readonly ledger: Ledger;
  /** Read anew at every announce: staff change settings while clients announce. */
  readonly settings: () => TrackerSettings;
  /** Unix time in seconds. */
  readonly now: () => number;
  readonly random: RandomSource;
  /** Unix time in seconds since which clients could reach this process. */
  readonly startedAt: number;
}

/**
 * Seconds of silence after which a peer leaves its swarm: two intervals, and time for a slow
 * client. Transmission and others say no goodbye when they are killed.
 */
export function peerTtlSeconds(settings: TrackerSettings): number {
  return settings.announceIntervalSeconds * 2 + 120;
}
