import type { AnnounceAnswer } from "../announce";
import { PEER_ID_BYTES, type PeerTable } from "../swarm/peer-table";

import { bencodedText } from "./bencode";
import { COMPACT_IPV4_BYTES, COMPACT_IPV6_BYTES, formatAddress } from "./address";

/** Sent back by clients with their next announce (BEP 3). There is one tracker, so one id. */
const TRACKER_ID = "10:tracker id9:swarmkeep";

/**
 * Bencodes an answer with compact peers: `peers` always, `peers6` when there are any (BEP 7, 23).
 * Keys stand in their sorted order.
 *
 * @param externalIp 4 or 16 bytes: the address that the announce came from (BEP 24)
 */
export function compactReply(
  answer: AnnounceAnswer,
  peers: PeerTable,
  externalIp: Uint8Array,
): string {
  const { picked } = answer;
  if (picked.length === 0) return `${head(answer, externalIp)}5:peers0:${tail(answer)}`;
  const ipv4 = compactIpv4(picked, peers);
  const ipv6 = compactIpv6(picked, peers);
  let text = `${head(answer, externalIp)}5:peers${ipv4.length}:${ipv4}`;
  if (ipv6.length > 0) text += `6:peers6${ipv6.length}:${ipv6}`;
  return text + tail(answer);
}

/** Bencodes an answer with peers as dictionaries (BEP 3), for `compact=0`. */
export function listReply(
  answer: AnnounceAnswer,
  peers: PeerTable,
  { externalIp, noPeerId }: { readonly externalIp: Uint8Array; readonly noPeerId: boolean },
): string {
  const entries: string[] = [];
  for (const slot of answer.picked) {
    const id = noPeerId ? "" : `7:peer id${PEER_ID_BYTES}:${peers.peerIdOf(slot)}`;
    for (const compact of [peers.ipv4Of(slot), peers.ipv6Of(slot)]) {
      if (compact !== null) entries.push(peerEntry(compact, id));
    }
  }
  return `${head(answer, externalIp)}5:peersl${entries.join("")}e${tail(answer)}`;
}

/** The compact IPv4 addresses of peers that have one, one char code a byte. */
export function compactIpv4(slots: readonly number[], peers: PeerTable): string {
  return gather(slots, { from: peers.ipv4, width: COMPACT_IPV4_BYTES }, (slot) =>
    peers.hasIpv4(slot),
  );
}

/** The compact IPv6 addresses of peers that have one, one char code a byte. */
export function compactIpv6(slots: readonly number[], peers: PeerTable): string {
  return gather(slots, { from: peers.ipv6, width: COMPACT_IPV6_BYTES }, (slot) =>
    peers.hasIpv6(slot),
  );
}

function head(answer: AnnounceAnswer, externalIp: Uint8Array): string {
  const ip = String.fromCharCode(...externalIp);
  return (
    `d8:completei${answer.complete}e11:external ip${ip.length}:${ip}` +
    `10:incompletei${answer.incomplete}e8:intervali${answer.intervalSeconds}e` +
    `12:min intervali${answer.minIntervalSeconds}e`
  );
}

function tail({ warning }: AnnounceAnswer): string {
  if (warning === null) return `${TRACKER_ID}e`;
  return `${TRACKER_ID}15:warning message${bencodedText(warning.text)}e`;
}

function peerEntry(compact: Uint8Array, id: string): string {
  const end = compact.length - 2;
  const ip = formatAddress(compact.subarray(0, end));
  const port = ((compact[end] ?? 0) << 8) | (compact[end + 1] ?? 0);
  return `d2:ip${ip.length}:${ip}${id}4:porti${port}ee`;
}

/** Latin-1 text is the fastest way to join bytes in V8: one copy at the end, no buffer a peer. */
function gather(
  slots: readonly number[],
  column: { from: Uint8Array; width: number },
  has: (slot: number) => boolean,
): string {
  const { from, width } = column;
  const joined = Buffer.allocUnsafe(slots.length * width);
  let length = 0;
  for (const slot of slots) {
    if (!has(slot)) continue;
    const start = slot * width;
    for (let index = 0; index < width; index++) joined[length++] = from[start + index] ?? 0;
  }
  return joined.toString("latin1", 0, length);
}
