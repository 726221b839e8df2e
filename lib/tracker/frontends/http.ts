import { announce } from "../announce";
import { failureBody } from "../codec/bencode";
import { refuse } from "../refusals";
import { scrape } from "../scrape";
import type { Tracker } from "../tracker";
import type { Origin, TrackerReply } from "../types";

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
  if (call.query.length > TARGET_CHARS_AT_MOST) {
    return { body: failureBody(refuse("malformed_request").reason), hold: "none" };
  }
  if (call.verb === "scrape") return scrape(tracker, call);
  return announce(tracker, { passkey: call.passkey, query: call.query, origin });
}
