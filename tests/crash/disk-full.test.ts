import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";

import pg from "pg";
import { expect, test } from "vitest";

import { startPostgres } from "../../scripts/embedded-postgres.mjs";
import { createTestDatabase } from "../support/postgres.ts";
import { expectExactCredit } from "./run.ts";
import { mountSmallDisk, whatForbidsSmallDisks } from "./small-disk.ts";

const times = 3;

const obstacle = whatForbidsSmallDisks();
if (obstacle !== undefined) console.log(`No disk is filled: ${obstacle}.`);

test.skipIf(obstacle !== undefined)(
  "a full disk delays credit, says so, and costs and doubles nothing",
  async () => {
    const directory = path.resolve(import.meta.dirname, "../../.data/crash-postgres-full");
    const server = await startPostgres({ directory });
    process.env["TEST_POSTGRES_URL"] = server.adminUrl;
    const disk = mountSmallDisk({
      at: `${directory}-disk`,
      megabytes: 96,
      ownerOf: path.join(await dataFolder(server.adminUrl), "PG_VERSION"),
    });
    const database = await createTestDatabase();
    try {
      await moveTo(disk.folder, { adminUrl: server.adminUrl, databaseUrl: database.url });
      await expectExactCredit({
        clients: 200,
        seed: "disk full",
        databaseUrl: database.url,
        disasters: async ({ site, untilAnswered, untilSaid, expectAnswers }) => {
          const { pid } = site;
          for (let filled = 1; filled <= times; filled++) {
            await untilAnswered(500);
            disk.fill();
            const waits = "Ledger: a batch waits, nothing is lost[^]*?No space left on device";
            await untilSaid(new RegExp(`(${waits}[^]*){${filled}}`));
            await expectAnswers();
            disk.empty();
            await untilSaid(new RegExp(`(the database answers again[^]*){${filled}}`));
          }
          expect(site.pid, "the tracker outlives a full disk").toBe(pid);
          process.kill(pid, 0);
        },
      });
    } finally {
      disk.empty();
      await database.drop();
      await server.stop();
      disk.unmount();
      await rm(directory, { recursive: true, force: true });
    }
    expect(existsSync(disk.folder)).toBe(false);
  },
);

async function dataFolder(adminUrl: string): Promise<string> {
  const { rows } = await withClient(adminUrl, (client) =>
    client.query<{ data_directory: string }>("SHOW data_directory"),
  );
  return rows[0]?.data_directory ?? "";
}

/** Tables and indexes go to the small disk; the log of transactions stays where there is room. */
async function moveTo(
  folder: string,
  { adminUrl, databaseUrl }: { readonly adminUrl: string; readonly databaseUrl: string },
): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await withClient(adminUrl, async (client) => {
    await client.query(`CREATE TABLESPACE small LOCATION '${folder}'`);
    await client.query(`ALTER DATABASE ${name} SET TABLESPACE small`);
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
