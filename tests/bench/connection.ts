import { connect, type Socket } from "node:net";

const headEnd = Buffer.from("\r\n\r\n");
const triesAtMost = 3;
const lengthHeader = /\r\ncontent-length: *(\d+)/i;

/** What a connection is asked to do and whom it tells. */
export interface ConnectionOptions {
  readonly port: number;
  readonly keepAlive: boolean;
  /** The next request, or null when the round is over. */
  readonly nextRequest: () => string | null;
  /** Bytes count the whole reply, its head included. */
  readonly onReply: (isGood: boolean, bytes: number) => void;
  readonly onEnd: () => void;
}

/**
 * One client connection without pipelining: request, whole reply by its Content-Length, next
 * request. Without keep-alive each request has a connection of its own.
 */
export function runConnection(options: ConnectionOptions): void {
  let socket: Socket;
  let received: Buffer | undefined;
  let pending: string | null = null;
  let failedTries = 0;

  const open = () => {
    pending ??= options.nextRequest();
    if (pending === null) {
      options.onEnd();
      return;
    }
    received = undefined;
    const opened = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
    socket = opened;
    opened.write(pending, "latin1");
    opened.on("data", take);
    opened.on("error", () => opened.destroy());
    opened.on("close", () => {
      // A tracker may hang up a connection just as the next request is sent on it: once more then.
      if (pending !== null && ++failedTries > triesAtMost) {
        pending = null;
        options.onReply(false, 0);
      }
      open();
    });
  };

  const take = (chunk: Buffer) => {
    received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    const reply = readReply(received);
    if (reply === null) return;
    received = undefined;
    pending = null;
    failedTries = 0;
    options.onReply(reply.isGood, reply.bytes);
    if (options.keepAlive && !reply.isLast) sendNext();
    else hangUp();
  };

  const sendNext = () => {
    pending = options.nextRequest();
    if (pending === null) {
      hangUp();
      return;
    }
    socket.write(pending, "latin1");
  };

  const hangUp = () => {
    socket.destroy();
  };

  open();
}

interface Reply {
  /** A dictionary that does not begin with `failure reason`. */
  readonly isGood: boolean;
  readonly bytes: number;
  /** The tracker closes the connection now. */
  readonly isLast: boolean;
}

/** The reply once it is complete, framed by its Content-Length. */
function readReply(received: Buffer): Reply | null {
  const end = received.indexOf(headEnd);
  if (end === -1) return null;
  const head = received.toString("latin1", 0, end);
  const length = lengthHeader.exec(head)?.[1];
  if (length === undefined) throw new Error("A reply without Content-Length cannot be framed");
  const body = end + headEnd.length;
  if (received.length < body + Number(length)) return null;
  const isGood =
    received[body] === 0x64 && received.toString("latin1", body + 1, body + 6) !== "14:fa";
  return { isGood, bytes: body + Number(length), isLast: head.includes("onnection: close") };
}
