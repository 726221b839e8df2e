import { randomBytes } from "node:crypto";

import { closeDatabase, prisma } from "#lib/db/client";
import { hashPassword } from "#lib/members/passwords";

import { fillSite } from "./demo/fill.ts";
import { visitors } from "./demo/people.ts";
import { seededRandom } from "./factories/random.ts";

/**
 * `npm run demo`: fills a site that has no torrents yet. The same community every time, but for
 * the password, which is printed once and never stored.
 */
async function main(): Promise<void> {
  if ((await prisma.torrent.count()) > 0) {
    say("The site has torrents already: no demo data added.");
    return;
  }
  const started = performance.now();
  const password = (randomBytes(8).toString("hex").match(/.{4}/g) ?? []).join("-");
  const passwordHash = await hashPassword(password);
  const { members, counts } = await prisma.$transaction(
    (tx) =>
      fillSite(tx, {
        random: seededRandom("swarmkeep"),
        now: new Date(),
        passwordHash,
        members: 200,
        torrents: 2000,
      }),
    { maxWait: 10_000, timeout: 600_000 },
  );
  // Fresh statistics: the first pages are planned as well as later ones.
  await prisma.$executeRaw`ANALYZE`;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const made = Object.entries(counts).map(
    ([what, count]) => `${count.toLocaleString("en")} ${what}`,
  );
  say(`Demo data: ${made.join(", ")} in ${seconds} s.`);
  say(`Sign in as ${signIns(members)}.`);
  say(`Their password, shown this once: ${password}`);
}

function signIns(members: readonly { name: string; role: string }[]): string {
  return members
    .slice(0, visitors.length)
    .map(({ name, role }) => `${name} (${role})`)
    .join(", ");
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main();
} finally {
  await prisma.$disconnect();
  await closeDatabase();
}
