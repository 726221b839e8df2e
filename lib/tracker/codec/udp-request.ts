import { refuse, type Refusal } from "../refusals";
import type { AnnounceEvent, AnnounceRequest } from "../types";

import { CONNECTION_ID_BYTES } from "./udp-connection-id";
import { readUrlData } from "./udp-options";

/** What a packet asks for, and what its reply is (BEP 15). */
export const UDP_ACTION = { connect: 0, announce: 1, scrape: 2, error: 3 } as const;

/** Bytes of an id or the protocol's number, an action and a transaction id: no request is shorter. */
const HEAD_BYTES = CONNECTION_ID_BYTES + 8;
/** Bytes of an announce without options. */
const ANNOUNCE_BYTES = 98;
const HASH_BYTES = 20;
const PROTOCOL = Buffer.from("0000041727101980", "hex");

/** The first bytes of every request. */
export interface UdpHead {
  readonly connectionId: Buffer;
  readonly action: number;
  /** As it came, to be sent back: 4 bytes. */
  readonly transactionId: Buffer;
}

/** Reads the head of a packet; null when it is too short for one. */
export function readUdpHead(packet: Buffer): UdpHead | null {
  if (packet.length < HEAD_BYTES) return null;
  return {
    connectionId: packet.subarray(0, CONNECTION_ID_BYTES),
    action: packet.readUInt32BE(CONNECTION_ID_BYTES),
    transactionId: packet.subarray(CONNECTION_ID_BYTES + 4, HEAD_BYTES),
  };
}

/** Whether a packet with this head asks for a connection id. */
export function isConnect({ connectionId, action }: UdpHead): boolean {
  return action === UDP_ACTION.connect && connectionId.equals(PROTOCOL);
}

/** An announce over UDP, with the address that its options name. */
export interface UdpAnnounce {
  readonly request: AnnounceRequest | Refusal;
  /** Path and query, one char code a byte; empty when the packet has none. */
  readonly url: string;
}

/**
 * Reads an announce (BEP 15, with the options of BEP 41). The address that it states is hearsay,
 * and `key` is needless where a passkey is given: both are passed over, as over HTTP.
 *
 * @returns null for what is no announce
 */
export function readUdpAnnounce(packet: Buffer): UdpAnnounce | null {
  if (packet.length < ANNOUNCE_BYTES) return null;
  const url = readUrlData(packet.subarray(ANNOUNCE_BYTES));
  return url === null ? null : { request: readFields(packet), url };
}

function readFields(packet: Buffer): AnnounceRequest | Refusal {
  const downloaded = readCount(packet, 56);
  const left = readCount(packet, 64);
  const uploaded = readCount(packet, 72);
  const event = EVENTS[packet.readUInt32BE(80)];
  const numWant = packet.readInt32BE(92);
  if (event === undefined) return refuse("event_invalid");
  if (uploaded < 0) return refuse("uploaded_invalid");
  if (downloaded < 0) return refuse("downloaded_invalid");
  if (left < 0) return refuse("left_invalid");
  return {
    infoHash: packet.toString("latin1", 16, 36),
    infoHashOfForm: null,
    peerId: packet.toString("latin1", 36, 56),
    port: packet.readUInt16BE(96),
    uploaded,
    downloaded,
    left,
    event,
    numWant: numWant < 0 ? null : numWant,
    statedAddresses: [],
  };
}

/** By their numbers. The last is not in BEP 15: libtorrent sends it for BEP 21's `paused`. */
const EVENTS: readonly AnnounceEvent[] = ["none", "completed", "started", "stopped", "paused"];

/** A signed count of 64 bits: −1 when it is negative or above 2^53 − 1. */
function readCount(packet: Buffer, at: number): number {
  const high = packet.readUInt32BE(at);
  return high > 0x1f_ffff ? -1 : high * 2 ** 32 + packet.readUInt32BE(at + 4);
}

/** A scrape over UDP, with the address that its options name. */
export interface UdpScrape {
  /** 20 bytes each, one char code a byte. */
  readonly hashes: readonly string[];
  /** Path and query; empty when the packet has none. */
  readonly url: string;
}

/**
 * Reads a scrape (BEP 15). BEP 41 gives options to announces only; here they may follow the hashes of
 * a scrape too. A packet does not say how many hashes it has, so the options are what is left behind
 * the most hashes such that they name an address of ours: a hash cannot look like one by chance.
 *
 * @param isOurs whether a path is one of the tracker's
 */
export function readUdpScrape(packet: Buffer, isOurs: (url: string) => boolean): UdpScrape {
  const body = packet.subarray(HEAD_BYTES);
  const most = Math.floor(body.length / HASH_BYTES);
  for (let count = most; count >= 0; count--) {
    const url = readUrlData(body.subarray(count * HASH_BYTES));
    if (url !== null && isOurs(url)) return { hashes: readHashes(body, count), url };
  }
  return { hashes: readHashes(body, most), url: "" };
}

function readHashes(body: Buffer, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    body.toString("latin1", index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}
