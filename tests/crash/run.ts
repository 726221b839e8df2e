import { expect } from "vitest";

import { startSite, type Site } from "../support/site.ts";
import { makeFence } from "./fence.ts";
import { membersOutOfBalance, snatchesOutOfTruth, torrentsOutOfCount } from "./verdict.ts";
import { makeWorld, type World } from "./world.ts";

interface Stage {
  readonly site: Site;
  /** SIGKILL in the middle of everything; then a new tracker on the same database and port. */
  readonly killTracker: (meanwhile?: () => Promise<void>) => Promise<void>;
}

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
    let isEnough = false;
    const clients = Promise.all(world.actors.map(({ client }) => client.run(() => isEnough)));
    await play.disasters({
      site,
      killTracker: async (meanwhile) => {
        fence.trackerDies();
        await site.kill();
        await meanwhile?.();
        await site.restart();
      },
    });
    isEnough = true;
    await clients;
    await judge(world);
  } finally {
    await world?.close();
    await site.stop();
  }
}

async function judge(world: World): Promise<void> {
  expect(await snatchesOutOfTruth(world)).toEqual([]);
  expect(await membersOutOfBalance(world.database)).toEqual([]);
  expect(await torrentsOutOfCount(world.database)).toEqual([]);
  const ghosts = world.actors.filter(({ client }) => client.truth.isGhost).length;
  expect(await world.database.peer.count({ where: { active: true } })).toBe(ghosts);
  const announces = world.actors.reduce((sum, { client }) => sum + client.truth.announces, 0);
  console.log(`${world.actors.length} clients, ${announces} announces: every byte credited once`);
}
