import { connect, type Socket } from "node:net";

import { decodeBencode } from "#lib/metainfo/bencode";

import type { Dice } from "./dice.ts";
import type { FuzzRequest } from "./requests.ts";

/** Longer than a goodbye may be held (30 s). */
const PATIENCE_MS = 40_000;

const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * Sends requests on one connection, all at once or in pieces cut anywhere, and reads a reply to
 * each of them in order.
 *
 * @throws Error with the request whose reply was wrong or did not come
 */
export async function converse(
  port: number,
  requests: readonly FuzzRequest[],
  dice: Dice,
): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const reader = new ReplyReader(requests);
  const isOver = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      fail("no reply in time");
    }, PATIENCE_MS);
    const fail = (reason: string): void => {
      clearTimeout(late);
      socket.destroy();
      const { text = "" } = requests[reader.replies] ?? {};
      const asked = `request ${reader.replies + 1} of ${requests.length}`;
      reject(new Error(`${reason}, to ${asked}: ${JSON.stringify(text)}`));
    };
    const succeed = (): void => {
      clearTimeout(late);
      socket.destroy();
      resolve();
    };
    socket.on("data", (chunk) => {
      const trouble = reader.read(chunk);
      if (trouble !== null) fail(trouble);
      else if (reader.isDone && requests.at(-1)?.isLast !== true) succeed();
    });
    socket.on("error", (error) => {
      fail(error.message);
    });
    socket.on("close", () => {
      if (reader.isDone) succeed();
      else fail("the connection was closed");
    });
  });
  const text = requests.map((request) => request.text).join("");
  send(socket, Buffer.from(text, "latin1"), dice.chance(0.2) ? dice : null);
  await isOver;
}

/**
 * Sends bytes that are no proper requests and says nothing more. All that is asked of the server is
 * that it lets go.
 *
 * @throws Error when it does not
 */
export function disturb(port: number, bytes: Buffer, dice: Dice): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`still open: ${bytes.toString("base64").slice(0, 3000)}`));
    }, PATIENCE_MS);
    socket.on("data", () => undefined);
    // The server may hang up while we still talk.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(late);
      resolve();
    });
    send(socket, bytes, dice.chance(0.5) ? dice : null);
    socket.end();
  });
}

/** @param dice cuts the bytes into pieces that arrive one by one; null sends them together */
function send(socket: Socket, bytes: Buffer, dice: Dice | null): void {
  if (dice === null) {
    socket.write(bytes);
    return;
  }
  for (let start = 0; start < bytes.length;) {
    const length = dice.chance(0.5) ? dice.integer(1, 8) : dice.integer(1, 4000);
    socket.write(bytes.subarray(start, start + length));
    start += length;
  }
}

class ReplyReader {
  replies = 0;
  private unread: Buffer = Buffer.alloc(0);
  private readonly requests: readonly FuzzRequest[];

  constructor(requests: readonly FuzzRequest[]) {
    this.requests = requests;
  }

  get isDone(): boolean {
    return this.replies === this.requests.length;
  }

  /** @returns what is wrong, or null */
  read(chunk: Buffer): string | null {
    this.unread = this.unread.length === 0 ? chunk : Buffer.concat([this.unread, chunk]);
    for (;;) {
      const request = this.requests[this.replies];
      if (request === undefined) return this.unread.length === 0 ? null : "a reply too many";
      const end = this.unread.indexOf(HEAD_END);
      if (end === -1) return null;
      const head = this.unread.toString("latin1", 0, end);
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (Number.isNaN(length)) return `a reply without a length: ${head}`;
      const bodyStart = end + HEAD_END.length;
      const bodyEnd = bodyStart + (request.isHead ? 0 : length);
      if (this.unread.length < bodyEnd) return null;
      const trouble = troubleWith(request, head, this.unread.subarray(bodyStart, bodyEnd));
      if (trouble !== null) return trouble;
      this.unread = this.unread.subarray(bodyEnd);
      this.replies++;
    }
  }
}

function troubleWith({ expects, isHead }: FuzzRequest, head: string, body: Buffer): string | null {
  if (expects === "page") return head.startsWith("HTTP/1.1 404") ? null : `not 404: ${head}`;
  if (!head.startsWith("HTTP/1.1 200")) return `not 200: ${head}`;
  if (isHead) return null;
  try {
    const value = decodeBencode(body);
    return typeof value === "object" && value.kind === "dictionary" ? null : "no dictionary";
  } catch (error) {
    return `${String(error)}: ${body.toString("latin1")}`;
  }
}
