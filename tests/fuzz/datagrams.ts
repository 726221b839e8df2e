import { createSocket, type Socket } from "node:dgram";

import type { Dice } from "./dice.ts";
import type { Material } from "./material.ts";

const CONNECT = Buffer.from("0000041727101980", "hex");
/** Packets get lost on a busy machine, also on their way to itself. */
const TRIES = 8;
/** Longer than a new count is held (0.5 s), and about as long as a goodbye is while all is well. */
const REPLY_WITHIN_MS = 5000;

/** A UDP client whose packets are right, nearly right, or noise. */
export class DatagramFuzzer {
  /** Packets sent so far. */
  sent = 0;
  private readonly socket: Socket;
  private readonly port: number;
  private readonly dice: Dice;
  private readonly material: Material;
  private connectionId: Buffer = Buffer.alloc(8);
  /** Packets that must be answered, by their transaction id. */
  private readonly unanswered = new Map<number, Buffer>();
  private transactions = 0;
  private onAnswered: () => void = () => undefined;

  constructor(port: number, dice: Dice, material: Material) {
    this.port = port;
    this.dice = dice;
    this.material = material;
    this.socket = createSocket("udp4");
    this.socket.on("message", (packet) => {
      this.hear(packet);
    });
  }

  /**
   * Sends some packets at once and waits until all that must be answered are.
   * @throws Error with a packet that was never answered
   */
  async burst(count: number): Promise<void> {
    // Ids age; asking for one is a packet like any other.
    this.must(this.connect());
    await this.settle();
    for (let index = 0; index < count; index++) {
      const kind = this.dice.fraction();
      if (kind < 0.6) this.must(this.announce());
      else if (kind < 0.7) this.must(this.scrape());
      else this.send(kind < 0.9 ? this.mutated() : this.dice.bytes(this.dice.integer(0, 300)));
    }
    await this.settle();
  }

  close(): void {
    this.socket.close();
  }

  private hear(packet: Buffer): void {
    const id = packet.length < 8 ? -1 : packet.readUInt32BE(4);
    if (!this.unanswered.delete(id)) return;
    if (packet.readUInt32BE(0) === 0) this.connectionId = Buffer.from(packet.subarray(8));
    if (this.unanswered.size === 0) this.onAnswered();
  }

  private must(packet: Buffer): void {
    this.unanswered.set(packet.readUInt32BE(12), packet);
    this.send(packet);
  }

  private send(packet: Buffer): void {
    this.sent++;
    this.socket.send(packet, this.port, "127.0.0.1");
  }

  private async settle(): Promise<void> {
    for (let tries = 1; this.unanswered.size > 0; tries++) {
      const isLate = await new Promise<boolean>((resolve) => {
        const late = setTimeout(resolve, REPLY_WITHIN_MS, true);
        this.onAnswered = () => {
          clearTimeout(late);
          resolve(false);
        };
      });
      const [lost] = this.unanswered.values();
      if (!isLate || lost === undefined) continue;
      if (tries === TRIES) throw new Error(`never answered: ${lost.toString("hex")}`);
      for (const packet of this.unanswered.values()) this.send(packet);
    }
  }

  private connect(): Buffer {
    return Buffer.concat([CONNECT, this.head(0)]);
  }

  private head(action: number): Buffer {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(action, 0);
    head.writeUInt32BE(this.transactions++, 4);
    return head;
  }

  private announce(): Buffer {
    const { dice, material } = this;
    const body = Buffer.alloc(82);
    this.hash().copy(body, 0);
    dice.pick(material.peerIds).copy(body, 20, 0, 20);
    for (const at of [40, 48, 56]) body.writeBigInt64BE(BigInt(dice.integer(0, 2 ** 24)), at);
    if (dice.chance(0.1)) dice.bytes(8).copy(body, dice.pick([40, 48, 56]));
    body.writeUInt32BE(dice.chance(0.8) ? 0 : dice.integer(0, 5), 64);
    dice.bytes(8).copy(body, 68);
    body.writeInt32BE(dice.pick([-1, 0, 50, 2 ** 31 - 1, -(2 ** 31)]), 76);
    body.writeUInt16BE(dice.integer(0, 65_535), 80);
    return Buffer.concat([this.connectionId, this.head(1), body, this.options()]);
  }

  private scrape(): Buffer {
    const hashes = Array.from({ length: this.dice.integer(0, 80) }, () => this.hash());
    return Buffer.concat([this.connectionId, this.head(2), ...hashes, this.options()]);
  }

  private hash(): Buffer {
    return Buffer.concat([this.dice.pick(this.material.hashes), Buffer.alloc(20)]).subarray(0, 20);
  }

  private options(): Buffer {
    const { dice, material } = this;
    const url = Buffer.from(`/announce/${dice.pick(material.passkeys)}`, "latin1");
    const cut = dice.integer(0, url.length);
    const pieces = dice.chance(0.7) ? [url] : [url.subarray(0, cut), url.subarray(cut)];
    const options = pieces.map((piece) => Buffer.concat([Buffer.of(2, piece.length), piece]));
    return dice.chance(0.8)
      ? Buffer.concat(options)
      : Buffer.concat([Buffer.of(1, 77, 2, 0, 0), ...options, Buffer.of(0), dice.bytes(9)]);
  }

  private mutated(): Buffer {
    const { dice } = this;
    const packet = dice.chance(0.5) ? this.announce() : this.scrape();
    for (let changes = dice.integer(1, 4); changes > 0; changes--) {
      packet[dice.integer(0, packet.length - 1)] = dice.integer(0, 255);
    }
    return packet.subarray(0, dice.chance(0.5) ? dice.integer(0, packet.length) : packet.length);
  }
}

/** What a sender that never proved its address has sent and was sent. */
export interface Strangers {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** Noise, forged ids and questions for an id, from an address that has never used one. */
export async function strangersOf(port: number, dice: Dice, count: number): Promise<Strangers> {
  const socket = createSocket("udp4");
  let sentBytes = 0;
  let receivedBytes = 0;
  await new Promise<void>((resolve) => {
    socket.bind({ port: 0, address: "127.0.0.2" }, resolve);
  });
  socket.on("message", (packet) => (receivedBytes += packet.length));
  for (let index = 0; index < count; index++) {
    const tail = dice.bytes(dice.integer(0, 200));
    const packet = dice.chance(0.3)
      ? Buffer.concat([CONNECT, Buffer.alloc(4), tail])
      : Buffer.concat([dice.bytes(8), Buffer.of(0, 0, 0, dice.integer(0, 3)), tail]);
    sentBytes += packet.length;
    await new Promise<void>((resolve) => {
      socket.send(packet, port, "127.0.0.1", () => {
        resolve();
      });
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  socket.close();
  return { sentBytes, receivedBytes };
}
