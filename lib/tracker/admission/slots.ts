import type { TrackedMember, TrackedTorrent, TrackerSettings } from "../ports";
import type { Swarms } from "../swarm/swarms";
import type { AnnounceRequest } from "../types";
import { warn, type Warning } from "../warnings";

/** Peers of one member in one torrent that came and went lately: nobody honest has so many. */
const LATELY_AT_MOST = 64;

/** Whose peer it is, of which torrent, and what it says. */
export interface Newcomer {
  readonly member: TrackedMember;
  readonly torrent: TrackedTorrent;
  readonly request: AnnounceRequest;
}

/**
 * Whether a peer that is not in the swarm may enter it: clients of one member on one torrent, and
 * torrents that a member downloads at a time. A goodbye may always be said. Null is yes.
 *
 * @param slot the peer's own, or −1 when it is not known
 */
export function admitSlot(
  { swarms, settings }: { readonly swarms: Swarms; readonly settings: () => TrackerSettings },
  { member, torrent, request }: Newcomer,
  slot: number,
): Warning | null {
  if (request.event === "stopped") return null;
  const { peers } = swarms;
  if (slot !== -1 && peers.isInSwarm(slot)) return null;
  const limits = settings();
  const own = ownPeers(swarms, torrent.id, member.id);
  if (own.inSwarm >= limits.peersPerTorrent) return warn("too_many_peers", own.inSwarm);
  if (own.known >= LATELY_AT_MOST && slot === -1) return warn("too_many_peers", own.known);
  const downloads = swarms.downloadsOf(member.id);
  const limit = member.isStaff ? 0 : limits.downloadsPerMember;
  const wantsDownload = request.left > 0 && own.leeching === 0;
  return limit > 0 && wantsDownload && downloads >= limit
    ? warn("too_many_downloads", downloads)
    : null;
}

function ownPeers(
  { peers }: Swarms,
  torrentId: number,
  memberId: number,
): { readonly known: number; readonly inSwarm: number; readonly leeching: number } {
  let [known, inSwarm, leeching] = [0, 0, 0];
  for (let own = peers.firstOf(torrentId, memberId); own !== -1; own = peers.nextOf(own)) {
    known++;
    if (!peers.isInSwarm(own)) continue;
    inSwarm++;
    if (!peers.isSeeding(own)) leeching++;
  }
  return { known, inSwarm, leeching };
}

/**
 * Makes room for a client that came back under a new peer id after a crash: a peer of the same
 * member at the same address and port cannot be alive as well.
 *
 * @returns the slot of the peer that the newcomer replaces, or −1
 */
export function replacedBy(
  swarms: Swarms,
  newcomer: { readonly member: TrackedMember; readonly torrent: TrackedTorrent },
  compact: Uint8Array,
): number {
  const { peers } = swarms;
  const first = peers.firstOf(newcomer.torrent.id, newcomer.member.id);
  for (let own = first; own !== -1; own = peers.nextOf(own)) {
    if (peers.isInSwarm(own) && peers.hasAddress(own, compact)) return own;
  }
  return -1;
}
