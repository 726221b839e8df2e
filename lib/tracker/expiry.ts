import { peerTtlSeconds, type Tracker } from "./tracker";

/**
 * Takes peers out of their swarms: those that fell silent, or those that `isGone` names (a banned
 * member's, a deleted torrent's). Their totals stay as baselines in the database.
 *
 * @returns how many left
 */
export function withdrawPeers(tracker: Tracker, isGone: (slot: number) => boolean): number {
  const { swarms, ledger } = tracker;
  const { peers } = swarms;
  let withdrawn = 0;
  for (let slot = 0; slot < peers.limit; slot++) {
    if (!peers.isInSwarm(slot) || !isGone(slot)) continue;
    swarms.withdraw(slot);
    withdrawn++;
    ledger.record({
      ...peers.snapshot(slot),
      firstReading: null,
      credit: { uploaded: 0, downloaded: 0 },
      active: false,
      completed: false,
      seedSeconds: 0,
      userAgent: "",
    });
  }
  return withdrawn;
}

/** Takes out the peers that have been silent for longer than `peerTtlSeconds`. */
export function expirePeers(tracker: Tracker): number {
  const { peers } = tracker.swarms;
  const oldest = tracker.now() - peerTtlSeconds(tracker.settings());
  return withdrawPeers(tracker, (slot) => (peers.seenAt[slot] ?? 0) < oldest);
}
