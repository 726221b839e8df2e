import type { Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

import { parseRequestHead, type TrackerRequest } from "#lib/tracker/frontends/request-head";

/** Bytes of a request head at most, as node:http has it. */
const HEAD_BYTES_AT_MOST = 16_384;

const END_OF_HEAD = Buffer.from("\r\n\r\n");

/** How long connections are borne with, in milliseconds. */
export interface Patience {
  /** For a request head to arrive, from its first byte, or from the start of the connection. */
  readonly headMs: number;
  /** Between requests. */
  readonly idleMs: number;
  /** Between two looks at all connections. */
  readonly lookEveryMs: number;
}

const USUAL_PATIENCE: Patience = { headMs: 15_000, idleMs: 65_000, lookEveryMs: 1000 };

/** Answers one call; `send` may be called later, once. Null cuts the line. */
export type Respond = (
  request: TrackerRequest,
  remoteAddress: string,
  send: (body: string | null) => void,
) => void;

/**
 * The listening server. Connections that announce are answered here, at a multiple of the speed of
 * node:http; at its first other request a connection goes over to `http` for good, with all that
 * it has sent.
 */
export function createAnnounceLane(
  http: HttpServer,
  respond: Respond,
  patience: Patience = USUAL_PATIENCE,
): Server {
  const open = new Set<Lane>();
  const server = createServer({ noDelay: true }, (socket) => {
    const lane = new Lane(socket, http, respond);
    open.add(lane);
    socket.on("close", () => open.delete(lane));
  });
  // One clock for all: a timer a connection costs as much as reading its request.
  const clock = setInterval(() => {
    const now = performance.now();
    for (const lane of open) lane.look(now, patience);
  }, patience.lookEveryMs).unref();
  server.on("close", () => {
    clearInterval(clock);
  });
  return server;
}

class Lane {
  private unread: Buffer | null = null;
  /** When the first byte of an unfinished head came, or the connection; 0 between requests. */
  private headSince = performance.now();
  private answeredAt = 0;
  private isWaiting = false;
  private isHandedOver = false;
  private readonly socket: Socket;
  private readonly http: HttpServer;
  private readonly respond: Respond;

  constructor(socket: Socket, http: HttpServer, respond: Respond) {
    this.socket = socket;
    this.http = http;
    this.respond = respond;
    socket.on("data", this.onData);
    socket.on("error", this.onError);
  }

  /** Cuts off who takes too long. A reply that is held has a limit of its own. */
  look(now: number, { headMs, idleMs }: Patience): void {
    if (this.isWaiting || this.isHandedOver) return;
    const isLate =
      this.headSince > 0 ? now - this.headSince > headMs : now - this.answeredAt > idleMs;
    if (isLate) this.socket.destroy();
  }

  private readonly onData = (chunk: Buffer): void => {
    this.unread = this.unread === null ? chunk : Buffer.concat([this.unread, chunk]);
    if (!this.isWaiting) this.readRequests();
  };

  private readonly onError = (): void => {
    this.socket.destroy();
  };

  private readRequests(): void {
    while (this.unread !== null && !this.isWaiting) {
      const { unread } = this;
      const end = unread.indexOf(END_OF_HEAD);
      if (end === -1) {
        this.awaitRest(unread);
        return;
      }
      const request = parseRequestHead(unread.toString("latin1", 0, end));
      if (request === null) {
        this.handOver(unread);
        return;
      }
      const next = end + END_OF_HEAD.length;
      this.unread = next === unread.length ? null : unread.subarray(next);
      this.headSince = 0;
      this.serve(request);
    }
  }

  private awaitRest(unread: Buffer): void {
    if (this.headSince === 0) this.headSince = performance.now();
    if (unread.length > HEAD_BYTES_AT_MOST) this.socket.destroy();
  }

  private serve(request: TrackerRequest): void {
    this.isWaiting = true;
    let isLater = false;
    this.respond(request, this.socket.remoteAddress ?? "", (body) => {
      this.isWaiting = false;
      if (body === null) this.socket.destroy();
      else this.write(request, body);
      if (isLater) this.readRequests();
    });
    isLater = true;
  }

  /** Always 200 with a length: on another status, clients show the status and not the reason. */
  private write(request: TrackerRequest, body: string): void {
    const { socket } = this;
    if (socket.destroyed) return;
    const text =
      `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n` +
      `Cache-Control: no-store\r\nConnection: ${request.keepAlive ? "keep-alive" : "close"}\r\n\r\n` +
      (request.isHead ? "" : body);
    socket.write(text, "latin1");
    if (request.keepAlive) {
      this.answeredAt = performance.now();
      return;
    }
    this.unread = null;
    // Mostly the system has taken all of it: then nothing is left to wait for.
    if (socket.writableLength === 0) socket.destroy();
    else socket.destroySoon();
  }

  private handOver(unread: Buffer): void {
    const { socket } = this;
    this.isHandedOver = true;
    socket.off("data", this.onData);
    socket.off("error", this.onError);
    socket.pause();
    socket.unshift(unread);
    this.unread = null;
    this.http.emit("connection", socket);
    socket.resume();
  }
}
