import { setTimeout as pause } from "node:timers/promises";

import { residentBytes } from "./processes.ts";
import { type Claim, type Section, table } from "./section.ts";
import { say, type Stage } from "./stage.ts";
import { figure, median, spread } from "./statistics.ts";
import { fillSite, type SiteSize } from "./stored-peers.ts";
import { startSwarmkeep } from "./targets.ts";

const torrents = 200_000;
const members = 50_000;
const peers = 1_000_000;
const hugePeers = 5_000_000;
const startSecondsAtMost = 10;
const peerBytesAtMost = 150;
const hugeBytesAtMost = 2 ** 30;

/** What one start of the tracker on a filled site took. */
interface Start {
  readonly seconds: number;
  /** Bytes: once the garbage of the start is collected, and at most until then. */
  readonly settled: number;
  readonly peak: number;
}

/** How soon the tracker serves a large site again, and what its peers take in memory. */
export async function measureStarts(stage: Stage, rounds: number): Promise<Section> {
  const starts = Math.min(rounds, stage.isQuick ? 1 : 3);
  const sizes = [0, peers, ...(stage.isHuge ? [hugePeers] : [])].map((count): SiteSize => {
    return { members, torrents, peers: count };
  });
  const sites: { size: SiteSize; databaseUrl: string; starts: Start[] }[] = [];
  for (const size of sizes) {
    const databaseUrl = await stage.newDatabase();
    await fillSite(databaseUrl, size);
    say(`start: a site with ${figure(size.peers)} peers is filled`);
    sites.push({ size, databaseUrl, starts: [] });
  }
  for (let round = 0; round < starts; round++) {
    for (const site of sites) site.starts.push(await startOnce(site.databaseUrl));
    say(`start: round ${round + 1} of ${starts}`);
  }
  const [empty = [], full = [], huge] = sites.map((site) => site.starts);
  return {
    title: "Memory and start",
    setup: [
      `Sites of ${figure(torrents)} torrents and ${figure(members)} members; ${starts} interleaved starts of ` +
        "the tracker alone; memory is the process's resident size once it no longer falls",
    ],
    lines: table([
      ["stored peers", "ready after s", "MiB settled", "MiB at most"],
      ...sites.map(({ size, starts: found }) => [
        figure(size.peers),
        spread(
          found.map(({ seconds }) => seconds),
          1,
        ),
        spread(found.map(({ settled }) => settled / 2 ** 20)),
        spread(found.map(({ peak }) => peak / 2 ** 20)),
      ]),
    ]),
    claims: [...claimsOf(empty, full), ...(huge === undefined ? [] : [hugeClaim(huge)])],
    figures: sites.map(({ size, starts: found }) => ({ size, starts: found })),
  };
}

async function startOnce(databaseUrl: string): Promise<Start> {
  const startedAt = performance.now();
  const target = await startSwarmkeep({ databaseUrl });
  const seconds = (performance.now() - startedAt) / 1000;
  try {
    const settled = await settledBytes(target.pid);
    return { seconds, settled, peak: residentBytes(target.pid, "VmHWM") };
  } finally {
    await target.stop();
  }
}

/** The collector gives memory back in steps, seconds apart, while a process is idle. */
async function settledBytes(pid: number): Promise<number> {
  const quietSeconds = 10;
  const secondsAtMost = 60;
  let least = residentBytes(pid);
  for (let waited = 0, quiet = 0; quiet < quietSeconds && waited < secondsAtMost; waited++) {
    await pause(1000);
    const now = residentBytes(pid);
    quiet = now < least * 0.99 ? 0 : quiet + 1;
    least = Math.min(least, now);
  }
  return least;
}

function claimsOf(empty: readonly Start[], full: readonly Start[]): Claim[] {
  const bytes = full.map(({ settled }, at) => (settled - (empty[at]?.settled ?? NaN)) / peers);
  const seconds = full.map((start) => start.seconds);
  return [
    {
      text: `at most ${peerBytesAtMost} bytes of memory a peer at ${figure(peers)} peers`,
      figure: `${spread(bytes)} bytes`,
      isMet: median(bytes) <= peerBytesAtMost,
    },
    {
      text: `serving within ${startSecondsAtMost} s on ${figure(peers)} peers and ${figure(torrents)} torrents`,
      figure: `${spread(seconds, 1)} s`,
      isMet: median(seconds) <= startSecondsAtMost,
    },
  ];
}

function hugeClaim(huge: readonly Start[]): Claim {
  const mebibytes = huge.map(({ settled }) => settled / 2 ** 20);
  const peaks = huge.map(({ peak }) => peak / 2 ** 20);
  return {
    text: `${figure(hugePeers)} peers fit in 1 GiB`,
    figure: `${spread(mebibytes)} MiB, at most ${figure(Math.max(...peaks))} MiB during the start`,
    isMet: Math.max(...peaks) * 2 ** 20 <= hugeBytesAtMost,
  };
}
