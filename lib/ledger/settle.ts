import { creditOf, isCompletion } from "#lib/tracker/accounting/credit";
import { hadTakers, judge } from "#lib/tracker/accounting/plausible";
import type { FirstReading, Suspicion } from "#lib/tracker/ports";
import type { Totals } from "#lib/tracker/types";

import type { PeerUpdate } from "./packed";

/** A peer's stored row, as far as it matters for credit. Times are Unix seconds. */
export interface StoredPeer {
  readonly uploaded: number;
  readonly downloaded: number;
  readonly left: number;
  readonly seenAt: number;
}

/**
 * Settles an update whose first reading met a tracker that did not remember the peer: what was
 * reported beyond the stored totals is credited too, so that neither a restart, nor an expiry,
 * nor a `stopped` whose answer got lost costs or doubles a byte.
 *
 * @param stored the peer's row, or null when there is none
 * @returns the update to store, or null when there is nothing to store: a goodbye of a stranger
 */
export function settle(
  update: PeerUpdate,
  stored: StoredPeer | null,
  fastestBytesPerSecond: number,
): PeerUpdate | null {
  const first = update.firstReading;
  if (first === null) return update;
  const onlyGoodbye = first.event === "stopped" && !update.active;
  if (stored === null) return onlyGoodbye ? null : update;
  const missed = creditOf(stored, first);
  const { credit, suspicions } = weigh(missed, { first, stored, fastestBytesPerSecond });
  const left = onlyGoodbye ? Math.min(update.left, stored.left) : update.left;
  const finished = missed.isBaseline && isCompletion(stored.left, first);
  return {
    ...update,
    ...(onlyGoodbye && !missed.isBaseline
      ? { uploaded: stored.uploaded, downloaded: stored.downloaded }
      : {}),
    left,
    completed: update.completed || finished,
    credit: {
      uploaded: update.credit.uploaded + credit.uploaded,
      downloaded: update.credit.downloaded + credit.downloaded,
    },
    suspicions: [...update.suspicions, ...suspicions],
  };
}

function weigh(
  missed: Totals,
  known: { first: FirstReading; stored: StoredPeer; fastestBytesPerSecond: number },
): { readonly credit: Totals; readonly suspicions: readonly Suspicion[] } {
  const { first, stored, fastestBytesPerSecond } = known;
  const seconds = Math.max(0, Math.floor(first.at - stored.seenAt));
  const credit = judge(missed, {
    seconds,
    fastestBytesPerSecond,
    downloadedInAll: first.downloaded,
    sizeBytes: first.sizeBytes,
    hadTakers: hadTakers(stored.seenAt, first),
  });
  if (credit.suspicion === null) return { credit, suspicions: [] };
  const uploaded = missed.uploaded - credit.uploaded;
  const downloaded = missed.downloaded - credit.downloaded;
  const kind = credit.suspicion;
  return {
    credit,
    suspicions: [{ kind, uploaded, downloaded, seconds, seeders: 0, leechers: 0 }],
  };
}
