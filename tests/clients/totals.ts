import type { Announce } from "./announce-log.ts";
import type { AnnouncedDownload } from "./drivers/driver.ts";

export type Totals = { uploadedBytes: bigint; downloadedBytes: bigint };

/**
 * What a client told the tracker over its whole life, by the protocol's arithmetic alone: totals
 * run up per peer id, and begin again at zero when the client starts a torrent again. One client
 * says the same thing over IPv4 and IPv6 and under both hashes of a hybrid torrent: the totals
 * are of the peer, not of the announce, so they count once.
 */
export function announcedTotals(
  announces: readonly Announce[],
  download: AnnouncedDownload = "received",
): Totals {
  const runs = download === "held" ? heldRunsOf(announces) : runsOf(announces);
  return {
    uploadedBytes: sum(runs, ({ first, last }) => last.uploadedBytes - first.uploadedBytes),
    downloadedBytes: sum(runs, ({ first, last }) => last.downloadedBytes - first.downloadedBytes),
  };
}

/**
 * Bytes that a client received for nothing: blocks asked for twice, pieces with a wrong hash.
 * libtorrent's own display includes them, its announced `downloaded` does not.
 * Undefined if they were announced over UDP, which does not tell.
 */
export function wastedBytes(announces: readonly Announce[]): bigint | undefined {
  if (announces.some((each) => each.wastedBytes === undefined)) return undefined;
  return sum(runsOf(announces), ({ last }) => last.wastedBytes ?? 0n);
}

/** From one `started` to the next: where the totals began, and what they came to. */
type Run = { first: Pick<Announce, "uploadedBytes" | "downloadedBytes">; last: Announce };

const zero = { uploadedBytes: 0n, downloadedBytes: 0n };

/** Totals that fall have begun again at zero. */
function runsOf(announces: readonly Announce[]): Run[] {
  const ended: Run[] = [];
  const current = new Map<string, Run>();
  for (const announce of announces) {
    const run = current.get(announce.peerId);
    if (run && hasFallen(run.last, announce)) ended.push(run);
    current.set(announce.peerId, { first: zero, last: announce });
  }
  return [...ended, ...current.values()];
}

/**
 * webtorrent counts from what lies there at `started`, announces from one address, and says zeros
 * with `stopped`, whatever it has moved.
 */
function heldRunsOf(announces: readonly Announce[]): Run[] {
  const runs: Run[] = [];
  for (const announce of announces.filter(({ event }) => event !== "stopped")) {
    const run = runs.at(-1);
    if (!run || announce.event === "started") runs.push({ first: announce, last: announce });
    else run.last = announce;
  }
  return runs;
}

function hasFallen(before: Announce, after: Announce): boolean {
  return (
    after.uploadedBytes < before.uploadedBytes || after.downloadedBytes < before.downloadedBytes
  );
}

function sum(runs: readonly Run[], bytesOf: (run: Run) => bigint): bigint {
  return runs.reduce((total, run) => total + bytesOf(run), 0n);
}
