import { announce } from "../announce";
import { COMPACT_IPV4_BYTES, COMPACT_IPV6_BYTES } from "../codec/address";
import { compactIpv4, compactIpv6 } from "../codec/announce-reply";
import type { ConnectionIds } from "../codec/udp-connection-id";
import {
  udpAnnounceReply,
  udpConnectReply,
  udpErrorReply,
  udpScrapeReply,
} from "../codec/udp-reply";
import {
  isConnect,
  readUdpAnnounce,
  readUdpHead,
  readUdpScrape,
  UDP_ACTION,
} from "../codec/udp-request";
import { isRefusal } from "../refusals";
import { HASHES_AT_MOST, scrape } from "../scrape";
import type { Tracker } from "../tracker";
import type { Hold } from "../types";

import { trackerCall } from "./http";

/** What goes back to the sender, and when it may. */
export interface UdpReply {
  readonly packet: Buffer;
  readonly hold: Hold;
}

export interface UdpFrontEnd {
  readonly tracker: Tracker;
  readonly connectionIds: ConnectionIds;
}

/** A packet with its sender. */
export interface Datagram {
  readonly packet: Buffer;
  /** 4 or 16 bytes: where it came from. There is no proxy, so that is where the peer is. */
  readonly address: Uint8Array;
}

/** Longer packets are no request: 74 hashes and an address take 1,600 bytes. */
const REQUEST_BYTES_AT_MOST = 2048;
/** Replies go through every network in one piece. */
const REPLY_BYTES_AT_MOST = 1400;
const REPLY_HEAD_BYTES = 20;

/**
 * Answers one packet (BEP 15, 41): the same announces and scrapes as over HTTP. It never throws for
 * what a client sends.
 *
 * Anybody can write any sender on a packet, so a sender that has not shown a valid connection id gets
 * nothing but one, in as many bytes as it sent at least. A wrong or an old id gets no answer at all:
 * clients that hear nothing ask for another, and nobody can have us write to a third party.
 *
 * @returns null when there is nothing to say
 */
export function answerDatagram(
  { tracker, connectionIds }: UdpFrontEnd,
  { packet, address }: Datagram,
): UdpReply | null {
  const head = packet.length > REQUEST_BYTES_AT_MOST ? null : readUdpHead(packet);
  if (head === null) return null;
  const { action, transactionId } = head;
  if (isConnect(head)) return now(udpConnectReply(transactionId, connectionIds.idFor(address)));
  if (!connectionIds.isValid(head.connectionId, address)) return null;
  if (action === UDP_ACTION.announce) {
    return answerAnnounce(tracker, { packet, address }, transactionId);
  }
  if (action === UDP_ACTION.scrape) return now(answerScrape(tracker, packet, transactionId));
  return null;
}

function answerAnnounce(
  tracker: Tracker,
  { packet, address }: Datagram,
  transactionId: Buffer,
): UdpReply | null {
  const heard = readUdpAnnounce(packet);
  if (heard === null) return null;
  const isIpv4 = address.length === 4;
  const { request } = heard;
  const said = announce(tracker, {
    passkey: passkeyIn(heard.url),
    request: isRefusal(request)
      ? request
      : { ...request, numWant: atMost(request.numWant, isIpv4) },
    origin: { address, userAgent: "" },
  });
  if (isRefusal(said)) return now(udpErrorReply(transactionId, said.reason));
  const { peers } = tracker.swarms;
  const list = isIpv4 ? compactIpv4(said.picked, peers) : compactIpv6(said.picked, peers);
  return { packet: udpAnnounceReply(transactionId, said, list), hold: said.hold };
}

function answerScrape(tracker: Tracker, packet: Buffer, transactionId: Buffer): Buffer {
  const asked = readUdpScrape(packet, (url) => trackerCall(url) !== null);
  const hashes = asked.hashes.slice(0, HASHES_AT_MOST);
  const told = scrape(tracker, {
    passkey: passkeyIn(asked.url),
    hashes: hashes.map((hash) => [hash]),
  });
  if (isRefusal(told)) return udpErrorReply(transactionId, told.reason);
  return udpScrapeReply(transactionId, hashes, told);
}

/** The address has the forms that it has over HTTP; what follows a `?` says nothing more. */
function passkeyIn(url: string): string {
  return trackerCall(url)?.passkey ?? "";
}

function atMost(numWant: number | null, isIpv4: boolean): number | null {
  if (numWant === null) return null;
  const width = isIpv4 ? COMPACT_IPV4_BYTES : COMPACT_IPV6_BYTES;
  return Math.min(numWant, Math.floor((REPLY_BYTES_AT_MOST - REPLY_HEAD_BYTES) / width));
}

function now(packet: Buffer): UdpReply {
  return { packet, hold: "none" };
}
