import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";

import { PrismaClient } from "#lib/db/generated/client";

import { createMembers } from "../../prisma/factories/members.ts";
import { type Random, seededRandom } from "../../prisma/factories/random.ts";
import { createCategory, createTorrents } from "../../prisma/factories/torrents.ts";
import type { Endpoint } from "./announce.ts";
import { SimulatedClient } from "./client.ts";
import type { Fence } from "./fence.ts";

/** A client with the snatch that it should be credited in. */
interface Actor {
  readonly memberId: number;
  readonly torrentId: number;
  readonly client: SimulatedClient;
}

/** A place in a swarm that is held by the beacon's member and never moves a byte. */
interface Taker {
  readonly memberId: number;
  readonly torrentId: number;
  readonly sizeBytes: number;
  readonly endpoint: Endpoint;
}

export interface World {
  readonly database: PrismaClient;
  readonly actors: readonly Actor[];
  readonly beacon: Endpoint;
  /** Where somebody downloads all the time, so that every upload of the others can be true. */
  readonly takers: readonly Taker[];
  readonly close: () => Promise<void>;
}

export interface WorldWish {
  readonly databaseUrl: string;
  readonly port: number;
  readonly clients: number;
  readonly seed: string;
  readonly fence: Fence;
}

/**
 * Members, torrents of all three versions, and clients: several of one member, also in one swarm;
 * every third is dual-stack, and hybrids are announced under both hashes.
 */
export async function makeWorld(wish: WorldWish): Promise<World> {
  const random = seededRandom(wish.seed);
  const pool = new Pool({ connectionString: wish.databaseUrl, options: "-c TimeZone=UTC" });
  // Postgres is killed in some of these tests; the next query opens a new connection.
  pool.on("error", () => undefined);
  const database = new PrismaClient({ adapter: new PrismaPg(pool) });
  const members = await createMembers(
    database,
    Array(Math.ceil(wish.clients / 3)).fill({}),
    random,
  );
  const category = await createCategory(database, {}, random);
  const versions = ["v1", "hybrid", "v2"] as const;
  const torrents = await createTorrents(
    database,
    Array.from({ length: 24 }, (_, at) => ({
      categoryId: category.id,
      uploaderId: null,
      version: versions[at % 3] ?? "v1",
    })),
    random,
  );
  const [beaconMember, ...others] = members;
  const [beaconTorrent] = torrents;
  if (!beaconMember || !beaconTorrent) throw new Error("A world needs members and torrents");
  const actors = Array.from({ length: wish.clients }, () => {
    const member = random.pick(others);
    const torrent = random.pick(torrents);
    const client = new SimulatedClient({
      random: seededRandom(random.hex(16)),
      sizeBytes: Number(torrent.sizeBytes),
      endpoints: endpointsOf(random, torrent, { port: wish.port, passkey: member.passkey }),
      fence: wish.fence,
    });
    return { memberId: member.id, torrentId: torrent.id, client };
  });
  const beacon = { port: wish.port, passkey: beaconMember.passkey, address: "192.0.2.1" };
  return {
    database,
    actors,
    beacon: { ...beacon, infoHash: hashesOf(beaconTorrent)[0] ?? Buffer.alloc(20) },
    takers: torrents.map((torrent) => ({
      memberId: beaconMember.id,
      torrentId: torrent.id,
      sizeBytes: Number(torrent.sizeBytes),
      endpoint: { ...beacon, infoHash: hashesOf(torrent)[0] ?? Buffer.alloc(20) },
    })),
    close: async () => {
      await database.$disconnect();
      await pool.end();
    },
  };
}

interface Hashes {
  infoHashV1: Uint8Array | null;
  infoHashV2: Uint8Array | null;
}

function endpointsOf(
  random: Random,
  torrent: Hashes,
  place: { port: number; passkey: string },
): Endpoint[] {
  const host = random.integer(1, 254);
  const addresses = [`203.0.113.${host}`];
  if (random.chance(0.35)) addresses.push(`2001:db8::${random.hex(4)}`);
  return hashesOf(torrent).flatMap((infoHash) =>
    addresses.map((address) => ({ ...place, infoHash, address })),
  );
}

/** What clients announce: SHA-1, and SHA-256 cut to 20 bytes (BEP 52). */
function hashesOf({ infoHashV1, infoHashV2 }: Hashes): Uint8Array[] {
  return [infoHashV1, infoHashV2?.subarray(0, 20)].filter((hash) => hash instanceof Uint8Array);
}
