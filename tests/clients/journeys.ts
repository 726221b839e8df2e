import { mkdirSync } from "node:fs";
import path from "node:path";

import type { Job } from "./drivers/driver.ts";
import { damagedFiles, makePayload, type TorrentForm } from "./payload.ts";
import type { Claims } from "./report.ts";
import type { Actor, Stage, Torrent } from "./stage.ts";
import { announcedTotals, type Totals, wastedBytes } from "./totals.ts";
import { waitUntil } from "./wait-until.ts";

/** One torrent on its way from a member who has the data to a member who wants it. */
export type Journey = {
  torrent: Torrent;
  seeder: Actor & { job: Job };
  leecher: Actor & { job: Job };
  /** The leecher was stopped in the middle of it. */
  isTorn?: boolean;
};

export type Plan = {
  from: Actor;
  to: Actor;
  form: TorrentForm;
  title: string;
  uploadLimitBytesPerSecond?: number;
  over?: "http" | "udp" | undefined;
};

/** A transfer between leechers and seeders of all kinds starts within two choking rounds. */
const transferDeadlineSeconds = 120;
/** Some pieces that were under way, and what a slowed seeder sends in a second or two. */
const tornAtMostBytes = 1_500_000n;

/** Makes the data, uploads its torrent, and lets the uploader seed it until the tracker knows. */
export async function setOut(
  stage: Stage,
  { from, to, form, title, over, uploadLimitBytesPerSecond }: Plan,
): Promise<Journey> {
  const source = path.join(from.folder, `data of ${title}`);
  const target = path.join(to.folder, `download of ${title}`);
  for (const folder of [source, target]) mkdirSync(folder, { recursive: true });
  const torrent = await stage.publish(makePayload(title, form, source), from);
  const [seederJob, leecherJob] = await Promise.all([
    stage.jobFor(from, torrent, { data: source, over }),
    stage.jobFor(to, torrent, { data: target, over }),
  ]);
  const limit = uploadLimitBytesPerSecond === undefined ? {} : { uploadLimitBytesPerSecond };
  const seeder = { ...from, job: { ...seederJob, ...limit } };
  await seeder.client.add(seeder.job);
  await waitUntil("the seeder's announce is answered", () =>
    answered(stage, seeder).some(({ leftBytes }) => leftBytes === 0n),
  );
  return { torrent, seeder, leecher: { ...to, job: leecherJob } };
}

/** Waits until the leecher has everything and has said so to the tracker. */
export async function arrive(stage: Stage, journey: Journey): Promise<void> {
  const { torrent, seeder, leecher, isTorn = false } = journey;
  await waitUntil(
    "the leecher has everything",
    async () => (await leecher.client.standing(leecher.job)).isComplete,
    transferDeadlineSeconds,
  );
  // libtorrent counts once a second, and no more once a torrent is stopped.
  await waitUntil("both clients show the transfer", async () => {
    const { uploadedBytes } = await seeder.client.standing(seeder.job);
    const { downloadedBytes } = await leecher.client.standing(leecher.job);
    const least = torrent.payload.sizeBytes - (isTorn ? tornAtMostBytes : 0n);
    return uploadedBytes >= least && downloadedBytes >= least;
  });
  const { mayWithholdCompleted = false } = leecher.driver;
  if (mayWithholdCompleted) await leecher.client.announce?.(leecher.job);
  await waitUntil("the leecher's `completed` is answered", () =>
    answered(stage, leecher).some(
      ({ event, leftBytes }) => event === "completed" || (mayWithholdCompleted && leftBytes === 0n),
    ),
  );
}

/** Waits until a part of the data, from 0 to 1, has come to the leecher. */
export async function partWay({ torrent, leecher }: Journey, part: number): Promise<void> {
  const wanted = Number(torrent.payload.sizeBytes) * part;
  await waitUntil(
    "part of the data has come",
    async () => Number((await leecher.client.standing(leecher.job)).downloadedBytes) >= wanted,
    transferDeadlineSeconds,
  );
}

/**
 * Stops both clients. The tracker holds its answer to `stopped` until the credit has committed,
 * so when the answers are in, the database must be right, without any waiting.
 */
export async function stopBoth(stage: Stage, { seeder, leecher }: Journey): Promise<void> {
  await Promise.all(
    [seeder, leecher].map(async (actor) => {
      await actor.client.stop(actor.job);
      await untilStopped(stage, actor);
    }),
  );
}

/** Waits until `stopped` is answered wherever the client announced: per family and per hash. */
export async function untilStopped(stage: Stage, actor: Actor & { job: Job }): Promise<void> {
  await waitUntil("every `stopped` is answered", () => {
    const latest = new Map(
      answered(stage, actor).map((each) => [`${each.family} ${each.infoHash}`, each.event]),
    );
    return latest.size > 0 && [...latest.values()].every((event) => event === "stopped");
  });
}

/** Claims all that must be true once a journey is over and both clients have stopped. */
export async function claimArrival(claims: Claims, stage: Stage, journey: Journey): Promise<void> {
  const { torrent, seeder, leecher } = journey;
  const { payload } = torrent;
  // First of all, while a credit that comes late would still be missing.
  await Promise.all(
    [seeder, leecher].map((actor) => claimStored(claims, stage, { torrent, actor })),
  );
  claims.equal(
    `${payload.name}: files that are not the seeder's byte for byte`,
    damagedFiles(payload, leecher.job.folder),
    [],
  );
  claims.that(
    `${payload.name}: the tracker named the seeder to the leecher`,
    isOffered(stage, journey),
  );
  claimPlausible(claims, journey, stage);
  await claimShown(claims, stage, { actor: seeder, isTorn: journey.isTorn });
  await claimShown(claims, stage, { actor: leecher, isTorn: journey.isTorn });
  const snatch = await stage.snatchOf(leecher, torrent);
  claims.equal(`${payload.name}: snatches`, snatch.snatched, 1);
  claims.equal(`${payload.name}: the leecher's snatch is complete`, snatch.completed, true);
  const { completed, seeders, leechers, connectable } = await stage.snatchOf(seeder, torrent);
  claims.equal(`${payload.name}: the tracker found the seeder's port open`, connectable, true);
  claims.equal(`${payload.name}: the uploader's own is none`, completed, false);
  claims.equal(`${payload.name}: peers left in the swarm`, seeders + leechers, 0);
}

/** Claims that a member's totals are what their client announced over all journeys, no byte off. */
export async function claimCredit(
  claims: Claims,
  stage: Stage,
  { actor, jobs }: { actor: Actor; jobs: Job[] },
): Promise<void> {
  const announced = jobs.map((job) => totalsOf(stage, { ...actor, job }));
  claims.equal(
    `${actor.member.name}: credit is what the client announced`,
    await withWithheld(stage, { actor, totals: await stage.creditOf(actor) }),
    announced.reduce(add),
  );
}

/** What an actor's client told the tracker of a torrent, as the bytes that it has moved. */
function totalsOf(stage: Stage, actor: Actor & { job: Job }): Totals {
  return announcedTotals(answered(stage, actor), actor.driver.announcedDownload);
}

/** Announces of an actor's torrent that the tracker answered, after claiming that none failed. */
export function answered(stage: Stage, { client, job }: Pick<Journey["seeder"], "client" | "job">) {
  const all = stage.log.of(client.place, job.infoHashes);
  const refused = all.find(({ answer }) => answer?.failure);
  if (refused) throw new Error(`the tracker refused: ${refused.answer?.failure ?? ""}`);
  return all.filter(({ answer }) => answer !== null);
}

/** Whether the tracker named the seeder in an answer to the leecher. */
export function isOffered(stage: Stage, { seeder, leecher }: Journey): boolean {
  const offered = answered(stage, leecher).flatMap(({ answer }) => answer?.peerAddresses ?? []);
  const addresses = Object.values(seeder.client.place.addresses);
  return addresses.some((address) => offered.includes(address));
}

/** Zero equals zero too: claims that the clients really counted the journey's bytes. */
function claimPlausible(claims: Claims, journey: Journey, stage: Stage): void {
  const { torrent, seeder, leecher, isTorn = false } = journey;
  const { name, sizeBytes } = torrent.payload;
  // Clients count message headers, padding (BEP 47) and blocks sent twice: usually under one per
  // cent, but ten where a slow pair is connected over IPv4 and IPv6 at once. rTorrent never announces
  // pieces that it still checked when it was stopped.
  const least = sizeBytes - (isTorn ? tornAtMostBytes : 0n);
  const isPlausible = (bytes: bigint) => bytes >= least && bytes < (sizeBytes * 3n) / 2n;
  const { uploadedBytes } = totalsOf(stage, seeder);
  const { downloadedBytes } = totalsOf(stage, leecher);
  claims.that(
    `${name}: uploaded and downloaded are about the size of ${sizeBytes}`,
    isPlausible(uploadedBytes) && isPlausible(downloadedBytes),
    `${uploadedBytes} and ${downloadedBytes}`,
  );
}

/**
 * Claims that a client's own display is what it announced. A transfer that was torn leaves blocks
 * begun and thrown away: aria2 announces them and shows only what it has; Transmission shows
 * them, but those of the last moment come after it has announced `stopped`.
 */
async function claimShown(
  claims: Claims,
  stage: Stage,
  { actor, isTorn = false }: { actor: Actor & { job: Job }; isTorn?: boolean | undefined },
): Promise<void> {
  const announced = totalsOf(stage, actor);
  const waste = wastedBytes(answered(stage, actor));
  const expected = { ...announced, downloadedBytes: announced.downloadedBytes + (waste ?? 0n) };
  const shown = await shownTotals(actor, expected);
  const unshownBytes = expected.uploadedBytes - shown.uploadedBytes;
  // Known of this client; the claims are about all else.
  if (actor.driver.mayShowLessUpload && unshownBytes > 0n && unshownBytes < tornAtMostBytes) {
    shown.uploadedBytes = expected.uploadedBytes;
  }
  const { name } = actor.member;
  if (waste === undefined) {
    const { uploadedBytes, downloadedBytes } = shown;
    claims.equal(`${name}'s client shows what it sent`, uploadedBytes, expected.uploadedBytes);
    claims.that(
      `${name}'s client shows what it received and, untold over UDP, its waste`,
      downloadedBytes >= expected.downloadedBytes,
      `${downloadedBytes} and ${expected.downloadedBytes}`,
    );
    return;
  }
  if (!isTorn) {
    claims.equal(`${name}'s client shows what it announced`, shown, expected);
    return;
  }
  const tornBytes = [
    shown.uploadedBytes - expected.uploadedBytes,
    shown.downloadedBytes - expected.downloadedBytes,
  ];
  claims.that(
    `${name}'s client shows what it announced but for torn blocks`,
    tornBytes.every((bytes) => bytes > -tornAtMostBytes && bytes < tornAtMostBytes),
    tornBytes.join(" and "),
  );
}

async function claimStored(
  claims: Claims,
  stage: Stage,
  { torrent, actor }: { torrent: Torrent; actor: Actor & { job: Job } },
): Promise<void> {
  const { uploaded, downloaded, active } = await stage.snatchOf(actor, torrent);
  const totals = { uploadedBytes: uploaded, downloadedBytes: downloaded };
  const stored = await withWithheld(stage, { actor, torrent, totals });
  const who = `${torrent.payload.name}: ${actor.member.name}`;
  const announced = totalsOf(stage, actor);
  claims.equal(`${who}'s stored totals are what the client announced`, stored, announced);
  claims.equal(`${who} is gone from the swarm`, active, 0);
}

/** What is credited, and, of a client that must announce such, what was kept as evidence instead. */
async function withWithheld(
  stage: Stage,
  { actor, torrent, totals }: { actor: Actor; torrent?: Torrent; totals: Totals },
): Promise<Totals> {
  if (!actor.driver.countsRequestsAsUpload) return totals;
  return add(totals, await stage.withheldFrom(actor, torrent));
}

/** The client's own totals; libtorrent brings what it shows up to date once a second. */
async function shownTotals({ client, job }: Actor & { job: Job }, expected: Totals) {
  let shown: Totals = { uploadedBytes: 0n, downloadedBytes: 0n };
  const isExpected = async () => {
    const { uploadedBytes, downloadedBytes } = await client.standing(job);
    shown = { uploadedBytes, downloadedBytes };
    return uploadedBytes === expected.uploadedBytes && downloadedBytes === expected.downloadedBytes;
  };
  await waitUntil("the client's display is up to date", isExpected, 5).catch(() => undefined);
  return shown;
}

function add(one: Totals, other: Totals): Totals {
  return {
    uploadedBytes: one.uploadedBytes + other.uploadedBytes,
    downloadedBytes: one.downloadedBytes + other.downloadedBytes,
  };
}
