import { setTimeout as pause } from "node:timers/promises";

import { announce, type Announcement, type Endpoint } from "../crash/announce.ts";
import type { Dice } from "./dice.ts";
import type { FuzzWorld } from "./world.ts";

/** What two honest clients have moved between them, in bytes. */
export interface Moved {
  uploaded: number;
  downloaded: number;
}

/**
 * A seeder and a leecher who go on announcing in the middle of the noise: whatever happens around
 * them, their books must come out to the byte.
 *
 * @returns ends their sessions and tells what they moved
 */
export function startHonestClients(
  { honest }: FuzzWorld,
  port: number,
  dice: Dice,
): () => Promise<Moved> {
  const moved: Moved = { uploaded: 0, downloaded: 0 };
  let isOver = false;
  const place = { port, infoHash: honest.infoHash };
  const seeder = { ...place, passkey: honest.seeder.passkey, address: "203.0.113.251" };
  const leecher = { ...place, passkey: honest.leecher.passkey, address: "203.0.113.252" };

  const sayAll = async (event: Announcement["event"]): Promise<void> => {
    const { uploaded, downloaded } = moved;
    const missing = honest.sizeBytes - downloaded;
    await insist(leecher, {
      peerId: "-HONEST-leecher-----",
      uploaded: 0,
      downloaded,
      left: missing,
      event,
    });
    await insist(seeder, {
      peerId: "-HONEST-seeder------",
      uploaded,
      downloaded: 0,
      left: 0,
      event,
    });
  };
  const session = async (): Promise<void> => {
    await sayAll("started");
    while (!isOver) {
      await pause(dice.integer(50, 300));
      const piece = Math.min(dice.integer(0, 16_384), honest.sizeBytes - moved.downloaded - 1);
      moved.uploaded += piece;
      moved.downloaded += piece;
      await sayAll("");
    }
    await sayAll("stopped");
  };
  const ended = session();
  // Its failure is told to whoever awaits the end.
  ended.catch(() => undefined);
  return async () => {
    isOver = true;
    await ended;
    return moved;
  };
}

async function insist(endpoint: Endpoint, said: Announcement): Promise<void> {
  while (!(await announce(endpoint, said))) await pause(100);
}
