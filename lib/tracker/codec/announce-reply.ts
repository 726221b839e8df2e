import { PEER_ID_BYTES, type PeerTable } from "../swarm/peer-table";

import { COMPACT_IPV4_BYTES, COMPACT_IPV6_BYTES, formatAddress } from "./address";

export interface AnnounceReply {
  readonly complete: number;
  readonly incomplete: number;
  readonly intervalSeconds: number;
  readonly minIntervalSeconds: number;
  /** 4 or 16 bytes: the address that the announce came from (BEP 24). */
  readonly externalIp: Uint8Array;
  /** Slots of the peer table to hand out. */
  readonly picked: readonly number[];
}

/**
 * Bencodes a reply with compact peers: `peers` always, `peers6` when there are any (BEP 7, 23).
 * Keys stand in their sorted order.
 */
export function compactReply(reply: AnnounceReply, peers: PeerTable): string {
  const ipv4 = gather(reply.picked, { from: peers.ipv4, width: COMPACT_IPV4_BYTES }, (slot) =>
    peers.hasIpv4(slot),
  );
  const ipv6 = gather(reply.picked, { from: peers.ipv6, width: COMPACT_IPV6_BYTES }, (slot) =>
    peers.hasIpv6(slot),
  );
  let text = `${head(reply)}5:peers${ipv4.length}:${ipv4}`;
  if (ipv6.length > 0) text += `6:peers6${ipv6.length}:${ipv6}`;
  return `${text}e`;
}

/** Bencodes a reply with peers as dictionaries (BEP 3), for `compact=0`. */
export function listReply(reply: AnnounceReply, peers: PeerTable, noPeerId: boolean): string {
  const entries: string[] = [];
  for (const slot of reply.picked) {
    const id = noPeerId ? "" : `7:peer id${PEER_ID_BYTES}:${peers.peerIdOf(slot)}`;
    for (const compact of [peers.ipv4Of(slot), peers.ipv6Of(slot)]) {
      if (compact !== null) entries.push(peerEntry(compact, id));
    }
  }
  return `${head(reply)}5:peersl${entries.join("")}ee`;
}

function head(reply: AnnounceReply): string {
  const ip = String.fromCharCode(...reply.externalIp);
  return (
    `d8:completei${reply.complete}e11:external ip${ip.length}:${ip}` +
    `10:incompletei${reply.incomplete}e8:intervali${reply.intervalSeconds}e` +
    `12:min intervali${reply.minIntervalSeconds}e`
  );
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
