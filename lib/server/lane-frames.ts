import type { Socket } from "node:net";

import type { TrackerCall } from "#lib/tracker/frontends/http";

/** A call on its way from the process that read it to the one that answers it. */
export interface LaneCall {
  /** Chosen by the asking side; the answer names it. */
  readonly id: number;
  readonly call: TrackerCall;
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly userAgent: string;
}

const LENGTH_BYTES = 4;
const ID_BYTES = 4;
/** Longer ones are no passkeys: what is left of them is refused as well. */
const PASSKEY_CHARS = 64;
const FIRST_BUFFER_BYTES = 65_536;

/** Gathers what is written within one turn of the event loop into one write. */
export class FrameWriter {
  private buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  private used = 0;
  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  writeCall({ id, call, address, userAgent }: LaneCall): void {
    const passkey = call.passkey.slice(0, PASSKEY_CHARS);
    const { query } = call;
    const length = ID_BYTES + 4 + address.length + userAgent.length + passkey.length + query.length;
    let at = this.begin(length);
    at = this.buffer.writeUInt32BE(id, at);
    at = this.buffer.writeUInt8(call.verb === "scrape" ? 1 : 0, at);
    at = this.buffer.writeUInt8(address.length, at);
    this.buffer.set(address, at);
    at += address.length;
    at = this.buffer.writeUInt8(userAgent.length, at);
    at += this.buffer.write(userAgent, at, "latin1");
    at = this.buffer.writeUInt8(passkey.length, at);
    at += this.buffer.write(passkey, at, "latin1");
    this.buffer.write(query, at, "latin1");
  }

  /** @param body one char code a byte; null says that the line is to be cut */
  writeAnswer(id: number, body: string | null): void {
    const at = this.begin(ID_BYTES + (body?.length ?? 0));
    this.buffer.writeUInt32BE(id, at);
    if (body !== null) this.buffer.write(body, at + ID_BYTES, "latin1");
  }

  private begin(length: number): number {
    const end = this.used + LENGTH_BYTES + length;
    if (end > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.buffer.length * 2));
      this.buffer.copy(grown, 0, 0, this.used);
      this.buffer = grown;
    }
    if (this.used === 0) setImmediate(this.flush);
    const at = this.buffer.writeUInt32BE(length, this.used);
    this.used = end;
    return at;
  }

  private readonly flush = (): void => {
    const full = this.buffer.subarray(0, this.used);
    // The socket may hold on to what it is given.
    this.buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
    this.used = 0;
    if (!this.socket.destroyed) this.socket.write(full);
  };
}

/** Calls `take` with each whole frame that a socket brings, without its length. */
export function readFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let unread: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    let at = 0;
    while (unread.length - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + unread.readUInt32BE(at);
      if (end > unread.length) break;
      take(unread.subarray(at + LENGTH_BYTES, end));
      at = end;
    }
    unread = unread.subarray(at);
  });
}

/** Reads what `writeCall` wrote. */
export function readCall(frame: Buffer): LaneCall {
  const id = frame.readUInt32BE(0);
  const isScrape = frame[ID_BYTES] === 1;
  let at = ID_BYTES + 1;
  const next = (): Buffer => {
    const start = at + 1;
    at = start + (frame[at] ?? 0);
    return frame.subarray(start, at);
  };
  const address = new Uint8Array(next());
  const userAgent = next().toString("latin1");
  const passkey = next().toString("latin1");
  const query = frame.toString("latin1", at);
  return {
    id,
    address,
    userAgent,
    call: { verb: isScrape ? "scrape" : "announce", passkey, query },
  };
}

/** Reads what `writeAnswer` wrote. */
export function readAnswer(frame: Buffer): { readonly id: number; readonly body: string | null } {
  const body = frame.toString("latin1", ID_BYTES);
  return { id: frame.readUInt32BE(0), body: body === "" ? null : body };
}
