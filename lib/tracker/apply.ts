import { creditOf, isCompletion, leftAfter } from "./accounting/credit";
import { hadTakers, judge } from "./accounting/plausible";
import { seedSeconds } from "./accounting/seed-time";
import type { FirstReading, Suspicion, TrackedMember, TrackedTorrent } from "./ports";
import { peerTtlSeconds, type Tracker } from "./tracker";
import type { AnnounceRequest, Origin, Totals } from "./types";

/** Nothing to credit. */
export const NOTHING: Totals = { uploaded: 0, downloaded: 0 };

/** An announce of a member who may, for a torrent that exists. */
export interface Admitted {
  readonly member: TrackedMember;
  readonly torrent: TrackedTorrent;
  readonly request: AnnounceRequest;
  readonly origin: Origin;
}

/** What an announce came to. */
export interface Applied {
  readonly slot: number;
  /** Whether this announce set the totals that later ones are measured against. */
  readonly isNewCount: boolean;
  readonly credit: Totals;
}

/** Brings the swarm up to date with an announce and records what it credits. */
export function apply(tracker: Tracker, { member, torrent, request, origin }: Admitted): Applied {
  const { swarms } = tracker;
  const { peers } = swarms;
  const now = tracker.now();
  const key = { torrentId: torrent.id, memberId: member.id, peerId: request.peerId };
  const { slot, isNew } = swarms.find(key);
  const { uploaded, downloaded, event } = request;
  // A first sight is a baseline. What the stored row adds to it, the ledger finds out.
  if (isNew) {
    const left = Math.min(request.left, torrent.sizeBytes);
    peers.begin(slot, { uploaded, downloaded, left, now });
  }

  const known = peers.knownOf(slot);
  const claim = creditOf(known, { uploaded, downloaded, event, at: now });
  const { credit, suspicion } = weigh(tracker, torrent, { slot, claim, request, now });
  // An overtaken announce is old news in all it says; only a goodbye is believed at any time.
  const isNews = claim.isBaseline || request.event === "stopped";
  const left = isNews ? leftAfter(known.left, request, torrent.sizeBytes) : known.left;
  const seeded = seedSeconds(peers.isInSwarm(slot) && peers.isSeeding(slot), {
    lastSeenAt: known.seenAt,
    now,
    ttlSeconds: peerTtlSeconds(peers.interval[slot] ?? 0, tracker.settings()),
  });

  if (claim.isBaseline) peers.setTotals(slot, request);
  peers.setLeft(slot, left, Math.max(known.seenAt, now));
  setAddresses(tracker, slot, { request, origin });
  if (request.event === "stopped") swarms.withdraw(slot, now);
  else swarms.place(slot, left === 0, now);

  tracker.ledger.record(slot, {
    credit,
    completed: isNews && isCompletion(known.left, { left, downloaded: request.downloaded }),
    seedSeconds: seeded,
    firstReading: isNew
      ? firstReading(tracker, { torrent, memberId: member.id, request }, left)
      : null,
    suspicion,
    userAgent: origin.userAgent,
  });
  return { slot, isNewCount: isNew || claim.isNewCount, credit };
}

interface Claimed {
  readonly slot: number;
  readonly claim: Totals;
  readonly request: AnnounceRequest;
  readonly now: number;
}

/** Credits what can be true of a claim, and keeps the rest as evidence. */
function weigh(
  tracker: Tracker,
  torrent: TrackedTorrent,
  { slot, claim, request, now }: Claimed,
): { readonly credit: Totals; readonly suspicion: Suspicion | null } {
  if (claim.uploaded === 0 && claim.downloaded === 0) return { credit: NOTHING, suspicion: null };
  const { swarms, startedAt } = tracker;
  const { peers } = swarms;
  const seenAt = peers.seenAt[slot] ?? 0;
  const takersAt = swarms.takersAt(torrent.id, peers.memberId[slot] ?? 0);
  const seconds = Math.max(0, now - seenAt);
  const { uploaded, downloaded, suspicion } = judge(claim, {
    seconds,
    fastestBytesPerSecond: tracker.settings().fastestBytesPerSecond,
    downloadedInAll: request.downloaded,
    sizeBytes: torrent.sizeBytes,
    hadTakers: hadTakers(seenAt, { takersAt, watchedSince: startedAt }),
  });
  if (suspicion === null) return { credit: claim, suspicion: null };
  return {
    credit: { uploaded, downloaded },
    suspicion: {
      kind: suspicion,
      uploaded: claim.uploaded - uploaded,
      downloaded: claim.downloaded - downloaded,
      seconds,
      ...swarms.sizeOf(torrent.id),
    },
  };
}

/** Where the announce came from is a fact; what else it states fills in the other family. */
function setAddresses(
  tracker: Tracker,
  slot: number,
  { request, origin }: { readonly request: AnnounceRequest; readonly origin: Origin },
): void {
  if (request.port === 0) return;
  const { peers } = tracker.swarms;
  if (tracker.settings().believesAddresses) {
    for (const stated of request.statedAddresses) {
      if (stated.length !== origin.address.length + 2) peers.setAddress(slot, stated);
    }
  }
  peers.setAddressAndPort(slot, origin.address, request.port);
}

function firstReading(
  { swarms, now, startedAt }: Tracker,
  first: {
    readonly torrent: TrackedTorrent;
    readonly memberId: number;
    readonly request: AnnounceRequest;
  },
  left: number,
): FirstReading {
  const { torrent, memberId, request } = first;
  const at = now();
  return {
    uploaded: request.uploaded,
    downloaded: request.downloaded,
    left,
    event: request.event,
    at,
    sizeBytes: torrent.sizeBytes,
    takersAt: swarms.takersAt(torrent.id, memberId),
    watchedSince: startedAt,
  };
}
