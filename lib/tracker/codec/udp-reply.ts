import type { AnnounceAnswer } from "../announce";
import type { ScrapeEntry } from "../scrape";

import { UDP_ACTION } from "./udp-request";

/** Bytes of a head of action and transaction id. */
const HEAD_BYTES = 8;

/** A connection id for who asked: 16 bytes, as many as the shortest request has (BEP 15). */
export function udpConnectReply(transactionId: Buffer, connectionId: Buffer): Buffer {
  return Buffer.concat([head(UDP_ACTION.connect, transactionId), connectionId]);
}

/**
 * The answer to an announce (BEP 15), which has no place for a warning.
 *
 * @param peers compact peers of the family that the announce came by, one char code a byte
 */
export function udpAnnounceReply(
  transactionId: Buffer,
  { intervalSeconds, incomplete, complete }: AnnounceAnswer,
  peers: string,
): Buffer {
  const numbers = Buffer.allocUnsafe(12);
  numbers.writeUInt32BE(intervalSeconds, 0);
  numbers.writeUInt32BE(incomplete, 4);
  numbers.writeUInt32BE(complete, 8);
  const list = Buffer.from(peers, "latin1");
  return Buffer.concat([head(UDP_ACTION.announce, transactionId), numbers, list]);
}

/** The answer to a scrape (BEP 15): three numbers for each hash, in order, zeros for what is not told. */
export function udpScrapeReply(
  transactionId: Buffer,
  hashes: readonly string[],
  entries: readonly ScrapeEntry[],
): Buffer {
  const byHash = new Map(entries.map((entry) => [entry.infoHash, entry]));
  const numbers = Buffer.alloc(hashes.length * 12);
  for (const [index, hash] of hashes.entries()) {
    const entry = byHash.get(hash);
    if (entry === undefined) continue;
    numbers.writeUInt32BE(entry.complete, index * 12);
    numbers.writeUInt32BE(entry.downloaded, index * 12 + 4);
    numbers.writeUInt32BE(entry.incomplete, index * 12 + 8);
  }
  return Buffer.concat([head(UDP_ACTION.scrape, transactionId), numbers]);
}

/** A refusal's text (BEP 15), for a sender whose address is proven. */
export function udpErrorReply(transactionId: Buffer, text: string): Buffer {
  return Buffer.concat([head(UDP_ACTION.error, transactionId), Buffer.from(text, "utf8")]);
}

function head(action: number, transactionId: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES);
  bytes.writeUInt32BE(action, 0);
  transactionId.copy(bytes, 4);
  return bytes;
}
