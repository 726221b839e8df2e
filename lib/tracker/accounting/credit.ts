import type { AnnounceEvent, Totals } from "../types";

/**
 * Seconds within which a lower total is an announce that a newer one has overtaken, not a client
 * that began to count anew: dual-stack clients announce twice at once, over two connections.
 */
export const OVERTAKEN_SECONDS = 120;

/** What a peer is known to have reported, and when (Unix seconds). */
export interface Known extends Totals {
  readonly seenAt: number;
}

export interface Reading extends Totals {
  readonly event: AnnounceEvent;
  readonly at: number;
}

export interface Credit extends Totals {
  /** Whether the reading is the next baseline. */
  readonly isBaseline: boolean;
  /** Whether the client began to count anew. */
  readonly isNewCount: boolean;
}

const OVERTAKEN: Credit = { uploaded: 0, downloaded: 0, isBaseline: false, isNewCount: false };
const NEW_COUNT: Credit = { uploaded: 0, downloaded: 0, isBaseline: true, isNewCount: true };

/**
 * What a reading credits, in bytes, given the last known totals (BEP 3: totals run since
 * `started`). Reported − known while neither total falls. Falling totals credit nothing: with
 * `started` and nothing uploaded, or long after the last announce, they are a new count; otherwise
 * the announce was overtaken, or is the zeroed `stopped` of webtorrent, and the known totals stay.
 */
export function creditOf(known: Known, reading: Reading): Credit {
  const uploaded = reading.uploaded - known.uploaded;
  const downloaded = reading.downloaded - known.downloaded;
  if (uploaded >= 0 && downloaded >= 0) {
    return { uploaded, downloaded, isBaseline: true, isNewCount: false };
  }
  return isNewCount(known, reading) ? NEW_COUNT : OVERTAKEN;
}

/**
 * Who begins anew has uploaded nothing yet. A lower `started` that has is one whose answer got lost
 * on the client's other stack, said again after newer totals came in over this one.
 */
function isNewCount(known: Known, { event, uploaded, at }: Reading): boolean {
  if (event === "stopped") return false;
  if (event === "started" && uploaded === 0) return true;
  return at - known.seenAt >= OVERTAKEN_SECONDS;
}

/**
 * Whether a peer finished between two announces: bytes were missing, none are, and it downloaded
 * something. The event alone proves nothing: a webtorrent seeder sends `completed` too, rTorrent
 * may withhold it.
 */
export function isCompletion(
  leftBefore: number,
  now: { readonly left: number; readonly downloaded: number },
): boolean {
  return leftBefore > 0 && now.left === 0 && now.downloaded > 0;
}

/**
 * Bytes still missing after an announce, at most the torrent's size. A `stopped` never adds to
 * them: webtorrent and others say goodbye with made-up numbers.
 */
export function leftAfter(
  known: number,
  reading: { readonly left: number; readonly event: AnnounceEvent },
  sizeBytes: number,
): number {
  const left = Math.min(reading.left, sizeBytes);
  return reading.event === "stopped" ? Math.min(known, left) : left;
}
