import { trackerCall, type TrackerCall } from "./http";

/** An announce or scrape as an HTTP request head tells it. */
export interface TrackerRequest {
  readonly call: TrackerCall;
  readonly isHead: boolean;
  /** Whether the connection stays open after the reply. */
  readonly keepAlive: boolean;
  readonly userAgent: string;
  readonly forwardedFor: string | undefined;
}

interface Fields {
  connection: string;
  userAgent: string;
  forwardedFor: string | undefined;
  /** A body, or a browser that may want a page. */
  isUnusual: boolean;
}

/**
 * Reads the head of a plain announce or scrape, HTTP/1.0 or 1.1 (RFC 9112). Anything else, or
 * anything unusual, is null: a full HTTP server sees to it.
 *
 * @param head the bytes before the empty line, one char code each
 */
export function parseRequestHead(head: string): TrackerRequest | null {
  const isHead = head.startsWith("HEAD /");
  if (!isHead && !head.startsWith("GET /")) return null;
  const start = isHead ? 5 : 4;
  const lineEnd = lineEndOf(head, 0);
  const targetEnd = lineEnd - " HTTP/1.1".length;
  if (targetEnd <= start || !head.startsWith(" HTTP/1.", targetEnd)) return null;
  const target = head.slice(start, targetEnd);
  if (target.includes(" ")) return null;
  const call = trackerCall(target);
  const fields = call === null ? null : readFields(head, lineEnd + 2);
  if (call === null || fields === null || fields.isUnusual) return null;
  const isOld = head.charAt(lineEnd - 1) === "0";
  const connection = fields.connection.toLowerCase();
  return {
    call,
    isHead,
    keepAlive: isOld ? connection === "keep-alive" : !connection.includes("close"),
    userAgent: fields.userAgent,
    forwardedFor: fields.forwardedFor,
  };
}

function readFields(head: string, from: number): Fields | null {
  const fields: Fields = {
    connection: "",
    userAgent: "",
    forwardedFor: undefined,
    isUnusual: false,
  };
  for (let start = from; start < head.length;) {
    const end = lineEndOf(head, start);
    const colon = head.indexOf(":", start);
    if (colon <= start || colon > end) return null;
    readField(fields, head, { start, colon, end });
    start = end + 2;
  }
  return fields;
}

/** Most headers are told apart by their length alone. */
function readField(
  fields: Fields,
  head: string,
  line: { start: number; colon: number; end: number },
): void {
  const length = line.colon - line.start;
  if (length !== 10 && length !== 14 && length !== 15 && length !== 17 && length !== 25) return;
  const name = head.slice(line.start, line.colon).toLowerCase();
  const value = (): string => head.slice(line.colon + 1, line.end).trim();
  switch (name) {
    case "user-agent":
      fields.userAgent = value();
      break;
    case "connection":
      fields.connection = value();
      break;
    case "x-forwarded-for":
      fields.forwardedFor =
        fields.forwardedFor === undefined ? value() : `${fields.forwardedFor},${value()}`;
      break;
    default:
      fields.isUnusual ||= isUnusual(name, value);
      break;
  }
}

/** A body comes, or a browser asks: not the fast way's business. */
function isUnusual(name: string, value: () => string): boolean {
  if (name === "content-length") return value() !== "0";
  if (name === "sec-fetch-mode") return value() === "navigate";
  return name === "transfer-encoding" || name === "upgrade-insecure-requests";
}

function lineEndOf(head: string, from: number): number {
  const end = head.indexOf("\r\n", from);
  return end === -1 ? head.length : end;
}
