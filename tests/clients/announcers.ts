import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { announceUrlOf } from "./announce-url.ts";
import { peerPort } from "./drivers/driver.ts";
import { startTrackerClient, type TrackerClient } from "./drivers/tracker-client.ts";
import { makePayload } from "./payload.ts";
import type { Claims, Scenario } from "./report.ts";
import type { Member, Stage, Torrent } from "./stage.ts";
import { type Place, takePlace } from "./topology.ts";

type Over = "http" | "udp";
type Announcer = { member: Member; place: Place; client: TrackerClient };
type Scene = { over: Over; torrent: Torrent; seeder: Announcer; leecher: Announcer };

const overs: Over[] = ["http", "udp"];

/** How many places these scenarios take. */
export const announcerPlaces = 2 * overs.length;

/** npm's `bittorrent-tracker` client, which says what it is told to: every number is known. */
export function announcers(stage: Stage): Scenario[] {
  return overs.map((over) => ({
    name: `the client of npm's bittorrent-tracker over ${over}`,
    run: async (claims) => {
      const scene = await enter(stage, over);
      if (over === "udp") await claimOption(claims, scene);
      await claimLife(claims, stage, scene);
      await Promise.all([scene.seeder, scene.leecher].map(({ client }) => client.close()));
    },
  }));
}

async function enter(stage: Stage, over: Over): Promise<Scene> {
  const folder = path.join(stage.folder, `Numbers over ${over}`);
  mkdirSync(folder, { recursive: true });
  const [ana, ben] = await Promise.all([
    stage.register(`Ana-${over}`),
    stage.register(`Ben-${over}`),
  ]);
  const payload = makePayload(`Numbers over ${over}`, "v1", folder);
  const torrent = await stage.publish(payload, { member: ana });
  const start = async (member: Member, inForm: (url: string) => string): Promise<Announcer> => {
    const job = await stage.jobFor({ member, folder }, torrent, { data: folder, over });
    const place = takePlace(["ipv4"]);
    const client = await startTrackerClient(place, folder, {
      announceUrl: inForm(announceUrlOf(job.metainfo)),
      infoHash: job.infoHashes[0],
      peerId: Buffer.concat([Buffer.from("-BT1123-"), randomBytes(12)]).toString("hex"),
    });
    return { member, place, client };
  };
  return {
    over,
    torrent,
    seeder: await start(ana, (url) => url),
    leecher: await start(ben, withPasskeyFirst),
  };
}

/** The other form of the address: clients derive that of the scrape from a last part `announce`. */
function withPasskeyFirst(url: string): string {
  return url.replace(/\/announce\/(\w+)$/, "/$1/announce");
}

/** On its own it sends no path over UDP, so nobody can know whose announce it is. */
async function claimOption(claims: Claims, { torrent, seeder, leecher }: Scene): Promise<void> {
  const left = Number(torrent.payload.sizeBytes);
  const { says } = await leecher.client.announce("start", fresh(left));
  claims.that(
    "an announce without BEP 41's option is refused with the reason",
    says.length === 1 && /^Passkey is malformed/.test(says[0] ?? ""),
    says.join(),
  );
  await Promise.all([seeder, leecher].map(({ client }) => client.sendUrlWithPackets()));
}

/** From `started` to `stopped`: what the client is told, and what is in the books at the end. */
async function claimLife(claims: Claims, stage: Stage, scene: Scene): Promise<void> {
  const { torrent, seeder, leecher } = scene;
  const size = Number(torrent.payload.sizeBytes);
  claims.equal("the first seeder finds nobody", await seeder.client.announce("start", fresh(0)), {
    ...counts(1, 0),
    peers: [],
    says: [],
  });
  claims.equal(
    "the leecher is given the seeder",
    await leecher.client.announce("start", fresh(size)),
    { ...counts(1, 1), peers: [`${seeder.place.addresses.ipv4}:${peerPort}`], says: [] },
  );
  const some = { uploaded: 0, downloaded: 3_000_001, left: size - 3_000_001 };
  const update = await leecher.client.announce("update", some);
  claims.equal("an update tells the counts", [update.complete, update.incomplete], [1, 1]);
  claims.equal(
    "whoever completes is a seeder",
    await leecher.client.announce("complete", { uploaded: 0, downloaded: size, left: 0 }),
    { ...counts(2, 0), peers: [], says: [] },
  );
  const { complete, incomplete, downloaded } = await leecher.client.scrape();
  claims.equal("a scrape tells the same", [complete, incomplete, downloaded], [2, 0, 1]);
  await Promise.all([
    seeder.client.announce("stop", { uploaded: size, downloaded: 0, left: 0 }),
    leecher.client.announce("stop", { uploaded: 0, downloaded: size, left: 0 }),
  ]);
  await claimBooks(claims, stage, scene);
}

/** The answers to `stopped` wait for the commit: nothing needs waiting for. */
async function claimBooks(claims: Claims, stage: Stage, scene: Scene): Promise<void> {
  const { torrent, seeder, leecher } = scene;
  const { sizeBytes } = torrent.payload;
  const [up, down] = await Promise.all([
    stage.snatchOf(seeder, torrent),
    stage.snatchOf(leecher, torrent),
  ]);
  // Nothing listens where these clients say they do.
  const gone = { snatched: 1, seeders: 0, leechers: 0, active: 0, connectable: false };
  claims.equal("the seeder's books", up, {
    uploaded: sizeBytes,
    downloaded: 0n,
    completed: false,
    ...gone,
  });
  claims.equal("the leecher's books", down, {
    uploaded: 0n,
    downloaded: sizeBytes,
    completed: true,
    ...gone,
  });
}

function fresh(left: number) {
  return { uploaded: 0, downloaded: 0, left };
}

function counts(complete: number, incomplete: number) {
  return { complete, incomplete };
}
