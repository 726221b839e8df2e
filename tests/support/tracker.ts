import type { TrackedMember, TrackedTorrent, TrackerSettings } from "#lib/tracker/ports";
import { PeerQuota } from "#lib/tracker/swarm/peer-quota";
import { Swarms } from "#lib/tracker/swarm/swarms";
import type { Tracker } from "#lib/tracker/tracker";

/** Settings as a new site has them, but for the ports, which tests choose as they like. */
export const usualSettings: TrackerSettings = {
  announceIntervalSeconds: 1800,
  announceMinIntervalSeconds: 300,
  youngIntervalSeconds: 900,
  idleIntervalSeconds: 3600,
  maxPeersPerReply: 50,
  peerQuotaPerHour: 10_000,
  peersPerTorrent: 5,
  downloadsPerMember: 0,
  deniedPorts: [{ first: 1, last: 1023 }],
  believesAddresses: false,
  checksPorts: false,
  fastestBytesPerSecond: 1250 * 1024 * 1024,
};

export const aMember: TrackedMember = { id: 1, banReason: null, isStaff: false };

/** An old torrent, so that its intervals are the usual ones. */
export const aTorrent: TrackedTorrent = {
  id: 1,
  sizeBytes: 1000,
  createdAt: 0,
  isPending: false,
  deleteReason: null,
};

/**
 * A tracker in memory with nothing around it: one member under any passkey, one torrent under any
 * info hash, unless told otherwise. Its randomness is always 0, its clock stands at a million.
 */
export function makeTracker(parts: Partial<Tracker> = {}): Tracker {
  return {
    registry: {
      memberByPasskey: () => aMember,
      torrentByInfoHash: () => aTorrent,
      snatchedOf: () => 0,
    },
    swarms: new Swarms(),
    ledger: { record: () => undefined, touch: () => undefined },
    quota: new PeerQuota(),
    trace: { note: () => undefined },
    portChecks: { consider: () => undefined },
    settings: () => usualSettings,
    clients: () => ({ rules: [], onlyAllowed: false }),
    now: () => 1_000_000,
    random: () => 0,
    startedAt: 0,
    ...parts,
  };
}
