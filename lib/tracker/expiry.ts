import { OVERTAKEN_SECONDS } from "./accounting/credit";
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
  const now = tracker.now();
  let withdrawn = 0;
  for (let slot = 0; slot < peers.limit; slot++) {
    if (!peers.isInSwarm(slot) || !isGone(slot)) continue;
    swarms.withdraw(slot, now);
    withdrawn++;
    ledger.touch(slot);
  }
  return withdrawn;
}

/**
 * Takes out the peers that have been silent for longer than `peerTtlSeconds`. After a restart they
 * are given that long to be heard again, since nobody could reach the tracker while it was down.
 */
export function expirePeers(tracker: Tracker): number {
  const { peers } = tracker.swarms;
  const settings = tracker.settings();
  const now = tracker.now();
  return withdrawPeers(tracker, (slot) => {
    const reachableSince = Math.max(peers.seenAt[slot] ?? 0, tracker.startedAt);
    return now - reachableSince > peerTtlSeconds(peers.interval[slot] ?? 0, settings);
  });
}

/**
 * Gives back the slots of peers that left, once their last totals are committed and no overtaken
 * announce of theirs can come any more.
 */
export function forgetPeers(tracker: Tracker, isPending: (slot: number) => boolean): number {
  const { swarms } = tracker;
  const { peers } = swarms;
  const oldest = tracker.now() - OVERTAKEN_SECONDS;
  let forgotten = 0;
  for (let slot = 0; slot < peers.limit; slot++) {
    const hasLeft = peers.isTaken(slot) && !peers.isInSwarm(slot);
    if (!hasLeft || (peers.seenAt[slot] ?? 0) > oldest || isPending(slot)) continue;
    swarms.forget(slot);
    forgotten++;
  }
  return forgotten;
}
