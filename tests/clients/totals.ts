import type { Announce } from "./announce-log.ts";

export type Totals = { uploadedBytes: bigint; downloadedBytes: bigint };

/**
 * What a client told the tracker over its whole life, by the protocol's arithmetic alone: totals
 * run up per peer id, and begin again at zero when the client starts a torrent again. One client
 * says the same thing over IPv4 and IPv6 and under both hashes of a hybrid torrent: the totals
 * are of the peer, not of the announce, so they count once.
 */
export function announcedTotals(announces: readonly Announce[]): Totals {
  const runs = runsOf(announces);
  return {
    uploadedBytes: sum(runs, (last) => last.uploadedBytes),
    downloadedBytes: sum(runs, (last) => last.downloadedBytes),
  };
}

/**
 * Bytes that a client received for nothing: blocks asked for twice, pieces with a wrong hash.
 * libtorrent's own display includes them, its announced `downloaded` does not.
 */
export function wastedBytes(announces: readonly Announce[]): bigint {
  return sum(runsOf(announces), (last) => last.wastedBytes);
}

/** The last announce of each run of each peer id. */
function runsOf(announces: readonly Announce[]): Announce[] {
  const ended: Announce[] = [];
  const current = new Map<string, Announce>();
  for (const announce of announces) {
    const last = current.get(announce.peerId);
    if (last && hasFallen(last, announce)) ended.push(last);
    current.set(announce.peerId, announce);
  }
  return [...ended, ...current.values()];
}

function hasFallen(before: Announce, after: Announce): boolean {
  return (
    after.uploadedBytes < before.uploadedBytes || after.downloadedBytes < before.downloadedBytes
  );
}

function sum(runs: readonly Announce[], bytesOf: (last: Announce) => bigint): bigint {
  return runs.reduce((total, last) => total + bytesOf(last), 0n);
}
