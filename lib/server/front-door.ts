import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { parseAddress } from "#lib/tracker/codec/address";
import type { ClientAddress } from "#lib/tracker/frontends/client-address";
import { answer, trackerCall, type TrackerCall } from "#lib/tracker/frontends/http";
import type { Tracker } from "#lib/tracker/tracker";

import type { WebProxy } from "./web-proxy";

/** Milliseconds that a `stopped` or `completed` waits for its commit before the line is cut. */
const HOLD_AT_MOST_MS = 30_000;
/** Milliseconds that a new baseline waits at most; then it is answered, committed or not. */
const HOLD_BRIEFLY_MS = 500;

/** Long enough for proxies, which keep connections open for a minute. */
const KEEP_ALIVE_MS = 65_000;
/** A client that has not sent its request head by then is dropped. */
const HEAD_AT_MOST_MS = 15_000;

export interface FrontDoorOptions {
  readonly tracker: Tracker;
  /** Null in a process that serves no pages. */
  readonly web: WebProxy | null;
  readonly clientAddress: ClientAddress;
  /** Resolves when everything recorded so far has committed. */
  readonly whenCommitted: () => Promise<void>;
  /** True once the process is going down: nothing may be recorded any more. */
  readonly isClosing: () => boolean;
  readonly health: () => Promise<Health>;
}

export interface Health {
  readonly status: "ok" | "degraded";
  readonly [part: string]: string | number;
}

/**
 * The one port: announces and scrapes are answered here, from memory; the rest goes to the pages,
 * request by request, since a reverse proxy mixes both on one connection.
 */
export function createFrontDoor(options: FrontDoorOptions): Server {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (req, res) => {
    const target = pathOf(req.url ?? "/");
    const call = trackerCall(target);
    if (call !== null) serveTracker(options, call, { req, res });
    else if (target === "/healthz") void serveHealth(options, res);
    else if (options.web === null) plain(res, 404, "This address serves announces only.\n");
    else options.web.serve(req, res, clientOf(options, req));
  });
  server.headersTimeout = HEAD_AT_MOST_MS;
  server.on("upgrade", (req, socket, head) => {
    if (options.web === null) socket.destroy();
    else options.web.upgrade(req, socket, head);
  });
  return server;
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

function serveTracker(options: FrontDoorOptions, call: TrackerCall, { req, res }: Exchange): void {
  const address = parseAddress(clientOf(options, req));
  if (address === null || options.isClosing()) {
    req.socket.destroy();
    return;
  }
  const { body, hold } = answer(options.tracker, call, {
    address,
    userAgent: (req.headers["user-agent"] ?? "").slice(0, 200),
  });
  if (hold === "none") {
    sendBencoded(res, body);
    return;
  }
  const send = (): void => {
    clearTimeout(limit);
    if (!res.destroyed && !res.headersSent) sendBencoded(res, body);
  };
  const limit =
    hold === "briefly"
      ? setTimeout(send, HOLD_BRIEFLY_MS)
      : setTimeout(() => res.destroy(), HOLD_AT_MOST_MS);
  void options.whenCommitted().then(send);
}

/** Always 200 with a length: on another status, clients show the status and not the reason. */
function sendBencoded(res: ServerResponse, body: Buffer): void {
  res.writeHead(200, {
    "content-type": "text/plain",
    "content-length": body.length,
    "cache-control": "no-store",
  });
  res.end(body);
}

async function serveHealth(options: FrontDoorOptions, res: ServerResponse): Promise<void> {
  const health = await options.health();
  const body = JSON.stringify(health);
  res.writeHead(health.status === "ok" ? 200 : 503, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  res.end(body);
}

function plain(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  res.end(text);
}

function clientOf({ clientAddress }: FrontDoorOptions, req: IncomingMessage): string {
  return clientAddress(req.socket.remoteAddress ?? "", forwardedFor(req));
}

/** The X-Forwarded-For of a request, several of them as one. */
export function forwardedFor(req: IncomingMessage): string | undefined {
  const forwarded = req.headers["x-forwarded-for"];
  return Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
}

/** The path and query also of a target in absolute form (RFC 9112 §3.2.2). */
function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  const path = /^https?:\/\/[^/?]*(.*)$/i.exec(target)?.[1];
  if (path === undefined) return "/";
  return path.startsWith("/") ? path : `/${path}`;
}
