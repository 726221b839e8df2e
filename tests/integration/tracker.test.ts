import { randomUUID } from "node:crypto";

import { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { env } from "#lib/env";
import { Balances } from "#lib/ledger/balances";
import { flushBatch, SupersededError } from "#lib/ledger/flush";
import type { PeerUpdate } from "#lib/ledger/packed";
import { takeOver } from "#lib/ledger/takeover";
import { startTracker, type TrackerProcess } from "#lib/server/tracker-process";
import { answer } from "#lib/tracker/frontends/http";

import { createMember } from "../../prisma/factories/members.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";

const origin = { address: Uint8Array.of(203, 0, 113, 9), userAgent: "test/1" };

type Member = Awaited<ReturnType<typeof createMember>>;
type Torrent = Awaited<ReturnType<typeof createTorrent>>;

let pool: Pool;
let running: TrackerProcess;
let member: Member;
let torrent: Torrent;

beforeEach(async () => {
  pool = new Pool({ connectionString: env().DATABASE_URL, max: 4, options: "-c TimeZone=UTC" });
  member = await createMember(prisma, { uploaded: 0n, downloaded: 0n });
  torrent = await createTorrent(prisma, { seeders: 0, leechers: 0, snatched: 0 });
  running = await start();
});

afterEach(async () => {
  await running.close();
  await pool.end();
});

function start(): Promise<TrackerProcess> {
  return startTracker({
    pool,
    connectionString: env().DATABASE_URL,
    onSuperseded: () => undefined,
    onBroken: (error) => {
      throw error;
    },
    log: () => undefined,
  });
}

interface Said {
  readonly uploaded?: number;
  readonly downloaded?: number;
  readonly left?: number;
  readonly event?: string;
  readonly peer?: string;
  readonly by?: Member;
}

function infoHash(): string {
  const hash = Buffer.from(torrent.infoHashV1 ?? new Uint8Array());
  return hash.toString("hex").replaceAll(/../g, "%$&");
}

function announce(said: Said = {}): string {
  const query = [
    `info_hash=${infoHash()}`,
    `peer_id=-XX0000-${(said.peer ?? "a").padEnd(12, "x")}`,
    "port=6881",
    `uploaded=${said.uploaded ?? 0}`,
    `downloaded=${said.downloaded ?? 0}`,
    `left=${said.left ?? 0}`,
    `event=${said.event ?? ""}`,
  ].join("&");
  const { passkey } = said.by ?? member;
  return answer(running.tracker, { verb: "announce", passkey, query }, origin).body;
}

async function creditOf({ id }: Member = member) {
  const { uploaded, downloaded } = await prisma.member.findUniqueOrThrow({ where: { id } });
  return { uploaded, downloaded };
}

function snatchOf({ id }: Member = member) {
  return prisma.snatch.findUniqueOrThrow({
    where: { memberId_torrentId: { memberId: id, torrentId: torrent.id } },
  });
}

const sizeBytes = (): number => Number(torrent.sizeBytes);

describe("credit", () => {
  test("reaches the member, the snatch, the peer and the torrent together", async () => {
    announce({ left: sizeBytes(), event: "started" });
    announce({ left: 0, downloaded: sizeBytes(), uploaded: 5, event: "completed" });
    await running.ledger.whenCommitted();

    const size = torrent.sizeBytes;
    expect(await creditOf()).toEqual({ uploaded: 5n, downloaded: size });
    expect(await snatchOf()).toMatchObject({ uploaded: 5n, downloaded: size, left: 0n });
    expect((await snatchOf()).completedAt).not.toBeNull();
    expect(await prisma.peer.findMany({ where: { memberId: member.id } })).toMatchObject([
      { uploaded: 5n, downloaded: size, left: 0n, active: true, userAgent: "test/1" },
    ]);
    expect(await prisma.torrent.findUnique({ where: { id: torrent.id } })).toMatchObject({
      seeders: 1,
      leechers: 0,
      snatched: 1,
    });
  });

  test("of a batch that is committed twice is given once", async () => {
    const epoch = await takeOver(pool);
    const batch = batchOf(updateOf({ uploaded: 700 }));
    const to = { pool, epoch, balances: new Balances() };
    await flushBatch(to, batch);
    await flushBatch(to, batch);
    expect(await creditOf()).toEqual({ uploaded: 700n, downloaded: 0n });
  });

  test("comes back after a crash by the next announce", async () => {
    announce({ event: "started" });
    announce({ uploaded: 100 });
    await running.ledger.whenCommitted();
    announce({ uploaded: 250 });
    // A successor that starts before the last totals are committed is a crash of the first.
    const crashed = running;
    running = await start();
    await crashed.close();
    expect(await creditOf()).toEqual({ uploaded: 100n, downloaded: 0n });
    announce({ uploaded: 300 });
    announce({ uploaded: 300, event: "stopped" });
    await running.ledger.whenCommitted();
    expect(await creditOf()).toEqual({ uploaded: 300n, downloaded: 0n });
  });

  test("a torrent that is completed again is snatched once", async () => {
    for (let round = 0; round < 3; round++) {
      announce({ left: sizeBytes(), event: "started" });
      announce({ left: 0, downloaded: sizeBytes(), event: "completed" });
      announce({ left: 0, downloaded: sizeBytes(), event: "stopped" });
      await running.ledger.whenCommitted();
    }
    const { snatched } = await prisma.torrent.findUniqueOrThrow({ where: { id: torrent.id } });
    expect(snatched).toBe(1);
    expect(running.tracker.registry.snatchedOf(torrent.id)).toBe(1);
    expect(await creditOf()).toEqual({ uploaded: 0n, downloaded: torrent.sizeBytes * 3n });
  });

  test("of a peer that the tracker forgot goes on from its stored totals", async () => {
    const epoch = await takeOver(pool);
    const flush = (update: PeerUpdate) =>
      flushBatch({ pool, epoch, balances: new Balances() }, batchOf(update));
    const at = 1_000_000;
    const sizeBytes = Number(torrent.sizeBytes);
    const first = {
      uploaded: 0,
      downloaded: 0,
      left: 0,
      event: "none",
      at,
      sizeBytes,
      takersAt: at,
      watchedSince: at,
    } as const;
    await flush(updateOf({ uploaded: 400, seenAt: at }));
    await flush({
      ...updateOf({ uploaded: 0, seenAt: at + 9000 }),
      uploaded: 1000,
      firstReading: { ...first, uploaded: 1000, at: at + 9000 },
    });
    expect(await creditOf()).toEqual({ uploaded: 1000n, downloaded: 0n });
  });

  test("seed time of two peers in different batches counts overlaps once", async () => {
    const epoch = await takeOver(pool);
    const at = 1_000_000;
    for (const [peer, seenAt] of [
      ["home", at],
      ["seedbox", at + 600],
    ] as const) {
      const update = { ...updateOf({ peer, seenAt }), seedSeconds: 1800 };
      await flushBatch({ pool, epoch, balances: new Balances() }, batchOf(update));
    }
    expect((await snatchOf()).seedSeconds).toBe(2400n);
  });
});

describe("ownership", () => {
  test("a tracker that was taken over writes nothing more", async () => {
    const mine = await takeOver(pool);
    await takeOver(pool);
    const to = { pool, epoch: mine, balances: new Balances() };
    await expect(flushBatch(to, batchOf(updateOf({ uploaded: 1 })))).rejects.toThrow(
      SupersededError,
    );
    expect(await creditOf()).toEqual({ uploaded: 0n, downloaded: 0n });
  });

  test("taking over waits for the predecessor's transaction in flight", async () => {
    const order: string[] = [];
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query("UPDATE tracker_owner SET last_flush_at = now()");
    const taken = takeOver(pool).then(() => order.push("taken over"));
    await waitUntil(async () => {
      const { rows } = await pool.query<{ waiting: number }>(
        "SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted",
      );
      return (rows[0]?.waiting ?? 0) > 0;
    });
    order.push("committed");
    await client.query("COMMIT");
    client.release();
    await taken;
    expect(order).toEqual(["committed", "taken over"]);
  });

  test("a restart keeps the swarms", async () => {
    const leecher = await createMember(prisma);
    announce({ event: "started" });
    await running.close();
    running = await start();
    const reply = announce({ by: leecher, peer: "b", left: 1 });
    expect(reply).toContain("8:completei1e");
    expect(reply).toContain(
      `5:peers6:${Buffer.from([203, 0, 113, 9, 26, 225]).toString("latin1")}`,
    );
  });
});

describe("changes on the site", () => {
  const withinOneSecond = (check: () => boolean): Promise<void> => waitUntil(check, 1000);

  test("a ban, and its end, are in force within a second, and the peers leave", async () => {
    announce({ event: "started" });
    await prisma.member.update({
      where: { id: member.id },
      data: { bannedAt: new Date(), banReason: "Sold invites" },
    });
    await withinOneSecond(() => announce().includes("banned: Sold invites"));
    await withinOneSecond(() => running.tracker.swarms.sizeOf(torrent.id).seeders === 0);
    await prisma.member.update({
      where: { id: member.id },
      data: { bannedAt: null, banReason: null },
    });
    await withinOneSecond(() => announce().includes("8:completei1e"));
  });

  test("a passkey reset is in force within a second, and the credit goes on", async () => {
    announce({ event: "started" });
    const old = member;
    const passkey = randomUUID().replaceAll("-", "");
    member = { ...member, passkey };
    await prisma.member.update({ where: { id: member.id }, data: { passkey } });
    await withinOneSecond(() => announce({ by: old }).includes("Passkey is not valid"));
    announce({ uploaded: 90, event: "stopped" });
    await running.ledger.whenCommitted();
    expect(await creditOf()).toEqual({ uploaded: 90n, downloaded: 0n });
  });

  test("a deletion is in force within a second, with its reason", async () => {
    announce({ event: "started" });
    await prisma.torrent.update({
      where: { id: torrent.id },
      data: { deletedAt: new Date(), deleteReason: "Fake file" },
    });
    await withinOneSecond(() => announce().includes("Fake file"));
  });

  test("a new torrent and a new interval are known within a second", async () => {
    torrent = await createTorrent(prisma);
    await withinOneSecond(() => announce().includes("8:completei1e"));
    await prisma.setting.create({ data: { key: "announceIntervalSeconds", value: 777 } });
    await withinOneSecond(() => announce().includes("8:intervali777e"));
    await prisma.setting.delete({ where: { key: "announceIntervalSeconds" } });
  });
});

function batchOf(update: PeerUpdate) {
  return {
    id: randomUUID(),
    updates: [update],
    counts: [],
    fastestBytesPerSecond: Number.MAX_SAFE_INTEGER,
  };
}

function updateOf(wish: { uploaded?: number; seenAt?: number; peer?: string }): PeerUpdate {
  const { uploaded = 0, seenAt = 1_000_000 } = wish;
  return {
    torrentId: torrent.id,
    memberId: member.id,
    peerId: `-XX0000-${(wish.peer ?? "a").padEnd(12, "x")}`,
    firstReading: null,
    credit: { uploaded, downloaded: 0 },
    uploaded,
    downloaded: 0,
    left: 0,
    active: true,
    completed: false,
    seedSeconds: 0,
    firstSeenAt: seenAt,
    seenAt,
    ipv4: null,
    ipv6: null,
    connectable: null,
    suspicions: [],
    userAgent: "",
  };
}

async function waitUntil(check: () => boolean | Promise<boolean>, withinMs = 5000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`not so within ${withinMs} ms`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
