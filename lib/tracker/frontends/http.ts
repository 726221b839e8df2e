import { announce } from "../announce";
import { compactReply, listReply } from "../codec/announce-reply";
import { failureBody } from "../codec/bencode";
import { parseAnnounce, parseScrape } from "../codec/query";
import { scrapeReply } from "../codec/scrape-reply";
import { isRefusal, refuse, type Refusal } from "../refusals";
import { HASHES_AT_MOST, scrape } from "../scrape";
import type { Tracker } from "../tracker";
import type { Hold, Origin } from "../types";

/** What the tracker says, and when it may go out. */
export interface TrackerReply {
  /** Bencoded bytes, one char code each: V8 joins such text faster than buffers. */
  readonly body: string;
  readonly hold: Hold;
}

/** A request that is the tracker's own. */
export interface TrackerCall {
  readonly verb: "announce" | "scrape";
  readonly passkey: string;
  /** What follows the `?`, as it came. */
  readonly query: string;
}

/** Longer request targets are no announce: a scrape of 74 percent-encoded hashes has 5,500. */
const TARGET_CHARS_AT_MOST = 8192;

const PASSKEY = "[0-9a-f]{32}";
const FORMS = new RegExp(`^/(?:(announce|scrape)(?:/([^/?]*))?/?|(${PASSKEY})/(announce|scrape))$`);

/**
 * Tells whether a request target is for the tracker: `/announce/<passkey>`, `/scrape/<passkey>`,
 * and `/<passkey>/announce`, `/<passkey>/scrape`, whose scrape address clients derive. Everything
 * else is a page's.
 *
 * @param target the path and query as they stand in the request line, one char code a byte
 */
export function trackerCall(target: string): TrackerCall | null {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const match = FORMS.exec(path);
  if (match === null) return null;
  const verb = match[1] ?? match[4];
  return {
    verb: verb === "scrape" ? "scrape" : "announce",
    passkey: match[2] ?? match[3] ?? "",
    query: mark === -1 ? "" : target.slice(mark + 1),
  };
}

/** Answers a call. It never throws for what a client sends. */
export function answer(tracker: Tracker, call: TrackerCall, origin: Origin): TrackerReply {
  if (call.query.length > TARGET_CHARS_AT_MOST) return refused(refuse("malformed_request"));
  return call.verb === "scrape"
    ? answerScrape(tracker, call)
    : answerAnnounce(tracker, call, origin);
}

function answerAnnounce(
  tracker: Tracker,
  { passkey, query }: TrackerCall,
  origin: Origin,
): TrackerReply {
  const request = parseAnnounce(query);
  const said = announce(tracker, { passkey, request, origin });
  if (isRefusal(said)) return refused(said);
  const { peers } = tracker.swarms;
  const externalIp = origin.address;
  const body =
    isRefusal(request) || request.compact
      ? compactReply(said, peers, externalIp)
      : listReply(said, peers, { externalIp, noPeerId: request.noPeerId });
  return { body, hold: said.hold };
}

function answerScrape(tracker: Tracker, { passkey, query }: TrackerCall): TrackerReply {
  const told = scrape(tracker, { passkey, hashes: parseScrape(query, HASHES_AT_MOST) });
  return isRefusal(told) ? refused(told) : { body: scrapeReply(told), hold: "none" };
}

function refused(refusal: Refusal): TrackerReply {
  return { body: failureBody(refusal), hold: "none" };
}
