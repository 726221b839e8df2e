import { connect } from "node:net";

import { formatAddress, isPublic } from "#lib/tracker/codec/address";
import type { Ledger, PortChecks, TrackerSettings } from "#lib/tracker/ports";
import type { PeerTable } from "#lib/tracker/swarm/peer-table";

/** Seconds for which a result holds, and a peer is not looked at again. */
const AGAIN_AFTER_SECONDS = 1800;
/** Milliseconds that a connection may take. */
const CONNECT_AT_MOST_MS = 3000;
const AT_A_TIME = 32;
/** Started in a second, so that nobody takes us for a scanner. */
const PER_SECOND = 50;
/** Peers that wait for their turn; more come again with their next announce. */
const QUEUE_AT_MOST = 2000;
const KNOWN_AT_MOST = 100_000;

export interface PortCheckOptions {
  readonly peers: PeerTable;
  readonly ledger: Ledger;
  readonly settings: () => TrackerSettings;
  /** Unix time in seconds. */
  readonly now: () => number;
  /** How a port is tried; a TCP connection unless told otherwise. */
  readonly tryPort?: TryPort;
}

type TryPort = (address: string, port: number, done: (isOpen: boolean) => void) => void;

interface Turn {
  readonly slot: number;
  readonly peerId: string;
  readonly address: string;
  readonly port: number;
}

/**
 * Tries whether peers can be reached: a TCP connection to the address that the announce came from,
 * never to one that a client states, opened and closed again. One try serves every torrent of a
 * client. Only members' announces come this far, so that nobody else can have us connect anywhere.
 */
export class ConnectBack implements PortChecks {
  private readonly options: PortCheckOptions;
  private readonly queue: Turn[] = [];
  /** By address and port, oldest first. */
  private readonly known = new Map<string, { readonly at: number; readonly isOpen: boolean }>();
  private open = 0;
  private started = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(options: PortCheckOptions) {
    this.options = options;
    this.timer = setInterval(() => {
      this.started = 0;
      this.next();
    }, 1000).unref();
  }

  consider(slot: number, address: Uint8Array, port: number): void {
    const { peers, settings, now } = this.options;
    const at = now();
    if (at - (peers.portTriedAt[slot] ?? 0) < AGAIN_AFTER_SECONDS) return;
    if (this.queue.length >= QUEUE_AT_MOST || !settings().checksPorts || !isPublic(address)) return;
    peers.portTriedAt[slot] = at;
    const turn = { slot, peerId: peers.peerIdOf(slot), address: formatAddress(address), port };
    const known = this.known.get(keyOf(turn));
    if (known !== undefined && at - known.at < AGAIN_AFTER_SECONDS) {
      this.tell(turn, known.isOpen);
      return;
    }
    this.queue.push(turn);
    this.next();
  }

  close(): void {
    clearInterval(this.timer);
    this.queue.length = 0;
  }

  private next(): void {
    while (this.open < AT_A_TIME && this.started < PER_SECOND) {
      const turn = this.queue.shift();
      if (turn === undefined) return;
      this.open++;
      this.started++;
      const { address, port } = turn;
      (this.options.tryPort ?? tryPort)(address, port, (isOpen) => {
        this.open--;
        this.remember(turn, isOpen);
        this.tell(turn, isOpen);
        this.next();
      });
    }
  }

  private remember(turn: Turn, isOpen: boolean): void {
    const key = keyOf(turn);
    this.known.delete(key);
    this.known.set(key, { at: this.options.now(), isOpen });
    if (this.known.size <= KNOWN_AT_MOST) return;
    for (const oldest of this.known.keys()) {
      this.known.delete(oldest);
      break;
    }
  }

  /** The slot may have passed to another peer meanwhile. */
  private tell({ slot, peerId }: Turn, isOpen: boolean): void {
    const { peers, ledger } = this.options;
    if (!peers.isInSwarm(slot) || peers.peerIdOf(slot) !== peerId) return;
    if (peers.isConnectable(slot) === isOpen) return;
    peers.setConnectable(slot, isOpen);
    ledger.touch(slot);
  }
}

function keyOf({ address, port }: Turn): string {
  return `${address} ${port}`;
}

/** Opens a TCP connection and closes it again; three seconds without one mean a closed port. */
export function tryPort(address: string, port: number, done: (isOpen: boolean) => void): void {
  const socket = connect({ host: address, port });
  let isDone = false;
  const finish = (isOpen: boolean): void => {
    if (isDone) return;
    isDone = true;
    socket.destroy();
    done(isOpen);
  };
  socket.setTimeout(CONNECT_AT_MOST_MS);
  socket.once("connect", () => {
    finish(true);
  });
  socket.once("timeout", () => {
    finish(false);
  });
  socket.once("error", () => {
    finish(false);
  });
}
