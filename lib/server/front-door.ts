import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Server as NetServer } from "node:net";

import type { ClientAddress } from "#lib/tracker/frontends/client-address";
import { answer, trackerCall, type TrackerCall } from "#lib/tracker/frontends/http";
import type { Tracker } from "#lib/tracker/tracker";

import { Addresses } from "./addresses";
import { createAnnounceLane } from "./announce-lane";
import { BROWSER_PAGE, BROWSER_PAGE_HEADERS, isBrowser } from "./browser-page";
import { UserAgents } from "./user-agents";
import type { WebProxy } from "./web-proxy";

/** Milliseconds that a `stopped` or `completed` waits for its commit before the line is cut. */
const HOLD_AT_MOST_MS = 30_000;
/** Milliseconds that a new baseline waits at most; then it is answered, committed or not. */
const HOLD_BRIEFLY_MS = 500;

/** Long enough for proxies, which keep connections open for a minute. */
const KEEP_ALIVE_MS = 65_000;
/** A client that has not sent its request head by then is dropped. */
const HEAD_AT_MOST_MS = 15_000;
/** Open connections may finish what they began; then the process leaves and cuts them. */
const CLOSE_AT_MOST_MS = 1_000;

const addresses = new Addresses();
const userAgents = new UserAgents();

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

/** The one port, and how to close it. */
export interface FrontDoor {
  readonly server: NetServer;
  /** Stops taking connections, lets requests finish for a moment, then cuts what is left. */
  close(): Promise<void>;
}

/**
 * The one port: announces and scrapes are answered here, from memory; the rest goes to the pages,
 * request by request, since a reverse proxy mixes both on one connection.
 */
export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  const http = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (req, res) => {
    const target = pathOf(req.url ?? "/");
    const call = trackerCall(target);
    if (call !== null) serveTracker(options, call, { req, res });
    else if (target === "/healthz") void serveHealth(options, res);
    else if (options.web === null) plain(res, 404, "This address serves announces only.\n");
    else options.web.serve(req, res, clientOf(options, req));
  });
  http.headersTimeout = HEAD_AT_MOST_MS;
  http.on("upgrade", (req, socket, head) => {
    if (options.web === null) socket.destroy();
    else options.web.upgrade(req, socket, head);
  });
  const server = createAnnounceLane(http, (request, remote, send) => {
    const address = addresses.bytesOf(options.clientAddress(remote, request.forwardedFor));
    const userAgent = userAgents.own(request.userAgent);
    respond(options, { call: request.call, address, userAgent }, send);
  });
  return { server, close: () => closeAll(server) };
}

/** A call of the tracker's as it was heard. */
export interface Heard {
  readonly call: TrackerCall;
  /** 4 or 16 bytes; null when nobody knows where it came from. */
  readonly address: Uint8Array | null;
  readonly userAgent: string;
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

function serveTracker(options: FrontDoorOptions, call: TrackerCall, { req, res }: Exchange): void {
  if (isBrowser(req.headers)) {
    res.writeHead(200, BROWSER_PAGE_HEADERS).end(BROWSER_PAGE);
    return;
  }
  const heard = {
    call,
    address: addresses.bytesOf(clientOf(options, req)),
    userAgent: userAgents.own(req.headers["user-agent"] ?? ""),
  };
  respond(options, heard, (body) => {
    if (body === null) res.destroy();
    else if (!res.destroyed) plain(res, 200, Buffer.from(body, "latin1"));
  });
}

/** Asks the tracker and sends its reply when it may go out; null cuts the line. */
export function respond(
  options: FrontDoorOptions,
  heard: Heard,
  send: (body: string | null) => void,
): void {
  const { address, userAgent } = heard;
  if (address === null || options.isClosing()) {
    send(null);
    return;
  }
  const { body, hold } = answer(options.tracker, heard.call, { address, userAgent });
  if (hold === "none") {
    send(body);
    return;
  }
  let isSent = false;
  const sendOnce = (reply: string | null): void => {
    if (isSent) return;
    isSent = true;
    clearTimeout(limit);
    send(reply);
  };
  const limit =
    hold === "briefly"
      ? setTimeout(sendOnce, HOLD_BRIEFLY_MS, body)
      : setTimeout(sendOnce, HOLD_AT_MOST_MS, null);
  void options.whenCommitted().then(() => {
    sendOnce(body);
  });
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

function plain(res: ServerResponse, status: number, body: string | Buffer): void {
  res.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  res.end(body);
}

/** Stops taking connections and waits a moment for those that are open. */
export function closeAll(server: NetServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    setTimeout(resolve, CLOSE_AT_MOST_MS).unref();
  });
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
