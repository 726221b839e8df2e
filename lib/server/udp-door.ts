import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";

import { parseAddress } from "#lib/tracker/codec/address";
import { ConnectionIds } from "#lib/tracker/codec/udp-connection-id";
import { answerDatagram, type UdpFrontEnd, type UdpReply } from "#lib/tracker/frontends/udp";
import type { Tracker } from "#lib/tracker/tracker";

/** Milliseconds that a `stopped` or `completed` waits for its commit; then the client asks again. */
const HOLD_AT_MOST_MS = 30_000;
/** Milliseconds that a new baseline waits at most; then it is answered, committed or not. */
const HOLD_BRIEFLY_MS = 500;
/** Replies that wait at a time. Nothing slows a sender of packets down; more of them get no answer. */
const HELD_AT_MOST = 10_000;
/** Packets that come while the process is busy wait here; the system may allow less. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

export interface UdpDoorOptions {
  readonly tracker: Tracker;
  readonly host: string;
  readonly port: number;
  /** Resolves when everything recorded so far has committed. */
  readonly whenCommitted: () => Promise<void>;
  readonly log: (message: string) => void;
}

/** The UDP port, and how to close it. */
export interface UdpDoor {
  /** Hears nothing more; replies that wait still go out. */
  stopReading(): void;
  close(): Promise<void>;
}

/**
 * Opens the UDP port for announces and scrapes (BEP 15). `::` means both families, each by a socket
 * of its own, so that an IPv4 address never comes in IPv6 clothes.
 *
 * @throws Error when the port cannot be had
 */
export async function openUdpDoor(options: UdpDoorOptions): Promise<UdpDoor> {
  const sockets: Socket[] = [];
  const door = new Door(options);
  try {
    for (const { type, address } of await endpointsOf(options.host)) {
      const socket = createSocket({
        type,
        ipv6Only: type === "udp6",
        recvBufferSize: RECEIVE_BUFFER_BYTES,
      });
      sockets.push(socket);
      await bind(socket, options.port, address);
      door.attach(socket);
    }
  } catch (error) {
    await Promise.all(sockets.map(closeSocket));
    throw error;
  }
  return {
    stopReading: () => {
      for (const socket of sockets) socket.removeAllListeners("message");
    },
    close: async () => {
      await Promise.all(sockets.map(closeSocket));
    },
  };
}

class Door {
  private held = 0;
  private readonly options: UdpDoorOptions;
  private readonly frontEnd: UdpFrontEnd;

  constructor(options: UdpDoorOptions) {
    this.options = options;
    const { tracker } = options;
    this.frontEnd = { tracker, connectionIds: new ConnectionIds(tracker.now) };
  }

  attach(socket: Socket): void {
    socket.on("message", (packet, from) => {
      this.hear(socket, packet, from);
    });
    socket.on("error", (error) => {
      this.options.log(`UDP: ${error.message}`);
    });
  }

  private hear(socket: Socket, packet: Buffer, from: RemoteInfo): void {
    // A forged packet may come from port 0, to which nothing can be sent.
    if (from.port === 0) return;
    const address = parseAddress(from.address);
    if (address === null) return;
    const reply = answerDatagram(this.frontEnd, { packet, address });
    if (reply === null) return;
    this.whenDue(reply, () => {
      send(socket, reply.packet, from);
    });
  }

  /** As over HTTP, but that a reply which waited in vain is dropped: there is no line to cut. */
  private whenDue({ hold }: UdpReply, sendNow: () => void): void {
    if (hold === "none") {
      sendNow();
      return;
    }
    if (this.held >= HELD_AT_MOST) return;
    this.held++;
    let isOver = false;
    const end = (isDue: boolean): void => {
      if (isOver) return;
      isOver = true;
      this.held--;
      clearTimeout(limit);
      if (isDue) sendNow();
    };
    const isBrief = hold === "briefly";
    const limit = setTimeout(end, isBrief ? HOLD_BRIEFLY_MS : HOLD_AT_MOST_MS, isBrief);
    void this.options.whenCommitted().then(() => {
      end(true);
    });
  }
}

function send(socket: Socket, packet: Buffer, to: RemoteInfo): void {
  // An unreachable sender is no news; a socket that was closed meanwhile throws.
  try {
    socket.send(packet, to.port, to.address, () => undefined);
  } catch {
    return;
  }
}

interface Endpoint {
  readonly type: "udp4" | "udp6";
  readonly address: string;
}

async function endpointsOf(host: string): Promise<Endpoint[]> {
  if (host === "::") {
    return [
      { type: "udp6", address: "::" },
      { type: "udp4", address: "0.0.0.0" },
    ];
  }
  const { family, address } = await lookup(host);
  return [{ type: family === 6 ? "udp6" : "udp4", address }];
}

function bind(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ port, address }, () => {
      socket.off("error", reject);
      resolve();
    });
  });
}

function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.close(() => {
        resolve();
      });
    } catch {
      resolve();
    }
  });
}
