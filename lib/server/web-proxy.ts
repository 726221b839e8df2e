import {
  Agent,
  request,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

/** Hands requests to the process that renders the pages. */
export interface WebProxy {
  /** @param clientAddress the true address of the client, which the pages throttle by */
  serve(req: IncomingMessage, res: ServerResponse, clientAddress: string): void;
  /** WebSockets of the development server. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Idle connections to the pages are closed from this side, well before the pages would do it. */
const IDLE_MS = 30_000;

/** Headers that belong to one connection (RFC 9110 §7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * @param socketPath where the pages listen
 * @param isTrusted whether a connection comes from one of our own proxies, whose word on host and
 *   scheme is taken
 */
export function createWebProxy(
  socketPath: string,
  isTrusted: (remote: string) => boolean,
): WebProxy {
  const agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: IDLE_MS });
  return {
    serve(req, res, clientAddress) {
      const onward = request({
        agent,
        socketPath,
        method: req.method,
        path: req.url,
        headers: onwardHeaders(req, clientAddress, isTrusted(req.socket.remoteAddress ?? "")),
      });
      onward.on("response", (reply) => {
        res.writeHead(reply.statusCode ?? 502, reply.statusMessage, backHeaders(reply));
        reply.pipe(res);
        reply.on("error", () => res.destroy());
      });
      onward.on("error", () => {
        refuse(res);
      });
      res.on("close", () => onward.destroy());
      req.pipe(onward);
    },
    upgrade(req, socket, head) {
      const onward = connect(socketPath, () => {
        onward.write(rawHead(req));
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    },
  };
}

function onwardHeaders(
  req: IncomingMessage,
  clientAddress: string,
  isTrusted: boolean,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(req.headers)) {
    if (!HOP_BY_HOP.has(name) && !name.startsWith("x-forwarded-")) headers[name] = value;
  }
  // A body of unknown length goes on as it came, in chunks.
  if (req.headers["transfer-encoding"] !== undefined) headers["transfer-encoding"] = "chunked";
  const told = (name: string): string | undefined => {
    const value = isTrusted ? req.headers[name] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  headers["x-forwarded-for"] = clientAddress;
  headers["x-forwarded-host"] = told("x-forwarded-host") ?? req.headers.host;
  headers["x-forwarded-proto"] = told("x-forwarded-proto") ?? "http";
  return headers;
}

function backHeaders(reply: IncomingMessage): string[] {
  const headers: string[] = [];
  for (let index = 0; index < reply.rawHeaders.length; index += 2) {
    const name = reply.rawHeaders[index] ?? "";
    if (!HOP_BY_HOP.has(name.toLowerCase())) headers.push(name, reply.rawHeaders[index + 1] ?? "");
  }
  return headers;
}

function refuse(res: ServerResponse): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const text = "The pages are starting or restarting. Try again in a few seconds.\n";
  res.writeHead(503, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "retry-after": "5",
    "cache-control": "no-store",
  });
  res.end(text);
}

function rawHead(req: IncomingMessage): string {
  const lines = [`${req.method ?? "GET"} ${req.url ?? "/"} HTTP/1.1`];
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    lines.push(`${req.rawHeaders[index] ?? ""}: ${req.rawHeaders[index + 1] ?? ""}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
