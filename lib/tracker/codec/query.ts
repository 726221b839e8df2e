import { refuse, type Refusal } from "../refusals";
import type { AnnounceEvent, AnnounceRequest } from "../types";

import { parseStatedAddress } from "./address";
import { decodePercent } from "./percent";

const HASH_BYTES = 20;

/** An announce over HTTP, with the form that its reply is to have. */
export interface HttpAnnounce extends AnnounceRequest {
  readonly compact: boolean;
  readonly noPeerId: boolean;
}

/**
 * Parses the query string of an announce (BEP 3, 7, 21, 23). Unknown parameters are passed over:
 * clients send many. So are `key`, which our passkeys make needless, `corrupt` and `redundant`,
 * which are part of `downloaded` already, `trackerid`, which says nothing new, and `ip`, which
 * BEP 7 replaced.
 *
 * @param query what follows the `?`, one char code a byte
 */
export function parseAnnounce(query: string): HttpAnnounce | Refusal {
  const raw = splitAnnounce(query);
  const infoHash = decodePercent(raw.infoHash ?? "");
  const peerId = decodePercent(raw.peerId ?? "");
  const event = eventOf(raw.event);
  const port = parseCount(raw.port);
  const uploaded = parseCount(raw.uploaded);
  const downloaded = parseCount(raw.downloaded);
  const left = parseCount(raw.left);
  const numWant = parseCount(raw.numWant);
  if (infoHash.length !== HASH_BYTES) return refuse("info_hash_missing");
  if (peerId.length !== HASH_BYTES) return refuse("peer_id_missing");
  if (event === null) return refuse("event_invalid");
  if (!isPort(port, event)) return refuse("port_invalid");
  if (uploaded < 0) return refuse("uploaded_invalid");
  if (downloaded < 0) return refuse("downloaded_invalid");
  if (left < 0) return refuse("left_invalid");
  return {
    infoHash,
    infoHashOfForm: formReading(raw.infoHash),
    peerId,
    port,
    uploaded,
    downloaded,
    left,
    event,
    numWant: numWant < 0 ? null : numWant,
    statedAddresses: statedAddresses(raw, port),
    compact: raw.compact !== "0",
    noPeerId: raw.noPeerId === "1",
  };
}

/**
 * The info hashes of a scrape's query string (BEP 48), 20 bytes each, in order, at most `limit`.
 * Each is a list of readings to look up: see `infoHashOfForm`.
 */
export function parseScrape(query: string, limit: number): string[][] {
  const hashes: string[][] = [];
  eachParameter(query, (name, value) => {
    if (name !== "info_hash" || hashes.length >= limit) return;
    const asSent = decodePercent(value);
    const ofForm = formReading(value);
    if (asSent.length === HASH_BYTES) hashes.push(ofForm === null ? [asSent] : [asSent, ofForm]);
  });
  return hashes;
}

/** Values as sent; the first of a repeated parameter counts. */
class RawAnnounce {
  infoHash: string | undefined;
  peerId: string | undefined;
  port: string | undefined;
  uploaded: string | undefined;
  downloaded: string | undefined;
  left: string | undefined;
  event: string | undefined;
  numWant: string | undefined;
  compact: string | undefined;
  noPeerId: string | undefined;
  ipv4: string | undefined;
  ipv6: string | undefined;
}

function splitAnnounce(query: string): RawAnnounce {
  const raw = new RawAnnounce();
  eachParameter(query, (name, value) => {
    if (name.length < 7) takeShort(raw, name, value);
    else takeLong(raw, name, value);
  });
  return raw;
}

/** Comparisons by hand: a look-up in a map would first compute a hash of each name. */
function takeShort(raw: RawAnnounce, name: string, value: string): void {
  if (name === "port") raw.port ??= value;
  else if (name === "left") raw.left ??= value;
  else if (name === "event") raw.event ??= value;
  else if (name === "ipv4") raw.ipv4 ??= value;
  else if (name === "ipv6") raw.ipv6 ??= value;
}

function takeLong(raw: RawAnnounce, name: string, value: string): void {
  if (name === "info_hash") raw.infoHash ??= value;
  else if (name === "peer_id") raw.peerId ??= value;
  else if (name === "uploaded") raw.uploaded ??= value;
  else if (name === "downloaded") raw.downloaded ??= value;
  else takeWish(raw, name, value);
}

function takeWish(raw: RawAnnounce, name: string, value: string): void {
  if (name === "compact") raw.compact ??= value;
  else if (name === "numwant") raw.numWant ??= value;
  else if (name === "no_peer_id") raw.noPeerId ??= value;
}

const NO_ADDRESSES: readonly Uint8Array[] = [];

function statedAddresses({ ipv4, ipv6 }: RawAnnounce, port: number): readonly Uint8Array[] {
  if (ipv4 === undefined && ipv6 === undefined) return NO_ADDRESSES;
  return [ipv4, ipv6]
    .map((text) => (text === undefined ? null : parseStatedAddress(decodePercent(text), port)))
    .filter((address) => address !== null);
}

/** A goodbye is welcome from any port: nobody will connect to it. */
function isPort(port: number, event: AnnounceEvent): boolean {
  return port >= (event === "stopped" ? 0 : 1) && port <= 65535;
}

function eachParameter(query: string, take: (name: string, value: string) => void): void {
  let start = 0;
  while (start < query.length) {
    let end = query.indexOf("&", start);
    if (end === -1) end = query.length;
    const equals = query.indexOf("=", start);
    if (equals !== -1 && equals < end) {
      take(query.slice(start, equals), query.slice(equals + 1, end));
    }
    start = end + 1;
  }
}

/**
 * RFC 3986 leaves `+` as it is, form encoding makes it a space. Libraries differ, so an info hash
 * with a raw `+` is looked up both ways.
 */
function formReading(value: string | undefined): string | null {
  return value?.includes("+") === true ? decodePercent(value.replaceAll("+", " ")) : null;
}

/** A count of bytes or peers: decimal digits up to 2^53 − 1; −1 for anything else or nothing. */
function parseCount(text: string | undefined): number {
  if (text === undefined || text.length === 0 || text.length > 16) return -1;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    count = count * 10 + digit;
  }
  return count <= Number.MAX_SAFE_INTEGER ? count : -1;
}

function eventOf(text: string | undefined): AnnounceEvent | null {
  switch (text) {
    case undefined:
    case "":
    case "empty":
      return "none";
    case "started":
    case "stopped":
    case "completed":
    case "paused":
      return text;
    default:
      return null;
  }
}
