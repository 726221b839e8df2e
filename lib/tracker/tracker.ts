import type { ClientList } from "./admission/client";
import type { AnnounceTrace, Ledger, PortChecks, Registry, TrackerSettings } from "./ports";
import type { PeerQuota } from "./swarm/peer-quota";
import type { RandomSource } from "./swarm/selection";
import type { Swarms } from "./swarm/swarms";

/** Everything that an announce needs, put together by the process that serves it. */
export interface Tracker {
  readonly registry: Registry;
  readonly swarms: Swarms;
  readonly ledger: Ledger;
  readonly quota: PeerQuota;
  readonly trace: AnnounceTrace;
  readonly portChecks: PortChecks;
  /** Read anew at every announce: staff change settings while clients announce. */
  readonly settings: () => TrackerSettings;
  readonly clients: () => ClientList;
  /** Unix time in seconds. */
  readonly now: () => number;
  readonly random: RandomSource;
  /** Unix time in seconds since which clients could reach this process. */
  readonly startedAt: number;
}

/**
 * Seconds of silence after which a peer leaves its swarm: twice the interval it was asked to keep,
 * and time for a slow client. Transmission and others say no goodbye when they are killed.
 *
 * @param intervalSeconds as the last reply said; 0 when that was before a restart
 */
export function peerTtlSeconds(intervalSeconds: number, settings: TrackerSettings): number {
  const { announceIntervalSeconds, idleIntervalSeconds } = settings;
  const asked = intervalSeconds || Math.max(announceIntervalSeconds, idleIntervalSeconds);
  return asked * 2 + 120;
}
