import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { watchAnnounces } from "#lib/announces/mutations";
import { closedPortsOf, lastAnnounces, peersNow } from "#lib/announces/queries";
import type { Announcer } from "#lib/announces/types";
import { authorize } from "#lib/access/authorize";
import { prisma, type Prisma } from "#lib/db/client";
import { forgetSettings } from "#lib/settings/queries";

import { createMember } from "../../prisma/factories/members.ts";
import { seededRandom } from "../../prisma/factories/random.ts";
import { createPeer, makePeerId } from "../../prisma/factories/swarms.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { actorOf } from "../support/permits.ts";
import { listenToRegistry, type RegistryListener } from "../support/registry-listener.ts";

type Member = Awaited<ReturnType<typeof createMember>>;

let registry: RegistryListener;
let member: Member;
const random = seededRandom("announces");

beforeAll(async () => {
  registry = await listenToRegistry(process.env["DATABASE_URL"] ?? "");
});
afterAll(() => registry.close());

beforeEach(async () => {
  member = await createMember(prisma);
  await registry.heard();
});

const whoseOf = ({ id, role }: Member): Announcer => ({ memberId: id, role });

/** As the page does it. */
const watch = (viewer: Member, whose: Member) =>
  watchAnnounces(
    authorize(actorOf(viewer), "member.seePrivate", { ownerId: whose.id }),
    whoseOf(whose),
  );

/** As the tracker answers. */
const answer = (memberId: number) =>
  prisma.announceWatch.update({ where: { memberId }, data: { answeredAt: new Date() } });

const asked = (payloads: readonly string[]) =>
  payloads.filter((payload) => payload === `watch:${member.id}`).length;

/** Makes the watch look as if it had been asked for earlier. */
const age = (memberId: number, seconds: number) => prisma.$executeRaw`
  UPDATE announce_watches SET until = until - make_interval(secs => ${seconds})
  WHERE member_id = ${memberId}`;

function trace(wish: Partial<Prisma.AnnounceTraceCreateManyInput>) {
  return prisma.announceTrace.create({
    data: {
      memberId: member.id,
      at: new Date(),
      verdict: "ok",
      event: "none",
      peerId: makePeerId(random),
      userAgent: "Transmission/4.0.6",
      address: "203.0.113.7",
      port: 51413,
      uploaded: 10n,
      downloaded: 20n,
      left: 0n,
      creditedUploaded: 1n,
      creditedDownloaded: 2n,
      peersGiven: 3,
      ...wish,
    },
  });
}

describe("a watch", () => {
  test("lasts ten minutes, is told to the tracker, and waits for its answer", async () => {
    const waiting = watch(member, member);
    await expect.poll(() => prisma.announceWatch.count({ where: { memberId: member.id } })).toBe(1);
    await answer(member.id);
    expect(await waiting).toBe(true);
    expect(asked(await registry.heard())).toBe(1);
    const [row] = await prisma.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM until - now())::float AS seconds
      FROM announce_watches WHERE member_id = ${member.id}`;
    expect(row?.seconds).toBeGreaterThan(595);
    expect(row?.seconds).toBeLessThanOrEqual(600);
  });

  test("says after a second that no tracker answers", async () => {
    const started = performance.now();
    expect(await watch(member, member)).toBe(false);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test("asks the tracker every few seconds at most, however often a page is loaded", async () => {
    expect(await watch(member, member)).toBe(false);
    await answer(member.id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => watch(member, member)));
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(asked(await registry.heard())).toBe(1);
    await age(member.id, 20);
    await registry.heard();
    // An old answer says nothing about a tracker that may have gone meanwhile.
    expect(await watch(member, member)).toBe(false);
    expect(asked(await registry.heard())).toBe(1);
  });

  test("is for the member and for staff above them alone", async () => {
    const moderator = await createMember(prisma, { role: "moderator" });
    const admin = await createMember(prisma, { role: "admin" });
    expect(() => authorize(actorOf(member), "member.seePrivate", { ownerId: admin.id })).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
    const forbidden = { code: "forbidden" };
    await expect(watch(moderator, admin)).rejects.toMatchObject(forbidden);
    // A permit for one's own things opens nobody else's.
    const own = authorize(actorOf(member), "member.seePrivate", { ownerId: member.id });
    await expect(watchAnnounces(own, whoseOf(moderator))).rejects.toMatchObject(forbidden);
    expect(await prisma.announceWatch.count({ where: { memberId: admin.id } })).toBe(0);
    await expect(watch(moderator, member)).resolves.toBe(false);
  });
});

describe("the last announces", () => {
  test("are shown newest first with their torrent, client, verdict and what helps", async () => {
    const torrent = await createTorrent(prisma, { title: "Herons" });
    const gone = await createTorrent(prisma, { title: "Gone", deletedAt: new Date() });
    await trace({ at: new Date(Date.now() - 60_000), torrentId: torrent.id });
    await trace({ torrentId: gone.id, verdict: "torrent_deleted", says: "It was deleted." });
    await trace({ at: new Date(Date.now() - 90_000), torrentId: null, verdict: "too_early" });
    const other = await createMember(prisma);
    await trace({ memberId: other.id });
    const announces = await lastAnnounces(actorOf(member), {
      ...whoseOf(member),
      onlyTroubles: false,
    });
    expect(announces).toMatchObject([
      {
        torrent: { title: "Gone", isDeleted: true },
        verdict: { kind: "refused", says: "It was deleted.", fix: expect.any(String) as string },
      },
      {
        torrent: { id: torrent.id, title: "Herons", isDeleted: false },
        client: { name: "Transmission 4.0.6" },
        address: "203.0.113.7:51413",
        verdict: { kind: "ok" },
        creditedUploaded: 1n,
        peersGiven: 3,
      },
      { torrent: null, verdict: { kind: "warning" } },
    ]);
    const troubles = await lastAnnounces(actorOf(member), {
      ...whoseOf(member),
      onlyTroubles: true,
    });
    expect(troubles.map(({ verdict }) => verdict.kind)).toEqual(["refused", "warning"]);
  });

  test("of a torrent that is gone for good still show", async () => {
    await trace({ torrentId: 2_000_000_000 });
    expect(
      await lastAnnounces(actorOf(member), { ...whoseOf(member), onlyTroubles: false }),
    ).toMatchObject([{ torrent: null }]);
  });
});

test("clients now are the active peers, page by page, each once", async () => {
  const lastSeenAt = new Date();
  const torrent = await createTorrent(prisma);
  // The same moment, and the same torrent: only the peer id tells them apart.
  for (let count = 0; count < 27; count += 1) {
    const peerId = makePeerId(random);
    await createPeer(prisma, { memberId: member.id, torrentId: torrent.id, lastSeenAt, peerId });
  }
  await createPeer(prisma, { memberId: member.id, active: false });
  await createPeer(prisma, { left: 5n, connectable: true, memberId: member.id });
  await createPeer(prisma);
  const first = await peersNow(actorOf(member), whoseOf(member));
  expect(first.peers).toHaveLength(25);
  expect(first.peers[0]).toMatchObject({ state: "leeching", port: "open" });
  expect(first.peers[1]).toMatchObject({ state: "seeding", port: "untried" });
  const second = await peersNow(actorOf(member), { ...whoseOf(member), after: first.next ?? "" });
  expect(second).toMatchObject({ next: null, peers: { length: 3 } });
  expect(new Set([...first.peers, ...second.peers].map(({ key }) => key)).size).toBe(28);
});

test("a closed port is told until it is open, and never where ports are not tried", async () => {
  const whose = whoseOf(member);
  const ipv4 = Buffer.from([203, 0, 113, 7, 0xc8, 0xd5]);
  const peer = { memberId: member.id, ipv4, lastSeenAt: new Date(Date.now() - 60_000) };
  await createPeer(prisma, { ...peer, connectable: null });
  expect(await closedPortsOf(actorOf(member), whose)).toEqual([]);
  await createPeer(prisma, { ...peer, connectable: false });
  expect(await closedPortsOf(actorOf(member), whose)).toMatchObject([
    { port: 51413, client: "Transmission 4.0.6", addresses: ["203.0.113.7:51413"] },
  ]);
  await prisma.setting.create({ data: { key: "portChecks", value: "off" } });
  forgetSettings();
  expect(await closedPortsOf(actorOf(member), whose)).toEqual([]);
  await prisma.setting.deleteMany();
  forgetSettings();
  await createPeer(prisma, { ...peer, connectable: true, lastSeenAt: new Date() });
  expect(await closedPortsOf(actorOf(member), whose)).toEqual([]);
});

test("strangers and lower staff see nothing of it", async () => {
  const stranger = actorOf(await createMember(prisma));
  const admin = await createMember(prisma, { role: "admin" });
  const moderator = actorOf(await createMember(prisma, { role: "moderator" }));
  const forbidden = { code: "forbidden" };
  for (const [viewer, whose] of [
    [stranger, member],
    [moderator, admin],
  ] as const) {
    const target = whoseOf(whose);
    await expect(lastAnnounces(viewer, { ...target, onlyTroubles: false })).rejects.toMatchObject(
      forbidden,
    );
    await expect(peersNow(viewer, target)).rejects.toMatchObject(forbidden);
    await expect(closedPortsOf(viewer, target)).rejects.toMatchObject(forbidden);
  }
  await expect(closedPortsOf(moderator, whoseOf(member))).resolves.toEqual([]);
});
