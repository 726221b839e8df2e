import type { Totals } from "../types";

/** What makes a claim impossible. */
export type SuspicionKind =
  "upload_too_fast" | "download_too_fast" | "nobody_to_upload_to" | "downloaded_too_much";

/** What is known about a claim beside its bytes. */
export interface Circumstances {
  /** Since the announce before. */
  readonly seconds: number;
  readonly fastestBytesPerSecond: number;
  /** The client's running total of this session, in bytes. */
  readonly downloadedInAll: number;
  readonly sizeBytes: number;
  /** Whether there was somebody to upload to since the announce before. */
  readonly hadTakers: boolean;
}

/**
 * Seconds before the last announce in which somebody to upload to still counts: clients count on for
 * a moment after the last byte.
 */
const AFTERMATH_SECONDS = 120;

/**
 * Whether there was somebody to upload to since the last announce. Nobody is blamed for a time that
 * the tracker did not see. All times are Unix seconds.
 */
export function hadTakers(
  lastSeenAt: number,
  seen: { readonly takersAt: number; readonly watchedSince: number },
): boolean {
  const since = lastSeenAt - AFTERMATH_SECONDS;
  return since <= seen.watchedSince || seen.takersAt >= since;
}

/** What remains of a claim. */
export interface Judgement extends Totals {
  /** The first thing that is impossible about it, or null. */
  readonly suspicion: SuspicionKind | null;
}

/** Times a torrent's size that a client may load it in one session: after bad data, a recheck. */
const SIZES_AT_MOST = 5;
/** Clients that count every byte they send report requests as upload: of a download, so little. */
const REQUESTS_SHARE = 1 / 64;
/** Time passes in whole seconds here: what two announces of one second count as. */
const SHORTEST_SECONDS = 0.2;
/** Small torrents: clients count whole blocks, and data that was wasted. */
const SLACK_BYTES = 64 * 1024 * 1024;

/**
 * Credits impossible claims as nothing: the direction that cannot be true, not the other one.
 * Deltas are never negative here.
 */
export function judge(claim: Totals, circumstances: Circumstances): Judgement {
  const up = uploadTrouble(claim, circumstances);
  const down = downloadTrouble(claim.downloaded, circumstances);
  return {
    uploaded: up === null ? claim.uploaded : 0,
    downloaded: down === null ? claim.downloaded : 0,
    suspicion: up ?? down,
  };
}

function uploadTrouble(claim: Totals, circumstances: Circumstances): SuspicionKind | null {
  const { uploaded, downloaded } = claim;
  if (uploaded === 0) return null;
  if (isTooFast(uploaded, circumstances)) return "upload_too_fast";
  if (circumstances.hadTakers || uploaded <= downloaded * REQUESTS_SHARE) return null;
  return "nobody_to_upload_to";
}

function downloadTrouble(bytes: number, circumstances: Circumstances): SuspicionKind | null {
  if (bytes === 0) return null;
  if (isTooFast(bytes, circumstances)) return "download_too_fast";
  const most = circumstances.sizeBytes * SIZES_AT_MOST + SLACK_BYTES;
  return circumstances.downloadedInAll > most ? "downloaded_too_much" : null;
}

/** Who starts and stops many times in one second is not given that second each time. */
function isTooFast(bytes: number, { seconds, fastestBytesPerSecond }: Circumstances): boolean {
  return bytes > fastestBytesPerSecond * Math.max(SHORTEST_SECONDS, seconds);
}
