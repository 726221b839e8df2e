import type { Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

import { parseRequestHead, type TrackerRequest } from "#lib/tracker/frontends/request-head";

/** Bytes of a request head at most, as node:http has it. */
const HEAD_BYTES_AT_MOST = 16_384;
/** Milliseconds that a head may take to arrive, and a connection may be idle. */
const HEAD_AT_MOST_MS = 15_000;
const IDLE_AT_MOST_MS = 65_000;

const END_OF_HEAD = Buffer.from("\r\n\r\n");

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
export function createAnnounceLane(http: HttpServer, respond: Respond): Server {
  return createServer({ noDelay: true }, (socket) => {
    new Lane(socket, http, respond);
  });
}

class Lane {
  private unread: Buffer | null = null;
  /** When the first byte of an unfinished head came; 0 when there is none. */
  private headSince = 0;
  private isWaiting = false;
  private isKept = false;
  private readonly socket: Socket;
  private readonly http: HttpServer;
  private readonly respond: Respond;

  constructor(socket: Socket, http: HttpServer, respond: Respond) {
    this.socket = socket;
    this.http = http;
    this.respond = respond;
    socket.setTimeout(HEAD_AT_MOST_MS);
    socket.on("data", this.onData);
    socket.on("timeout", this.onTimeout);
    socket.on("error", this.onError);
  }

  private readonly onData = (chunk: Buffer): void => {
    this.unread = this.unread === null ? chunk : Buffer.concat([this.unread, chunk]);
    if (!this.isWaiting) this.readRequests();
  };

  private readonly onTimeout = (): void => {
    // A held reply has a limit of its own.
    if (!this.isWaiting) this.socket.destroy();
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
    const now = performance.now();
    if (this.headSince === 0) this.headSince = now;
    const isSlow = now - this.headSince > HEAD_AT_MOST_MS;
    if (isSlow || unread.length > HEAD_BYTES_AT_MOST) this.socket.destroy();
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
    if (request.keepAlive) {
      if (!this.isKept) socket.setTimeout(IDLE_AT_MOST_MS);
      this.isKept = true;
      socket.write(text, "latin1");
    } else {
      this.unread = null;
      socket.end(text, "latin1");
      // The client's own goodbye would only wake us up once more.
      socket.destroySoon();
    }
  }

  private handOver(unread: Buffer): void {
    const { socket } = this;
    socket.off("data", this.onData);
    socket.off("timeout", this.onTimeout);
    socket.off("error", this.onError);
    socket.setTimeout(0);
    socket.pause();
    socket.unshift(unread);
    this.unread = null;
    this.http.emit("connection", socket);
    socket.resume();
  }
}
