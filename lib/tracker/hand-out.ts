import type { Admitted } from "./apply";
import { intervalSeconds, isEarly, SIBLING_SECONDS } from "./pace";
import type { TrackedTorrent, TrackerSettings } from "./ports";
import { selectPeers } from "./swarm/selection";
import type { Tracker } from "./tracker";
import { warn, type Warning } from "./warnings";

/** Peers handed out when the client does not say how many it wants. */
const USUAL_PEERS = 50;
/** No peers. */
export const NOBODY: readonly number[] = [];

/** What an announce is given. */
export interface Handout {
  /** Slots of the peer table. */
  readonly picked: readonly number[];
  /** Why there are none, or null. */
  readonly warning: Warning | null;
}

/** The peers that an announce is answered with, or the condition for which there are none. */
export function handOut(tracker: Tracker, admitted: Admitted, slot: number): Handout {
  const { swarms, quota } = tracker;
  const { member, request } = admitted;
  if (request.event === "stopped") return { picked: NOBODY, warning: null };
  const settings = tracker.settings();
  const now = tracker.now();
  const since = now - (swarms.peers.servedAt[slot] ?? 0);
  const warning = conditionFor(admitted, since, settings);
  if (warning !== null) return { picked: NOBODY, warning };
  const wanted = Math.min(request.numWant ?? USUAL_PEERS, settings.maxPeersPerReply);
  const window = { perHour: settings.peerQuotaPerHour, now };
  const allowed = quota.allow(member.id, wanted, window);
  if (allowed < wanted && allowed === 0) return { picked: NOBODY, warning: warn("quota_reached") };
  const picked = selectPeers(swarms, { slot, wanted: allowed, random: tracker.random });
  quota.take(member.id, picked.length, window);
  if (wanted > 0 && since > SIBLING_SECONDS) swarms.peers.servedAt[slot] = now;
  return { picked, warning: null };
}

function conditionFor(
  { member, torrent, request }: Admitted,
  since: number,
  settings: TrackerSettings,
): Warning | null {
  if (torrent.isPending && !member.isStaff) return warn("torrent_pending");
  const isRegular = request.event === "none" || request.event === "paused";
  return isRegular && isEarly(since, settings.announceMinIntervalSeconds)
    ? warn("too_early", since)
    : null;
}

/** Seconds that the peer is asked to wait: see `intervalSeconds`. */
export function nextInterval(tracker: Tracker, torrent: TrackedTorrent): number {
  const { seeders, leechers } = tracker.swarms.sizeOf(torrent.id);
  const ageSeconds = tracker.now() - torrent.createdAt;
  return intervalSeconds(tracker.settings(), { seeders, leechers, ageSeconds }, tracker.random);
}
