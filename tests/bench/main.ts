// Measures announces per second: ours with its accounting, beside trackers without any.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { startPostgres } from "../../scripts/embedded-postgres.mjs";
import { createTestDatabase } from "../support/postgres.ts";
import type { GeneratorRequest, RunRequest, RunResult } from "./generator.ts";
import { auditLedger, fillRegistry } from "./ledger.ts";
import { type LoadSize, makeLoad } from "./load.ts";
import { canPin, cpuSeconds, end, pin, residentBytes } from "./processes.ts";
import { type Measurement, type Mode, type Report, reportText } from "./report.ts";
import {
  startBittorrentTracker,
  startOpentracker,
  startResponder,
  startSwarmkeep,
  type Target,
} from "./targets.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    json: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const isQuick = options.quick;
const rounds = Number(options.rounds ?? (isQuick ? 3 : 7));
const roundSeconds = isQuick ? 2 : 4;
const connections = 64;
const size: LoadSize = { torrents: 10_000, peers: 50_000, members: 5_000 };
const modes: readonly Mode[] = ["keep-alive", "close"];
/** Memory is measured over the peers after the first ones, so that warming up is not counted. */
const firstPeers = size.peers / 10;

const serverCore = 0;
const generatorCore = cpus().length - 1;
const isPinned = canPin() && cpus().length > 1;
/** Above 0.5 or so, somebody else works on the machine: trust the ratios, not the rates. */
const loadBefore = loadavg();
const absent: string[] = [];
const stops: (() => Promise<unknown>)[] = [];

try {
  const report = await measure();
  const text = options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report);
  if (options.out) writeFileSync(options.out, text);
  else process.stdout.write(text);
  if (report.audit.wrong > 0) process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}

async function measure(): Promise<Report> {
  const databaseUrl = await prepareDatabase();
  const targets = await startTargets(databaseUrl);
  const generator = startGenerator();
  await generator.ask({ kind: "load", size });
  const memory: Record<string, number> = {};
  for (const target of targets) memory[target.name] = await fill(generator, target);
  const measurements: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      for (const target of targets) {
        measurements.push({ round, ...(await measureOne(generator, target, mode)) });
      }
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  const expected = await generator.ask<number[]>({ kind: "totals", target: "swarmkeep" });
  const audit = await auditLedger(databaseUrl, expected);
  return {
    machine:
      `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.version}, ` +
      `load average before: ${(loadBefore[0] ?? 0).toFixed(2)}`,
    load:
      `${size.torrents} torrents, ${size.peers} peers, numwant 50, ${connections} connections, ` +
      `no pipelining; ${rounds} rounds of ${roundSeconds} s`,
    pinning: isPinned
      ? `trackers on core ${serverCore}, load generator on core ${generatorCore}, PostgreSQL free`
      : "none: taskset or a second core is missing",
    targets: targets.map(({ name, note }) => ({ name, note })),
    absent,
    measurements,
    memory,
    audit: { ...audit, credited: audit.credited.toString() },
  };
}

/** PostgreSQL as in production: nothing that trades safety for speed. */
async function prepareDatabase(): Promise<string> {
  if (!process.env["TEST_POSTGRES_URL"]) {
    const directory = path.resolve(import.meta.dirname, "../../.data/bench-postgres");
    const server = await startPostgres({ directory });
    stops.push(() => server.stop());
    process.env["TEST_POSTGRES_URL"] = server.adminUrl;
  }
  const database = await createTestDatabase();
  stops.push(() => database.drop());
  await fillRegistry(database.url, makeLoad(size));
  return database.url;
}

async function startTargets(databaseUrl: string): Promise<Target[]> {
  const starts = {
    swarmkeep: () => startSwarmkeep(databaseUrl),
    "bittorrent-tracker": startBittorrentTracker,
    opentracker: () => startOpentracker(makeLoad(size).infoHashes),
    "fixed reply": startResponder,
  };
  const targets: Target[] = [];
  for (const [name, start] of Object.entries(starts)) {
    const target = await start();
    if (typeof target === "string") {
      absent.push(`${name}: ${target}`);
      continue;
    }
    stops.push(() => target.stop());
    if (isPinned) pin(target.pid, serverCore);
    targets.push(target);
  }
  return targets;
}

interface Generator {
  readonly ask: <T = unknown>(request: GeneratorRequest) => Promise<T>;
}

function startGenerator(): Generator {
  const script = path.join(import.meta.dirname, "generator.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  stops.push(() => end(child));
  if (isPinned) pin(child.pid ?? 0, generatorCore);
  return {
    ask: <T>(request: GeneratorRequest) =>
      new Promise<T>((resolve, reject) => {
        child.once("message", (result) => {
          child.removeAllListeners("exit");
          resolve(result as T);
        });
        child.once("exit", () => {
          reject(new Error("The load generator left"));
        });
        child.send(request);
      }),
  };
}

/** Brings every peer into its swarm. @returns bytes of memory a peer */
async function fill(generator: Generator, target: Target): Promise<number> {
  const start = async (from: number, to: number) => {
    await run(generator, target, { keepAlive: true, started: { from, to } });
    // Until the garbage and the flushes of the start are over.
    await pause(isQuick ? 1500 : 4000);
    return residentBytes(target.pid);
  };
  const before = await start(0, firstPeers);
  const after = await start(firstPeers, size.peers);
  return (after - before) / (size.peers - firstPeers);
}

async function measureOne(
  generator: Generator,
  target: Target,
  mode: Mode,
): Promise<Omit<Measurement, "round">> {
  const cpuBefore = cpuSeconds(target.pid);
  const result = await run(generator, target, {
    keepAlive: mode === "keep-alive",
    seconds: roundSeconds,
  });
  return {
    target: target.name,
    mode,
    perSecond: result.replies / result.seconds,
    generatorBusy: result.busy,
    cpuMicroseconds: ((cpuSeconds(target.pid) - cpuBefore) / result.replies) * 1e6,
    medianMs: result.medianMs,
    p99Ms: result.p99Ms,
  };
}

async function run(
  generator: Generator,
  target: Target,
  wish: Pick<RunRequest, "keepAlive" | "started" | "seconds">,
): Promise<RunResult> {
  const { name, port, hasPasskeys } = target;
  const result = await generator.ask<RunResult>({
    kind: "run",
    target: name,
    port,
    hasPasskeys,
    connections,
    ...wish,
  });
  if (result.failures > 0) {
    throw new Error(`${name}: ${result.failures} of ${result.replies} announces failed`);
  }
  return result;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
