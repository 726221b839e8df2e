import { creditOf, isCompletion, leftAfter } from "./accounting/credit";
import { seedSeconds } from "./accounting/seed-time";
import { admitMember } from "./admission/member-state";
import { admitPasskey } from "./admission/passkey";
import { admitTorrent } from "./admission/torrent";
import { compactPeer } from "./codec/address";
import { compactReply, listReply, type AnnounceReply } from "./codec/announce-reply";
import { failureBody } from "./codec/bencode";
import { parseAnnounce } from "./codec/query";
import type { FirstReading, TrackedMember, TrackedTorrent } from "./ports";
import { isRefusal, type Refusal } from "./refusals";
import { selectPeers } from "./swarm/selection";
import { peerTtlSeconds, type Tracker } from "./tracker";
import type { AnnounceEvent, AnnounceRequest, Hold, Origin, TrackerReply } from "./types";

/** Peers handed out when the client does not say how many it wants. */
const USUAL_PEERS = 50;

/**
 * Answers one announce (BEP 3, 7, 23, 24): parse, admit, apply to the swarm, record, reply.
 * Synchronous, from memory, in time that does not depend on the swarm's size.
 *
 * @param call the passkey and the query string as they came, and where from
 */
export function announce(
  tracker: Tracker,
  call: { readonly passkey: string; readonly query: string; readonly origin: Origin },
): TrackerReply {
  const request = parseAnnounce(call.query);
  if (isRefusal(request)) return refusal(request);
  const admitted = admit(tracker, call.passkey, request);
  if (isRefusal(admitted)) return refusal(admitted);
  const { slot, isNewCount } = apply(tracker, admitted, { request, origin: call.origin });
  return {
    body: reply(tracker, slot, { request, origin: call.origin, torrentId: admitted.torrent.id }),
    hold: holdOf(request.event, isNewCount),
  };
}

interface Admitted {
  readonly member: TrackedMember;
  readonly torrent: TrackedTorrent;
}

interface Applied {
  readonly slot: number;
  /** Whether this announce set the totals that later ones are measured against. */
  readonly isNewCount: boolean;
}

interface Heard {
  readonly request: AnnounceRequest;
  readonly origin: Origin;
}

function admit(tracker: Tracker, passkey: string, request: AnnounceRequest): Admitted | Refusal {
  const known = admitPasskey(tracker.registry, passkey);
  if (isRefusal(known)) return known;
  const member = admitMember(known);
  if (isRefusal(member)) return member;
  const torrent = admitTorrent(tracker.registry, [request.infoHash, request.infoHashOfForm]);
  if (isRefusal(torrent)) return torrent;
  return { member, torrent };
}

/** Brings the swarm up to date and records what changed. */
function apply(tracker: Tracker, { member, torrent }: Admitted, heard: Heard): Applied {
  const { swarms } = tracker;
  const { peers } = swarms;
  const { request, origin } = heard;
  const now = tracker.now();
  const { slot, isNew } = swarms.find({
    torrentId: torrent.id,
    memberId: member.id,
    peerId: request.peerId,
  });
  // A first sight is a baseline. What the stored row adds to it, the ledger finds out.
  if (isNew)
    peers.begin(slot, { ...request, left: Math.min(request.left, torrent.sizeBytes), now });

  const known = peers.knownOf(slot);
  const credit = creditOf({ ...known, at: known.seenAt }, { ...request, at: now });
  // An overtaken announce is old news in all it says; only a goodbye is believed at any time.
  const isNews = credit.isBaseline || request.event === "stopped";
  const left = isNews ? leftAfter(known.left, request, torrent.sizeBytes) : known.left;
  const seeded = seedSeconds(peers.isInSwarm(slot) && peers.isSeeding(slot), {
    lastSeenAt: known.seenAt,
    now,
    ttlSeconds: peerTtlSeconds(tracker.settings()),
  });

  if (credit.isBaseline) peers.setTotals(slot, request);
  peers.setLeft(slot, left, Math.max(known.seenAt, now));
  if (request.port > 0) peers.setAddress(slot, compactPeer(origin.address, request.port));
  if (request.event === "stopped") swarms.withdraw(slot);
  else swarms.place(slot, left === 0);

  tracker.ledger.record(slot, {
    credit,
    completed: isNews && isCompletion(known.left, { left, downloaded: request.downloaded }),
    seedSeconds: seeded,
    firstReading: isNew ? firstReading(request, left, now) : null,
    userAgent: origin.userAgent,
  });
  return { slot, isNewCount: isNew || credit.isNewCount };
}

function holdOf(event: AnnounceEvent, isNewCount: boolean): Hold {
  if (event === "stopped" || event === "completed") return "committed";
  return isNewCount ? "briefly" : "none";
}

function firstReading(request: AnnounceRequest, left: number, at: number): FirstReading {
  const { uploaded, downloaded, event } = request;
  return { uploaded, downloaded, left, event, at };
}

function reply(tracker: Tracker, slot: number, heard: Heard & { torrentId: number }): string {
  const { swarms } = tracker;
  const settings = tracker.settings();
  const swarm = swarms.of(heard.torrentId);
  const { request } = heard;
  const wanted =
    request.event === "stopped"
      ? 0
      : Math.min(request.numWant ?? USUAL_PEERS, settings.maxPeersPerReply);
  const picked = selectPeers(swarms.peers, swarm, { slot, wanted, random: tracker.random });
  const answer: AnnounceReply = {
    complete: swarm.seeders.length,
    incomplete: swarm.leechers.length,
    intervalSeconds: settings.announceIntervalSeconds,
    minIntervalSeconds: settings.announceMinIntervalSeconds,
    externalIp: heard.origin.address,
    picked,
  };
  return request.compact
    ? compactReply(answer, swarms.peers)
    : listReply(answer, swarms.peers, request.noPeerId);
}

function refusal({ reason }: Refusal): TrackerReply {
  return { body: failureBody(reason), hold: "none" };
}
