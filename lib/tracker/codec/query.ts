import { refuse, type Refusal } from "../refusals";
import type { AnnounceEvent, AnnounceRequest } from "../types";

import { decodePercent } from "./percent";

const HASH_BYTES = 20;

/** Raw values by name, as sent; the first of a repeated parameter counts. */
type RawAnnounce = Map<string, string>;

const PARAMETERS = new Set(
  "info_hash peer_id port uploaded downloaded left event numwant compact no_peer_id".split(" "),
);

/**
 * Parses the query string of an announce (BEP 3, 7, 21, 23). Unknown parameters are passed over:
 * clients send many. `ip`, `ipv4` and `ipv6` are among them, since nobody may enter somebody
 * else's address.
 *
 * @param query what follows the `?`, one char code a byte
 */
export function parseAnnounce(query: string): AnnounceRequest | Refusal {
  const raw = splitAnnounce(query);
  const infoHash = decodePercent(raw.get("info_hash") ?? "");
  const peerId = decodePercent(raw.get("peer_id") ?? "");
  const event = eventOf(raw.get("event"));
  const port = parseCount(raw.get("port"));
  const uploaded = parseCount(raw.get("uploaded"));
  const downloaded = parseCount(raw.get("downloaded"));
  const left = parseCount(raw.get("left"));
  if (infoHash.length !== HASH_BYTES) return refuse("info_hash_missing");
  if (peerId.length !== HASH_BYTES) return refuse("peer_id_missing");
  if (event === null) return refuse("event_invalid");
  if (!isPort(port, event)) return refuse("port_invalid");
  if (uploaded < 0) return refuse("uploaded_invalid");
  if (downloaded < 0) return refuse("downloaded_invalid");
  if (left < 0) return refuse("left_invalid");
  return {
    infoHash,
    infoHashOfForm: formReading(raw.get("info_hash")),
    peerId,
    port,
    uploaded,
    downloaded,
    left,
    event,
    ...wishesOf(raw),
  };
}

/**
 * The info hashes of a scrape's query string (BEP 48), 20 bytes each, in order, at most `limit`.
 * Each is a list of readings to look up: see `infoHashOfForm`.
 */
export function parseScrape(query: string, limit: number): string[][] {
  const hashes: string[][] = [];
  for (const [name, value] of parameters(query)) {
    if (name !== "info_hash" || hashes.length >= limit) continue;
    const asSent = decodePercent(value);
    const ofForm = formReading(value);
    if (asSent.length === HASH_BYTES) hashes.push(ofForm === null ? [asSent] : [asSent, ofForm]);
  }
  return hashes;
}

function splitAnnounce(query: string): RawAnnounce {
  const raw: RawAnnounce = new Map();
  for (const [name, value] of parameters(query)) {
    if (PARAMETERS.has(name) && !raw.has(name)) raw.set(name, value);
  }
  return raw;
}

function wishesOf(raw: RawAnnounce): Pick<AnnounceRequest, "numWant" | "compact" | "noPeerId"> {
  const numWant = parseCount(raw.get("numwant"));
  return {
    numWant: numWant < 0 ? null : numWant,
    compact: raw.get("compact") !== "0",
    noPeerId: raw.get("no_peer_id") === "1",
  };
}

/** A goodbye is welcome from any port: nobody will connect to it. */
function isPort(port: number, event: AnnounceEvent): boolean {
  return port >= (event === "stopped" ? 0 : 1) && port <= 65535;
}

function* parameters(query: string): Generator<[name: string, value: string]> {
  let start = 0;
  while (start < query.length) {
    let end = query.indexOf("&", start);
    if (end === -1) end = query.length;
    const equals = query.indexOf("=", start);
    if (equals !== -1 && equals < end) {
      yield [query.slice(start, equals), query.slice(equals + 1, end)];
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
