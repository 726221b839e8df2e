import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";

import { PrismaClient } from "#lib/db/generated/client";

import { createMembers } from "../../prisma/factories/members.ts";
import { seededRandom } from "../../prisma/factories/random.ts";
import { createCategory, createTorrents } from "../../prisma/factories/torrents.ts";

/** Whom the fuzzer speaks for, and about what. */
export interface FuzzWorld {
  readonly database: PrismaClient;
  readonly passkeys: readonly string[];
  /** Of torrents of all versions: v1, and v2 cut to 20 bytes. */
  readonly infoHashes: readonly Buffer[];
  /** Two members and a torrent that nobody else touches. */
  readonly honest: {
    readonly seeder: { readonly id: number; readonly passkey: string };
    readonly leecher: { readonly id: number; readonly passkey: string };
    readonly infoHash: Buffer;
    readonly sizeBytes: number;
  };
  readonly close: () => Promise<void>;
}

export async function makeFuzzWorld(databaseUrl: string, seed: number): Promise<FuzzWorld> {
  const random = seededRandom(seed);
  const pool = new Pool({ connectionString: databaseUrl, options: "-c TimeZone=UTC" });
  const database = new PrismaClient({ adapter: new PrismaPg(pool) });
  const none = { uploaded: 0n, downloaded: 0n };
  const banned = { ...none, bannedAt: new Date(), banReason: "Fuzzing" };
  const members = await createMembers(
    database,
    Array.from({ length: 22 }, (_, at) => (at === 21 ? banned : none)),
    random,
  );
  const category = await createCategory(database, {}, random);
  const versions = ["v1", "hybrid", "v2"] as const;
  const torrents = await createTorrents(
    database,
    Array.from({ length: 21 }, (_, at) => ({
      categoryId: category.id,
      uploaderId: null,
      version: versions[at % 3] ?? "v1",
      ...(at === 20 && { deletedAt: new Date(), deleteReason: "Fuzzing" }),
    })),
    random,
  );
  const [seeder, leecher, ...others] = members;
  const [torrent, ...rest] = torrents;
  if (!seeder || !leecher || !torrent?.infoHashV1) throw new Error("A world needs members");
  return {
    database,
    passkeys: others.map(({ passkey }) => passkey),
    infoHashes: rest.flatMap(({ infoHashV1, infoHashV2 }) =>
      [infoHashV1, infoHashV2?.subarray(0, 20)]
        .filter((hash) => !!hash)
        .map((hash) => Buffer.from(hash)),
    ),
    honest: {
      seeder,
      leecher,
      infoHash: Buffer.from(torrent.infoHashV1),
      sizeBytes: Number(torrent.sizeBytes),
    },
    close: async () => {
      await database.$disconnect();
      await pool.end();
    },
  };
}
