import { creditOf, isCompletion } from "#lib/tracker/accounting/credit";

import type { PeerUpdate } from "./changes";

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
export function settle(update: PeerUpdate, stored: StoredPeer | null): PeerUpdate | null {
  const first = update.firstReading;
  if (first === null) return update;
  const onlyGoodbye = first.event === "stopped" && !update.active;
  if (stored === null) return onlyGoodbye ? null : update;
  const missed = creditOf({ ...stored, at: stored.seenAt }, first);
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
      uploaded: update.credit.uploaded + missed.uploaded,
      downloaded: update.credit.downloaded + missed.downloaded,
    },
  };
}
