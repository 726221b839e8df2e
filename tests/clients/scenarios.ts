import { aria2 } from "./drivers/aria2.ts";
import { deluge } from "./drivers/deluge.ts";
import type { Driver } from "./drivers/driver.ts";
import { libtorrent } from "./drivers/libtorrent.ts";
import { qbittorrent } from "./drivers/qbittorrent.ts";
import { rtorrent } from "./drivers/rtorrent.ts";
import { transmission } from "./drivers/transmission.ts";
import { webtorrent } from "./drivers/webtorrent.ts";
import { announcers, announcerPlaces } from "./announcers.ts";
import {
  answered,
  arrive,
  claimArrival,
  claimCredit,
  isOffered,
  partWay,
  setOut,
  stopBoth,
  untilStopped,
} from "./journeys.ts";
import type { TorrentForm } from "./payload.ts";
import type { Claims, Scenario } from "./report.ts";
import type { Stage } from "./stage.ts";
import type { Family } from "./topology.ts";
import { waitUntil } from "./wait-until.ts";

export const drivers: Driver[] = [
  transmission,
  aria2,
  qbittorrent,
  libtorrent,
  deluge,
  rtorrent,
  webtorrent,
];

/** A quarter of a minute for a payload, time to do something in the middle. */
const slow = { form: "v1", uploadLimitBytesPerSecond: 500_000 } as const;

type Pair = {
  one: Driver;
  other: Driver;
  form: TorrentForm;
  families: Family[];
  over?: "http" | "udp";
};

const dualStack: Family[] = ["ipv4", "ipv6"];

const pairs: Pair[] = [
  { one: transmission, other: aria2, form: "v1", families: dualStack },
  { one: transmission, other: qbittorrent, form: "v1", families: dualStack },
  { one: aria2, other: libtorrent, form: "v1", families: ["ipv6"] },
  { one: qbittorrent, other: libtorrent, form: "hybrid", families: dualStack },
  { one: libtorrent, other: qbittorrent, form: "v2", families: ["ipv4"] },
  { one: deluge, other: libtorrent, form: "hybrid", families: dualStack },
  { one: deluge, other: rtorrent, form: "v1", families: dualStack },
  { one: rtorrent, other: transmission, form: "v1", families: ["ipv4"] },
  { one: webtorrent, other: deluge, form: "v1", families: dualStack },
  { one: libtorrent, other: deluge, form: "v1", families: dualStack, over: "udp" },
];

const breakers = [transmission, aria2, deluge, rtorrent, webtorrent];

/** Scenarios that may run at the same time: each has members, torrents and places of its own. */
export function sideBySide(stage: Stage): Scenario[] {
  const trades = pairs.map((pair, index) => ({
    name: nameOf(pair),
    run: (claims: Claims) =>
      trade(claims, stage, { ...pair, names: [`Ana${index}`, `Ben${index}`] }),
  }));
  const breaks = breakers.map((driver) => ({
    name: `${driver.label} stops in the middle of a download and goes on later`,
    run: (claims: Claims) => goOnLater(claims, stage, driver),
  }));
  return [...trades, ...breaks, ...announcers(stage)];
}

function nameOf({ one, other, form, families, over = "http" }: Pair): string {
  return `${one.label} and ${other.label}, ${form}, ${families.join(" and ")}, over ${over}`;
}

/** Scenarios that nothing else may run beside, since they take the tracker away. */
export function alone(stage: Stage): Scenario[] {
  return [
    {
      name: "the tracker is killed before a transfer and restarted in the middle of it",
      run: (claims) => outliveTracker(claims, stage),
    },
  ];
}

/** How many places the scenarios take: one for each client. */
export const placeCount = 2 * (pairs.length + breakers.length + 1) + announcerPlaces;

/** A torrent goes from one to the other, then another torrent the other way. */
async function trade(
  claims: Claims,
  stage: Stage,
  { one, other, form, families, over, names }: Pair & { names: [string, string] },
): Promise<void> {
  const [ana, ben] = await Promise.all([
    stage.enter(one, names[0], families),
    stage.enter(other, names[1], families),
  ]);
  const there = await setOut(stage, { from: ana, to: ben, form, over, title: `${names[0]}’s` });
  await there.leecher.client.add(there.leecher.job);
  await arrive(stage, there);
  await stopBoth(stage, there);
  await claimArrival(claims, stage, there);
  const back = await setOut(stage, { from: ben, to: ana, form, over, title: `${names[1]}’s` });
  await back.leecher.client.add(back.leecher.job);
  await arrive(stage, back);
  await stopBoth(stage, back);
  await claimArrival(claims, stage, back);
  const jobs = {
    ana: [there.seeder.job, back.leecher.job],
    ben: [there.leecher.job, back.seeder.job],
  };
  await claimCredit(claims, stage, { actor: ana, jobs: jobs.ana });
  await claimCredit(claims, stage, { actor: ben, jobs: jobs.ben });
}

/**
 * Clients begin their totals again at zero when a torrent is started again: Transmission under
 * the same peer id or another, aria2 under the same one. No byte of either part may get lost.
 */
async function goOnLater(claims: Claims, stage: Stage, driver: Driver): Promise<void> {
  const [ana, ben] = await Promise.all([
    stage.enter(libtorrent, `Ana-${driver.label}`, dualStack),
    stage.enter(driver, `Ben-${driver.label}`, dualStack),
  ]);
  const title = `Two parts for ${driver.label}`;
  const journey = {
    ...(await setOut(stage, { from: ana, to: ben, ...slow, title })),
    isTorn: true,
  };
  const { leecher, seeder } = journey;
  await leecher.client.add(leecher.job);
  await partWay(journey, 0.3);
  await leecher.client.stop(leecher.job);
  await untilStopped(stage, leecher);
  const firstPart = await stage.creditOf(ben);
  const { sizeBytes } = journey.torrent.payload;
  claims.that(
    "the part that had come is credited when the client has stopped",
    firstPart.downloadedBytes > 0n && firstPart.downloadedBytes < sizeBytes,
    String(firstPart.downloadedBytes),
  );
  await leecher.client.resume(leecher.job);
  await arrive(stage, journey);
  await stopBoth(stage, journey);
  await claimArrival(claims, stage, journey);
  await claimCredit(claims, stage, { actor: ana, jobs: [seeder.job] });
  await claimCredit(claims, stage, { actor: ben, jobs: [leecher.job] });
}

async function outliveTracker(claims: Claims, stage: Stage): Promise<void> {
  const [ana, ben] = await Promise.all([
    stage.enter(libtorrent, "Ana-restart", dualStack),
    stage.enter(qbittorrent, "Ben-restart", dualStack),
  ]);
  const journey = await setOut(stage, { from: ana, to: ben, ...slow, title: "Through restarts" });
  const { leecher, seeder, torrent } = journey;
  await waitUntil("the seeder is stored, and its port known", async () => {
    const { active, connectable } = await stage.snatchOf(seeder, torrent);
    return active === 1 && connectable !== null;
  });
  await stage.crash();
  const heardBefore = answered(stage, seeder).length;
  await leecher.client.add(leecher.job);
  await partWay(journey, 0.2);
  claims.equal(
    "the killed tracker still knows a seeder that has not announced since",
    [answered(stage, seeder).length, isOffered(stage, journey)],
    [heardBefore, true],
  );
  await stage.restart();
  await arrive(stage, journey);
  await stopBoth(stage, journey);
  await claimArrival(claims, stage, journey);
  await claimCredit(claims, stage, { actor: ana, jobs: [seeder.job] });
  await claimCredit(claims, stage, { actor: ben, jobs: [leecher.job] });
}
