import { createServer } from "node:http";
import { connect, type Socket } from "node:net";

import type { ClientAddress } from "#lib/tracker/frontends/client-address";

import { Addresses } from "./addresses";
import { createAnnounceLane, type Respond } from "./announce-lane";
import { closeAll, forwardedFor, type FrontDoor } from "./front-door";
import { FrameWriter, readAnswer, readFrames } from "./lane-frames";
import { UserAgents } from "./user-agents";
import { createWebProxy } from "./web-proxy";

const RECONNECT_MS = 200;

export interface LaneDoorOptions {
  /** Where the core takes calls as frames. */
  readonly linkPath: string;
  /** Where the core takes everything else, as HTTP. */
  readonly corePath: string;
  readonly clientAddress: ClientAddress;
  readonly isTrusted: (remote: string) => boolean;
}

/**
 * One of several processes on the same port: it takes connections and reads requests, which is most
 * of the work, and passes announces on to the one core, many in one write. The core keeps all
 * swarms and the ledger, so that nothing about them is ever shared or divided.
 */
export function createLaneDoor(options: LaneDoorOptions): FrontDoor {
  const { clientAddress } = options;
  const core = createWebProxy(options.corePath, options.isTrusted);
  const http = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (req, res) => {
    core.serve(req, res, clientAddress(req.socket.remoteAddress ?? "", forwardedFor(req)));
  });
  http.headersTimeout = 15_000;
  http.on("upgrade", (req, socket, head) => {
    core.upgrade(req, socket, head);
  });
  const link = new Link(options.linkPath);
  const addresses = new Addresses();
  const userAgents = new UserAgents();
  const respond: Respond = (request, remote, send) => {
    const address = addresses.bytesOf(clientAddress(remote, request.forwardedFor));
    if (address === null) send(null);
    else link.ask({ ...request, address, userAgent: userAgents.own(request.userAgent) }, send);
  };
  const server = createAnnounceLane(http, respond);
  return {
    server,
    async close() {
      await closeAll(server);
      link.close();
    },
  };
}

type Send = Parameters<Respond>[2];
type Asked = Omit<Parameters<FrameWriter["writeCall"]>[0], "id">;

/** The line to the core. While it is down, clients are cut off and come again. */
class Link {
  private readonly path: string;
  private readonly waiting = new Map<number, Send>();
  private writer: FrameWriter | null = null;
  private socket: Socket | null = null;
  private nextId = 0;
  private isClosed = false;

  constructor(path: string) {
    this.path = path;
    this.open();
  }

  ask(call: Asked, send: Send): void {
    if (this.writer === null) {
      send(null);
      return;
    }
    const id = this.nextId;
    this.nextId = (id + 1) >>> 0;
    this.waiting.set(id, send);
    this.writer.writeCall({ ...call, id });
  }

  close(): void {
    this.isClosed = true;
    this.socket?.destroy();
  }

  private open(): void {
    const socket = connect(this.path);
    this.socket = socket;
    socket.on("connect", () => (this.writer = new FrameWriter(socket)));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.lose();
    });
    readFrames(socket, (frame) => {
      const { id, body } = readAnswer(frame);
      const send = this.waiting.get(id);
      this.waiting.delete(id);
      send?.(body);
    });
  }

  private lose(): void {
    this.writer = null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const send of waiting) send(null);
    if (this.isClosed) return;
    setTimeout(() => {
      this.open();
    }, RECONNECT_MS);
  }
}
