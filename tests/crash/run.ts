import { setTimeout as pause } from "node:timers/promises";

import { expect } from "vitest";

import { startSite, type Site } from "../support/site.ts";
import { announce } from "./announce.ts";
import { makeFence, type Fence } from "./fence.ts";
import { membersOutOfBalance, snatchesOutOfTruth, torrentsOutOfCount } from "./verdict.ts";
import { makeWorld, type World } from "./world.ts";

interface Stage {
  readonly site: Site;
  /** SIGKILL in the middle of everything; then a new tracker on the same database and port. */
  readonly killTracker: (meanwhile?: () => Promise<void>) => Promise<void>;
  /** Something that the tracker must not survive; when it has left, a new one starts. */
  readonly breakTracker: (cause: () => Promise<void>, words: RegExp) => Promise<void>;
  /** Resolves when so many more announces have been answered. */
  readonly untilAnswered: (announces: number) => Promise<void>;
  /** Announces in every swarm and is answered, however the database fares. */
  readonly expectAnswers: () => Promise<void>;
  /** Resolves when the tracker says so. */
  readonly untilSaid: (words: RegExp) => Promise<void>;
}

/** Longer than the longest silence of a client. */
const patienceMs = 60_000;

export interface Play {
  readonly clients: number;
  readonly seed: string;
  /** A database of the test's own; otherwise each play gets a fresh one. */
  readonly databaseUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What goes wrong. Clients announce until it resolves, then end their sessions. */
  readonly disasters: (stage: Stage) => Promise<void>;
}

/**
 * Lets clients announce through a play of disasters, and afterwards holds the books of the site
 * against the books of the clients: every byte once.
 */
export async function expectExactCredit(play: Play): Promise<void> {
  const site = await startSite({
    role: "tracker",
    ...(play.databaseUrl && { databaseUrl: play.databaseUrl }),
    env: { TRUSTED_PROXIES: "127.0.0.1,::1", ...play.env },
  });
  let world: World | undefined;
  try {
    const fence = makeFence(() => {
      if (!world) throw new Error("No world yet");
      return world.beacon;
    });
    world = await makeWorld({
      databaseUrl: site.databaseUrl,
      port: Number(new URL(site.url).port),
      clients: play.clients,
      seed: play.seed,
      fence,
    });
    // The registry hears of new torrents by notification; a restart reads them for certain.
    await site.restart();
    await askTakers(world, "started");
    await fence.committed(fence.process());
    let isEnough = false;
    const clients = Promise.all(world.actors.map(({ client }) => client.run(() => isEnough)));
    await play.disasters(stageOf(site, fence, world));
    isEnough = true;
    await clients;
    await judge(world);
  } finally {
    await world?.close();
    await site.stop();
  }
}

function askTakers({ takers }: World, event: "started" | ""): Promise<boolean[]> {
  const peerId = "-TAKER0-000000000000";
  return Promise.all(
    takers.map(({ endpoint, sizeBytes }) => {
      const totals = { uploaded: 0, downloaded: 0, left: sizeBytes };
      return announce(endpoint, { peerId, ...totals, event });
    }),
  );
}

function stageOf(site: Site, fence: Fence, world: World): Stage {
  const { actors } = world;
  const answers = () => actors.reduce((sum, { client }) => sum + client.truth.answers, 0);
  const untilSaid = (words: RegExp) => until(() => words.test(site.stderr), `it says ${words}`);
  return {
    site,
    killTracker: async (meanwhile) => {
      fence.trackerDies();
      await site.kill();
      await meanwhile?.();
      await site.restart();
    },
    breakTracker: async (cause, words) => {
      const { pid } = site;
      await cause();
      await until(() => !isRunning(pid), "the tracker leaves");
      // Nobody is answered between its death and this: what it promised, it promised before.
      fence.trackerDies();
      await untilSaid(words);
      await site.restart();
    },
    untilAnswered: async (announces) => {
      const enough = answers() + announces;
      await until(() => answers() >= enough, `${announces} announces are answered`);
    },
    expectAnswers: async () => {
      expect(await askTakers(world, "")).not.toContain(false);
    },
    untilSaid,
  };
}

async function until(check: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!check()) {
    if (performance.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${what}`);
    await pause(10);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function judge(world: World): Promise<void> {
  expect(await snatchesOutOfTruth(world)).toEqual([]);
  expect(await membersOutOfBalance(world.database)).toEqual([]);
  expect(await torrentsOutOfCount(world.database)).toEqual([]);
  const ghosts = world.actors.filter(({ client }) => client.truth.isGhost).length;
  expect(await world.database.peer.count({ where: { active: true } })).toBe(
    ghosts + world.takers.length,
  );
  const announces = world.actors.reduce((sum, { client }) => sum + client.truth.announces, 0);
  console.log(`${world.actors.length} clients, ${announces} announces: every byte credited once`);
}
