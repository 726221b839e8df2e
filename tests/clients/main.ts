/**
 * Torrents travel between real clients that learn of each other through our tracker alone, and
 * every member is credited with what their client reported. `npm run test:clients` runs it;
 * `npm test clients -- restarted --verbose` runs the scenarios with a word in their name.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { startTestPostgres } from "../support/postgres.ts";
import type { Driver } from "./drivers/driver.ts";
import { installNpmClients } from "./drivers/npm-clients.ts";
import { Report, type Scenario } from "./report.ts";
import { alone, drivers, placeCount, sideBySide } from "./scenarios.ts";
import { Stage } from "./stage.ts";
import { buildNetwork, holdNetwork, tearDownNetwork, whatForbidsNetworks } from "./topology.ts";

const folderPrefix = "swarmkeep-clients-";
const args = process.argv.slice(2);
const isVerbose = args.includes("--verbose");
const words = args.filter((argument) => !argument.startsWith("--"));
const isCi = Boolean(process.env["CI"]);

const obstacle = whatIsMissing();
if (obstacle === undefined) await main();
else giveUp(obstacle);

async function main(): Promise<void> {
  const lock = await holdNetwork();
  dropOldFolders();
  const folder = mkdtempSync(path.join(tmpdir(), folderPrefix));
  process.once("exit", () => {
    tearDownNetwork();
    rmSync(folder, { recursive: true, force: true });
  });
  console.log(drivers.map(versionOf).join(", "));
  const report = new Report({ isVerbose });
  const stopPostgres = await startTestPostgres();
  let stage: Stage | undefined;
  const close = async () => {
    await stage?.close();
    await stopPostgres();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A second signal does not wait.
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      void close().finally(() => process.exit(1));
    });
  }
  try {
    buildNetwork(placeCount);
    stage = await Stage.open(folder);
    await report.together(sideBySide(stage).filter(isWanted));
    for (const scenario of alone(stage).filter(isWanted)) await report.run(scenario);
    if (report.failed > 0) console.log(`The server's own words: ${stage.serverOutput}`);
  } catch (error) {
    report.failed += 1;
    console.error(error);
  }
  await close();
  lock.close();
  console.log(`${report.passed} passed, ${report.failed} failed`);
  process.exit(report.failed === 0 ? 0 : 1);
}

function isWanted({ name }: Scenario): boolean {
  return words.every((word) => name.includes(word));
}

function whatIsMissing(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    return "network namespaces need Linux and root";
  }
  const npmTrouble = installNpmClients();
  if (npmTrouble) return `npm did not install its clients (${npmTrouble})`;
  const missing = [["ip", "-Version"] as const, ...drivers.map((each) => each.versionCommand)]
    .filter(([program, ...args]) => spawnSync(program, args).status !== 0)
    .map((command) => command.join(" "));
  if (missing.length === 0) return whatForbidsNetworks();
  return (
    `these do not run: ${missing.join("; ")}. On Debian: apt-get install iproute2 ` +
    "transmission-daemon transmission-cli aria2 qbittorrent-nox python3-libtorrent deluged rtorrent"
  );
}

function versionOf({ versionCommand: [program, ...args] }: Driver): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return (stdout || stderr).split("\n")[0] ?? "";
}

/** On a developer's machine the clients may be absent; in CI that would hide a failure. */
function giveUp(reason: string): void {
  console.log(`${isCi ? "Cannot run" : "Skipped"}: ${reason}.`);
  console.log(isCi ? "0 passed, 1 failed" : "0 passed, 0 failed, 1 skipped");
  process.exitCode = isCi ? 1 : 0;
}

/** Left by runs that were killed. */
function dropOldFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue;
    rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}
