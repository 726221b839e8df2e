import { formatAddress } from "../codec/address";
import type { AnnounceTrace, HeardAnnounce } from "../ports";

import { AnnounceRing, UNREADABLE, type TracedAnnounce } from "./announce-ring";

/** Announces of each kind that are remembered: the good ones of a minute or more, and the others. */
const GOOD_KEPT = 32_768;
const OTHERS_KEPT = 16_384;

/**
 * The last announces of everybody, in memory that does not grow, and all announces of members that
 * somebody watches. Refusals and warnings have a ring of their own: they are what people look for,
 * and good announces would drown them.
 */
export class RecentAnnounces implements AnnounceTrace {
  private readonly good: AnnounceRing;
  private readonly others: AnnounceRing;
  private readonly watched = new Set<number>();
  private heard: TracedAnnounce[] = [];
  private readonly now: () => number;

  /** @param now Unix time in seconds */
  constructor(now: () => number, kept = { good: GOOD_KEPT, others: OTHERS_KEPT }) {
    this.now = now;
    this.good = new AnnounceRing(kept.good);
    this.others = new AnnounceRing(kept.others);
  }

  note(announce: HeardAnnounce): void {
    const at = this.now();
    const ring = announce.verdict === "ok" ? this.good : this.others;
    ring.put(announce, at);
    if (this.watched.size > 0 && this.watched.has(announce.memberId)) {
      this.heard.push(traced(announce, at));
    }
  }

  /** The member's announces that are remembered, the newest last, at most `limit`. */
  of(memberId: number, limit: number): TracedAnnounce[] {
    return [...this.good.of(memberId, limit), ...this.others.of(memberId, limit)]
      .sort((one, other) => one.at - other.at)
      .slice(-limit);
  }

  /** From now on keeps every announce of these members for `takeHeard`, and of no others. */
  watch(memberIds: Iterable<number>): void {
    this.watched.clear();
    for (const memberId of memberIds) this.watched.add(memberId);
  }

  /** What watched members announced since the last call. */
  takeHeard(): TracedAnnounce[] {
    const { heard } = this;
    this.heard = [];
    return heard;
  }
}

function traced(announce: HeardAnnounce, at: number): TracedAnnounce {
  const { memberId, torrentId, origin, verdict, says, credit, peersGiven } = announce;
  const request = announce.request ?? UNREADABLE;
  return {
    memberId,
    at,
    torrentId,
    verdict,
    says,
    event: request.event,
    peerId: request.peerId,
    userAgent: origin.userAgent,
    address: formatAddress(origin.address),
    port: request.port,
    uploaded: request.uploaded,
    downloaded: request.downloaded,
    left: request.left,
    creditedUploaded: credit.uploaded,
    creditedDownloaded: credit.downloaded,
    peersGiven,
  };
}
