import { createSocket, type Socket } from "node:dgram";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { env } from "#lib/env";

import { createMember } from "../../prisma/factories/members.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { startSite, type Site } from "../support/site.ts";

type Member = Awaited<ReturnType<typeof createMember>>;
type Torrent = Awaited<ReturnType<typeof createTorrent>>;

let site: Site;
let port: number;
let member: Member;
let leecher: Member;
let torrent: Torrent;
let clients: Client[] = [];

beforeAll(async () => {
  member = await createMember(prisma, { uploaded: 0n, downloaded: 0n });
  leecher = await createMember(prisma, { uploaded: 0n, downloaded: 0n });
  port = await freeUdpPort();
  torrent = await createTorrent(prisma, { seeders: 0, leechers: 0, snatched: 0 });
  site = await startSite({
    role: "tracker",
    databaseUrl: env().DATABASE_URL,
    env: { UDP_PORT: String(port) },
  });
});

afterAll(() => site.stop());

beforeEach(() => {
  clients = [];
});

afterEach(() => {
  for (const client of clients) client.close();
});

/** A BEP 15 client on a socket of its own. */
class Client {
  private readonly socket: Socket;
  private readonly host: string;
  private readonly received: Buffer[] = [];
  private wake: () => void = () => undefined;
  connectionId = Buffer.alloc(8);

  constructor(host = "127.0.0.1") {
    this.host = host;
    this.socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    this.socket.on("message", (packet) => {
      this.received.push(packet);
      this.wake();
    });
    clients.push(this);
  }

  send(packet: Buffer): void {
    this.socket.send(packet, port, this.host);
  }

  /** The next packet that comes, or null when none does for a while. */
  async next(withinMs = 10_000): Promise<Buffer | null> {
    const isLate = new Promise((resolve) => setTimeout(resolve, withinMs));
    const comes = new Promise<void>((resolve) => (this.wake = resolve));
    if (this.received.length === 0) await Promise.race([comes, isLate]);
    return this.received.shift() ?? null;
  }

  async connect(): Promise<this> {
    this.send(Buffer.from("000004172710198000000000c0ffee00", "hex"));
    const reply = await this.next();
    expect(reply?.toString("hex", 0, 8)).toBe("00000000c0ffee00");
    this.connectionId = Buffer.from(reply?.subarray(8) ?? []);
    return this;
  }

  async announce(said: Said): Promise<Buffer | null> {
    this.send(announcePacket(this.connectionId, said));
    return this.next();
  }

  close(): void {
    this.socket.close();
  }
}

interface Said {
  readonly by?: Member;
  readonly event?: number;
  readonly uploaded?: number;
  readonly downloaded?: number;
  readonly left?: number;
}

function announcePacket(connectionId: Buffer, said: Said): Buffer {
  const packet = Buffer.alloc(98);
  connectionId.copy(packet);
  packet.writeUInt32BE(1, 8);
  packet.writeUInt32BE(0xabcd, 12);
  packet.set(torrent.infoHashV1 ?? [], 16);
  const { id, passkey } = said.by ?? member;
  packet.write(`-XX0000-${String(id).padStart(12, "x")}`, 36, "latin1");
  packet.writeBigInt64BE(BigInt(said.downloaded ?? 0), 56);
  packet.writeBigInt64BE(BigInt(said.left ?? 0), 64);
  packet.writeBigInt64BE(BigInt(said.uploaded ?? 0), 72);
  packet.writeUInt32BE(said.event ?? 0, 80);
  packet.writeInt32BE(-1, 92);
  packet.writeUInt16BE(6881, 96);
  const url = `/announce/${passkey}`;
  return Buffer.concat([packet, Buffer.of(2, url.length), Buffer.from(url)]);
}

async function creditOf({ id }: Member) {
  const { uploaded, downloaded } = await prisma.member.findUniqueOrThrow({ where: { id } });
  return { uploaded, downloaded };
}

const started = 2;
const completed = 1;
const stopped = 3;

describe("announces over UDP", () => {
  test("are credited in the books, each byte once, before a goodbye is answered", async () => {
    const seed = await new Client().connect();
    const other = await new Client().connect();
    const size = Number(torrent.sizeBytes);
    await other.announce({ by: leecher, left: size, event: started });
    await seed.announce({ event: started });
    await other.announce({ by: leecher, downloaded: size, event: completed });
    expect(await creditOf(leecher)).toEqual({ uploaded: 0n, downloaded: torrent.sizeBytes });

    // Sent again before its answer came, as clients do when a packet is late.
    const goodbye = announcePacket(seed.connectionId, { uploaded: size, event: stopped });
    for (let copies = 0; copies < 3; copies++) seed.send(goodbye);
    for (let copies = 0; copies < 3; copies++) {
      expect((await seed.next())?.toString("hex", 0, 8)).toBe("000000010000abcd");
    }
    expect(await creditOf(member)).toEqual({ uploaded: torrent.sizeBytes, downloaded: 0n });
    const snatch = await prisma.snatch.findUniqueOrThrow({
      where: { memberId_torrentId: { memberId: member.id, torrentId: torrent.id } },
    });
    expect(snatch.uploaded).toBe(torrent.sizeBytes);
  });

  test("come over IPv6 as well, and each family gets its own peers", async () => {
    const six = await new Client("::1").connect();
    await six.announce({ event: started });
    const four = await new Client().connect();
    await four.announce({ event: started });
    const asking = { by: leecher, left: 1, event: started };
    const overFour = await (await new Client().connect()).announce(asking);
    const overSix = await (await new Client("::1").connect()).announce(asking);
    expect([...(overFour?.subarray(20) ?? [])]).toEqual([127, 0, 0, 1, 26, 225]);
    expect([...(overSix?.subarray(20) ?? [])]).toEqual([...new Uint8Array(15), 1, 26, 225]);
  });

  test("are refused with a reason, when the sender is known to be there", async () => {
    const client = await new Client().connect();
    const stranger = { ...member, passkey: "0".repeat(32) };
    const reply = await client.announce({ by: stranger });
    expect(reply?.readUInt32BE(0)).toBe(3);
    expect(reply?.toString("utf8", 8)).toMatch(/^Passkey is not valid/);
  });
});

test("a sender that has proven nothing is told nothing", async () => {
  const client = new Client();
  client.send(announcePacket(Buffer.alloc(8, 7), {}));
  client.send(Buffer.from("nonsense"));
  client.send(Buffer.alloc(0));
  // The answer to what was sent last is the first that comes.
  await client.connect();
  expect(await client.next(200)).toBeNull();
});

test("after a restart clients ask for another id", async () => {
  const client = await new Client().connect();
  await site.restart();
  client.send(announcePacket(client.connectionId, {}));
  await client.connect();
  expect((await client.announce({ event: started }))?.readUInt32BE(0)).toBe(1);
});

test("a port that is taken stops the start, with the reason", async () => {
  await expect(
    startSite({
      role: "tracker",
      databaseUrl: env().DATABASE_URL,
      env: { UDP_PORT: String(port) },
    }),
  ).rejects.toThrow(/EADDRINUSE/);
  // It took the database over before it failed: the first one has left.
  await site.restart();
});

function freeUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createSocket("udp4");
    probe.once("error", reject);
    probe.bind(0, "0.0.0.0", () => {
      const { port } = probe.address();
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
