import { randomUUID } from "node:crypto";

import { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { env } from "#lib/env";
import { Balances } from "#lib/ledger/balances";
import { flushBatch } from "#lib/ledger/flush";
import type { PeerUpdate } from "#lib/ledger/packed";
import { takeOver } from "#lib/ledger/takeover";
import type { Suspicion } from "#lib/tracker/ports";

import { createMember } from "../../prisma/factories/members.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";

const at = 1_800_000_000;
const hourMs = Math.floor(at / 3600) * 3600_000;

let pool: Pool;
let epoch: number;
let memberId: number;
let torrentId: number;

beforeEach(async () => {
  pool = new Pool({ connectionString: env().DATABASE_URL, max: 2, options: "-c TimeZone=UTC" });
  epoch = await takeOver(pool);
  memberId = (await createMember(prisma, { uploaded: 0n, downloaded: 0n })).id;
  torrentId = (await createTorrent(prisma)).id;
});

afterEach(() => pool.end());

function update(changes: Partial<PeerUpdate> = {}): PeerUpdate {
  return {
    torrentId,
    memberId,
    peerId: "-XX0000-aaaaaaaaaaaa",
    uploaded: 0,
    downloaded: 0,
    left: 0,
    firstSeenAt: at,
    seenAt: at,
    ipv4: null,
    ipv6: null,
    active: true,
    connectable: null,
    credit: { uploaded: 0, downloaded: 0 },
    completed: false,
    seedSeconds: 0,
    firstReading: null,
    suspicions: [],
    userAgent: "liar/1",
    ...changes,
  };
}

function flush(updates: PeerUpdate[], balances = new Balances(), id = randomUUID()) {
  const fastestBytesPerSecond = 1_000_000;
  return flushBatch({ pool, epoch, balances }, { id, updates, counts: [], fastestBytesPerSecond });
}

const suspicion: Suspicion = {
  kind: "nobody_to_upload_to",
  uploaded: 1000,
  downloaded: 0,
  seconds: 100,
  seeders: 1,
  leechers: 0,
};

describe("suspicions", () => {
  const stored = () => prisma.suspicion.findMany({ where: { memberId }, orderBy: { id: "asc" } });

  test("keep the numbers that show the claim, and credit nothing", async () => {
    await flush([update({ suspicions: [suspicion] })]);
    expect(await stored()).toMatchObject([
      {
        ...{ memberId, torrentId, kind: "nobody_to_upload_to", times: 1, lastSeconds: 100 },
        ...{ claimedUploaded: 1000n, claimedDownloaded: 0n, worstBytesPerSecond: 10n },
        ...{ lastSeeders: 1, lastLeechers: 0, userAgent: "liar/1" },
        firstAt: new Date(at * 1000),
      },
    ]);
    const { uploaded } = await prisma.member.findUniqueOrThrow({ where: { id: memberId } });
    expect(uploaded).toBe(0n);
  });

  test("of one kind and day are one row, whatever is claimed", async () => {
    const huge = { ...suspicion, uploaded: Number.MAX_SAFE_INTEGER, seconds: 0 };
    await flush([update({ suspicions: [suspicion, huge] })]);
    await flush([update({ seenAt: at + 60, suspicions: [huge] })]);
    await flush([update({ seenAt: at + 86_400, suspicions: [suspicion] })]);
    await flush([update({ suspicions: [{ ...suspicion, kind: "upload_too_fast" }] })]);
    const rows = await stored();
    expect(rows.map(({ kind, times }) => [kind, times])).toEqual([
      ["nobody_to_upload_to", 3],
      ["nobody_to_upload_to", 1],
      ["upload_too_fast", 1],
    ]);
    expect(rows[0]).toMatchObject({
      // Within one batch a sum stops at what a number holds exactly.
      claimedUploaded: 2n * BigInt(Number.MAX_SAFE_INTEGER),
      worstBytesPerSecond: BigInt(Number.MAX_SAFE_INTEGER),
      lastAt: new Date((at + 60) * 1000),
    });
  });

  test("are also found when a forgotten peer comes back with too much", async () => {
    await flush([update({ uploaded: 5 })]);
    const first = { uploaded: 2_000_005, downloaded: 0, left: 0, event: "none" } as const;
    const reading = { ...first, at: at + 1, sizeBytes: 1000, takersAt: at, watchedSince: 0 };
    await flush([update({ uploaded: 2_000_005, seenAt: at + 1, firstReading: reading })]);
    expect(await stored()).toMatchObject([
      { kind: "upload_too_fast", claimedUploaded: 2_000_000n, lastSeconds: 1 },
    ]);
    const { uploaded } = await prisma.member.findUniqueOrThrow({ where: { id: memberId } });
    expect(uploaded).toBe(0n);
  });

  test("are also found when a forgotten peer claims what it could give to nobody", async () => {
    await flush([update({ uploaded: 5 })]);
    const back = (seconds: number, uploaded: number, seen: object) => {
      const first = { uploaded, downloaded: 0, left: 0, event: "none" } as const;
      const reading = { ...first, at: at + seconds, sizeBytes: 1000, takersAt: 0, watchedSince: 0 };
      const firstReading = { ...reading, ...seen };
      return flush([update({ uploaded, seenAt: at + seconds, firstReading })]);
    };
    const credited = async () =>
      (await prisma.member.findUniqueOrThrow({ where: { id: memberId } })).uploaded;
    await back(1000, 1005, {});
    expect([await credited(), (await stored()).map(({ kind }) => kind)]).toEqual([
      0n,
      ["nobody_to_upload_to"],
    ]);
    // A taker since the last announce, or a tracker that has not been looking for so long.
    await back(2000, 1105, { takersAt: at + 1500 });
    await back(3000, 1205, { watchedSince: at + 2500 });
    expect(await credited()).toBe(200n);
  });

  test("of a batch that is committed again are counted once", async () => {
    const id = randomUUID();
    await flush([update({ suspicions: [suspicion] })], new Balances(), id);
    await flush([update({ suspicions: [suspicion] })], new Balances(), id);
    expect((await stored()).map(({ times }) => times)).toEqual([1]);
  });
});

/** Balances whose batch committed, but nobody told them. */
class Unaware extends Balances {
  isAnswered = true;

  override written(): void {
    if (this.isAnswered) super.written();
  }
}

describe("balances", () => {
  const minute = 60_000;
  const claim = (uploaded: number, downloaded: number, seenAt = at) =>
    update({ credit: { uploaded, downloaded }, seenAt });
  const swarm = () =>
    prisma.swarmBalance.findMany({ where: { torrentId }, orderBy: { hour: "asc" } });

  test("add up what was claimed, true or not, by the hour, and are written once a minute", async () => {
    let now = 0;
    const balances = new Balances(() => now);
    await flush([claim(100, 0)], balances);
    await flush(
      [update({ credit: { uploaded: 1, downloaded: 30 }, suspicions: [suspicion] })],
      balances,
    );
    await flush([claim(7, 0, at + 3600)], balances);
    expect(await swarm()).toEqual([]);
    now = minute;
    await flush([], balances);
    expect(await swarm()).toEqual([
      { torrentId, hour: new Date(hourMs), uploaded: 1101n, downloaded: 30n },
      { torrentId, hour: new Date(hourMs + 3600_000), uploaded: 7n, downloaded: 0n },
    ]);
    await flush([claim(9, 0)], balances);
    now = 2 * minute;
    await flush([], balances);
    expect((await swarm())[0]?.uploaded).toBe(1110n);
    expect(await prisma.memberBalance.findMany({ where: { memberId } })).toHaveLength(2);
  });

  test("of a batch whose COMMIT answer got lost are written once", async () => {
    let now = 0;
    const balances = new Unaware(() => now);
    await flush([claim(100, 0)], balances);
    now = minute;
    const id = randomUUID();
    balances.isAnswered = false;
    await flush([], balances, id);
    balances.isAnswered = true;
    await flush([], balances, id);
    expect((await swarm())[0]?.uploaded).toBe(100n);
  });

  test("of a torrent or member that is gone trouble nobody", async () => {
    const balances = new Balances(() => 0);
    await flush([claim(100, 0)], balances);
    await prisma.torrent.delete({ where: { id: torrentId } });
    const client = await pool.connect();
    await balances.write(client, true);
    client.release();
    expect(await prisma.memberBalance.findMany({ where: { memberId } })).toHaveLength(1);
  });
});
