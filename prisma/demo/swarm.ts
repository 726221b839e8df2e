import type { Random } from "../factories/random.ts";

import type { Person } from "./people.ts";

export interface DemoTorrent {
  id: number;
  title: string;
  sizeBytes: number;
  createdAt: Date;
  uploader: Sharer;
  deletedAt: Date | null;
  deleteReason: string | null;
}

export interface Sharer extends Person {
  id: number;
}

export interface SharedTorrent {
  id: number;
  sizeBytes: number;
  createdAt: Date;
  uploader: Sharer;
}

/** What one member did in one swarm. Times in Unix milliseconds. */
export interface Part {
  sharer: Sharer;
  torrentId: number;
  uploaded: number;
  downloaded: number;
  left: number;
  firstSeen: number;
  lastSeen: number;
  completed: number | null;
  seedSeconds: number;
  isActive: boolean;
}

const hour = 3_600_000;
const longestSilence = 1_600_000;

/**
 * One torrent's history. Every byte that someone downloaded was uploaded by somebody who had the
 * torrent at that time, so a swarm's uploads and downloads add up to the same.
 */
export function playSwarm(
  random: Random,
  torrent: SharedTorrent,
  { sharers, now }: { sharers: readonly Sharer[]; now: number },
): Part[] {
  const uploader = uploaderPart(random, torrent, now);
  const arrivals = arrivalsOf(random, torrent, { sharers, now });
  const parts: Part[] = [uploader];
  for (const { sharer, at } of arrivals) {
    const part = downloaderPart(random, { torrent, sharer, at, now });
    creditSources(random, part, parts);
    parts.push(part);
  }
  return parts;
}

interface Arrival {
  sharer: Sharer;
  at: number;
}

/** Most torrents find a few members, some find many; most members come early. */
function arrivalsOf(
  random: Random,
  torrent: SharedTorrent,
  { sharers, now }: { sharers: readonly Sharer[]; now: number },
): Arrival[] {
  const created = torrent.createdAt.getTime();
  const wanted = 1 + Math.round(48 * random.fraction() ** 3.2);
  const keenest = sharers
    .filter((sharer) => sharer.id !== torrent.uploader.id)
    .map((sharer) => ({ sharer, rank: random.fraction() ** (1 / sharer.appetite) }))
    .sort((one, other) => other.rank - one.rank)
    .slice(0, wanted);
  return keenest
    .map(({ sharer }) => ({ sharer, at: created + (now - created) * random.fraction() ** 2.2 }))
    .filter(({ sharer, at }) => isAround(sharer, at))
    .sort((one, other) => one.at - other.at);
}

function isAround(sharer: Sharer, at: number): boolean {
  return sharer.createdAt.getTime() <= at && (sharer.bannedAt?.getTime() ?? Infinity) > at;
}

/** A seed from the start: it never completes, since it never downloads. */
function uploaderPart(random: Random, torrent: SharedTorrent, now: number): Part {
  const firstSeen = torrent.createdAt.getTime();
  const end = seedingEnd(random, { sharer: torrent.uploader, from: firstSeen, now });
  return {
    sharer: torrent.uploader,
    torrentId: torrent.id,
    uploaded: 0,
    downloaded: 0,
    left: 0,
    firstSeen,
    completed: null,
    ...end,
    seedSeconds: Math.round((end.lastSeen - firstSeen) / 1000),
  };
}

interface Visit extends Arrival {
  torrent: SharedTorrent;
  now: number;
}

function downloaderPart(random: Random, { torrent, sharer, at, now }: Visit): Part {
  const share = { sharer, torrentId: torrent.id, uploaded: 0, firstSeen: Math.round(at) };
  const bytesPerSecond = sharer.bandwidth * (0.2 + 0.8 * random.fraction());
  const secondsNeeded = torrent.sizeBytes / bytesPerSecond + 20;
  const done = Math.round(at + secondsNeeded * 1000);
  const gaveUp = random.chance(0.05);
  const bannedAt = sharer.bannedAt?.getTime() ?? Infinity;
  if (gaveUp || done >= Math.min(now, bannedAt)) {
    const isActive = !gaveUp && bannedAt === Infinity;
    const lastSeen = isActive ? heardOf(random, now, at) : Math.min(now, bannedAt, at + hour);
    const progress = Math.min(0.97, (lastSeen - at) / 1000 / secondsNeeded);
    const downloaded = Math.floor(torrent.sizeBytes * progress);
    const left = torrent.sizeBytes - downloaded;
    return { ...share, downloaded, left, lastSeen, completed: null, seedSeconds: 0, isActive };
  }
  const end = seedingEnd(random, { sharer, from: done, now });
  const seedSeconds = Math.round((end.lastSeen - done) / 1000);
  return { ...share, downloaded: torrent.sizeBytes, left: 0, completed: done, seedSeconds, ...end };
}

/** Patient members still seed; the others left after hours or weeks. */
function seedingEnd(
  random: Random,
  { sharer, from, now }: { sharer: Sharer; from: number; now: number },
): Pick<Part, "lastSeen" | "isActive"> {
  const bannedAt = sharer.bannedAt?.getTime() ?? Infinity;
  const leaves = from + hour * 2 ** (12 * random.fraction());
  const stays = bannedAt === Infinity && (leaves >= now || random.chance(sharer.patience * 0.7));
  if (stays) return { isActive: true, lastSeen: heardOf(random, now, from) };
  return { isActive: false, lastSeen: Math.round(Math.min(leaves, now, Math.max(bannedAt, from))) };
}

function heardOf(random: Random, now: number, notBefore: number): number {
  return Math.round(Math.max(now - longestSilence * random.fraction(), notBefore));
}

/** Splits a download over up to five members who had the torrent then; else over the uploader. */
function creditSources(random: Random, part: Part, earlier: readonly Part[]): void {
  const seeds = earlier.filter(
    (source) => source.left === 0 && (source.completed ?? source.firstSeen) <= part.firstSeen,
  );
  const present = seeds.filter((source) => source.lastSeen >= part.firstSeen);
  const sources = random.sample(present.length > 0 ? present : seeds.slice(0, 1), 5);
  let rest = part.downloaded;
  sources.forEach((source, at) => {
    const isLast = at === sources.length - 1;
    const share = isLast ? rest : Math.floor(rest * random.fraction());
    source.uploaded += share;
    rest -= share;
  });
}
