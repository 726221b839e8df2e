import type { PeerUpdate } from "./packed";

/** Seeders and leechers of a torrent when the batch was closed. */
export interface SwarmCount {
  readonly torrentId: number;
  readonly seeders: number;
  readonly leechers: number;
}

/** What one transaction writes. Once closed it never changes: a retry must be the same batch. */
export interface Batch {
  readonly id: string;
  readonly updates: readonly PeerUpdate[];
  readonly counts: readonly SwarmCount[];
  /** What one client may claim to have transferred in a second. */
  readonly fastestBytesPerSecond: number;
}

export interface SnatchCredit {
  readonly memberId: number;
  readonly torrentId: number;
  uploaded: number;
  downloaded: number;
  left: number;
  seedSeconds: number;
  /** Unix seconds at which the last span of seeding ends; 0 when there is none. */
  seedUntil: number;
  completed: boolean;
  firstSeenAt: number;
  lastSeenAt: number;
}

export interface MemberCredit {
  readonly memberId: number;
  uploaded: number;
  downloaded: number;
}

/**
 * What the updates add to each snatch, in the order of its key. Several peers of one member in one
 * torrent at once seed one time, not several: overlapping spans count once.
 */
export function sumBySnatch(updates: readonly PeerUpdate[]): SnatchCredit[] {
  const sums = new Map<string, SnatchCredit>();
  for (const update of byTime(updates)) {
    const key = `${update.memberId}:${update.torrentId}`;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, snatchOf(update));
    else addToSnatch(sum, update);
  }
  return [...sums.values()].sort((a, b) => a.memberId - b.memberId || a.torrentId - b.torrentId);
}

/** What the updates add to each member's totals, in the order of their ids; zeros left out. */
export function sumByMember(updates: readonly PeerUpdate[]): MemberCredit[] {
  const sums = new Map<number, MemberCredit>();
  for (const { memberId, credit } of updates) {
    if (credit.uploaded === 0 && credit.downloaded === 0) continue;
    const sum = sums.get(memberId);
    if (sum === undefined) {
      sums.set(memberId, { memberId, uploaded: credit.uploaded, downloaded: credit.downloaded });
    } else {
      sum.uploaded += credit.uploaded;
      sum.downloaded += credit.downloaded;
    }
  }
  return [...sums.values()].sort((a, b) => a.memberId - b.memberId);
}

function byTime(updates: readonly PeerUpdate[]): PeerUpdate[] {
  return [...updates].sort((a, b) => seedStart(a) - seedStart(b));
}

function seedStart(update: PeerUpdate): number {
  return update.seenAt - update.seedSeconds;
}

function snatchOf(update: PeerUpdate): SnatchCredit {
  return {
    memberId: update.memberId,
    torrentId: update.torrentId,
    uploaded: update.credit.uploaded,
    downloaded: update.credit.downloaded,
    left: update.left,
    seedSeconds: update.seedSeconds,
    seedUntil: update.seedSeconds > 0 ? update.seenAt : 0,
    completed: update.completed,
    firstSeenAt: update.firstSeenAt,
    lastSeenAt: update.seenAt,
  };
}

function addToSnatch(sum: SnatchCredit, update: PeerUpdate): void {
  sum.uploaded += update.credit.uploaded;
  sum.downloaded += update.credit.downloaded;
  sum.completed ||= update.completed;
  sum.firstSeenAt = Math.min(sum.firstSeenAt, update.firstSeenAt);
  if (update.seedSeconds > 0) {
    // Spans come in the order of their starts, so that only the end of the last one can overlap.
    sum.seedSeconds += Math.max(0, update.seenAt - Math.max(seedStart(update), sum.seedUntil));
    sum.seedUntil = Math.max(sum.seedUntil, update.seenAt);
  }
  // The member has as much as the fullest of their copies.
  sum.left = update.seenAt > sum.lastSeenAt ? update.left : Math.min(sum.left, update.left);
  sum.lastSeenAt = Math.max(sum.lastSeenAt, update.seenAt);
}
