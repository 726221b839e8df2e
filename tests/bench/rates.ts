import { auditLedger, fillRegistry, postgresSeconds, type Audit } from "./ledger.ts";
import type { LoadSize } from "./load.ts";
import { Player } from "./player.ts";
import { cpuOf } from "./processes.ts";
import { type Claim, type Section, table } from "./section.ts";
import { cores, say, type Stage } from "./stage.ts";
import { figure, median, ratios, spread } from "./statistics.ts";
import {
  startBittorrentTracker,
  startOpentracker,
  startResponder,
  startSwarmkeep,
  type Target,
} from "./targets.ts";

const size: LoadSize = { torrents: 10_000, peers: 50_000, members: 5_000 };
const modes = ["keep-alive", "close"] as const;
type Mode = (typeof modes)[number];

/** One target in one round. */
interface Measurement {
  readonly target: string;
  readonly mode: Mode;
  readonly perSecond: number;
  /** Microseconds of processor time an announce. */
  readonly mainUs: number;
  readonly allUs: number;
  readonly postgresUs: number;
  readonly bytes: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Share of the time that the serving thread was kept from its core by somebody else. */
  readonly waited: number;
  /** Share of a core that the load generator used. */
  readonly busy: number;
}

/** Announces a second beside trackers without accounting, and whether every byte was credited. */
export async function measureRates(stage: Stage, rounds: number): Promise<Section> {
  const seconds = stage.isQuick ? 2 : 4;
  const player = await Player.start(stage, size);
  const databaseUrl = await stage.newDatabase();
  await fillRegistry(databaseUrl, player.load);
  const { targets, absent } = await startTargets(stage, databaseUrl, player);
  for (const target of targets) await player.fill(target);
  const measurements: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      for (const target of targets) {
        if (round === 0 || !stage.isQuick) await player.check(target, mode === "keep-alive");
        const measured = await measureOne({ player, target, mode, seconds, databaseUrl });
        measurements.push(measured);
      }
    }
    say(`rates: round ${round + 1} of ${rounds}`);
  }
  const swarmkeep = targets.find(({ name }) => name === ours);
  if (swarmkeep === undefined) throw new Error("Our own server is missing");
  const audit = await auditLedger(databaseUrl, await player.finish(swarmkeep));
  return {
    title: "Announces per second, every one accounted and committed",
    setup: [
      `${figure(size.torrents)} torrents, ${figure(size.peers)} peers, numwant 50, 64 connections, no pipelining; ` +
        `${rounds} interleaved rounds of ${seconds} s; load by ${player.name}`,
      cores === null
        ? "No core of their own: taskset or a second core is missing"
        : `Serving threads on core ${cores.server}, the load generator on core ${cores.generator}; ` +
          "PostgreSQL and threads beside the serving one are free",
      ...targets.map(({ name, note }) => `${name}: ${note}`),
      ...absent.map((line) => `Not measured: ${line}`),
    ],
    lines: [
      ...modes.flatMap((mode) => modeTable(measurements, targets, mode)),
      ...costLines(measurements),
      auditLine(audit),
    ],
    claims: claimsOf(measurements),
    figures: { measurements, audit: { ...audit, credited: String(audit.credited) } },
    isLedgerWrong: audit.wrong > 0,
  };
}

const ours = "swarmkeep";

async function startTargets(
  stage: Stage,
  databaseUrl: string,
  { load }: Player,
): Promise<{ targets: Target[]; absent: string[] }> {
  const starts = {
    [ours]: () => startSwarmkeep({ databaseUrl }),
    "bittorrent-tracker": startBittorrentTracker,
    opentracker: () => startOpentracker(load.infoHashes),
    "fixed reply": startResponder,
  };
  const targets: Target[] = [];
  const absent: string[] = [];
  for (const [name, start] of Object.entries(starts)) {
    const target = await start();
    if (typeof target === "string") absent.push(`${name}: ${target}`);
    else targets.push(await stage.adopt(target));
  }
  return { targets, absent };
}

async function measureOne(one: {
  player: Player;
  target: Target;
  mode: Mode;
  seconds: number;
  databaseUrl: string;
}): Promise<Measurement> {
  const { player, target, mode, seconds, databaseUrl } = one;
  const keepAlive = mode === "keep-alive";
  const databaseBefore = await postgresSeconds(databaseUrl);
  const before = cpuOf(target.pid);
  const result = await player.measure(target, { keepAlive, seconds });
  const after = cpuOf(target.pid);
  const database = (await postgresSeconds(databaseUrl)) - databaseBefore;
  const each = (cpuSeconds: number) => (cpuSeconds / result.replies) * 1e6;
  return {
    target: target.name,
    mode,
    perSecond: result.replies / result.seconds,
    mainUs: each(after.main - before.main),
    allUs: each(after.all - before.all),
    postgresUs: target.name === ours ? each(database) : 0,
    bytes: result.bytes / result.replies,
    medianMs: result.medianMs,
    p99Ms: result.p99Ms,
    waited: (after.waited - before.waited) / result.seconds,
    busy: result.busy,
  };
}

function modeTable(
  measurements: readonly Measurement[],
  targets: readonly Target[],
  mode: Mode,
): string[] {
  const head = ["announces/s", "main µs", "process µs", "PostgreSQL µs", "bytes", "median ms"];
  const rows = targets.map(({ name }) => {
    const middle = (value: (one: Measurement) => number, digits: number) =>
      figure(median(valuesOf(measurements, { name, mode }, value)), digits);
    return [
      name,
      spread(valuesOf(measurements, { name, mode }, (one) => one.perSecond)),
      middle((one) => one.mainUs, 1),
      middle((one) => one.allUs, 1),
      name === ours ? middle((one) => one.postgresUs, 1) : "–",
      middle((one) => one.bytes, 0),
      middle((one) => one.medianMs, 2),
      middle((one) => one.p99Ms, 2),
      `${middle((one) => one.waited * 100, 0)} %`,
      `${middle((one) => one.busy * 100, 0)} %`,
    ];
  });
  return [...table([[mode, ...head, "p99 ms", "kept waiting", "generator"], ...rows]), ""];
}

/** What a busy machine does not change. */
function costLines(measurements: readonly Measurement[]): string[] {
  const costs = (name: string, mode: Mode) =>
    valuesOf(measurements, { name, mode }, (one) => one.mainUs);
  return ["opentracker", "bittorrent-tracker"].flatMap((name) =>
    modes.map((mode) => {
      const values = ratios(costs(ours, mode), costs(name, mode));
      return `Processor time of the serving thread, ${ours} / ${name}, ${mode}: ${spread(values, 2)}`;
    }),
  );
}

function claimsOf(measurements: readonly Measurement[]): Claim[] {
  const rates = (name: string, mode: Mode) =>
    valuesOf(measurements, { name, mode }, (one) => one.perSecond);
  const wanted = { "keep-alive": 1.4, close: 0.45 };
  const claims = modes.map((mode): Claim => {
    const values = ratios(rates(ours, mode), rates("opentracker", mode));
    return {
      text: `${mode}: at least ${wanted[mode]} × opentracker (which closes every connection)`,
      figure: `${spread(values, 2)} ×`,
      isMet: median(values) >= wanted[mode],
    };
  });
  const beside = modes.map((mode): Claim => {
    const values = ratios(rates(ours, mode), rates("bittorrent-tracker", mode));
    return {
      text: `${mode}: faster than bittorrent-tracker`,
      figure: `${spread(values, 2)} ×`,
      isMet: median(values) > 1,
    };
  });
  return [...claims, ...beside];
}

function valuesOf(
  measurements: readonly Measurement[],
  { name, mode }: { name: string; mode: Mode },
  value: (one: Measurement) => number,
): number[] {
  return measurements.filter((one) => one.target === name && one.mode === mode).map(value);
}

export function auditLine(audit: Audit): string {
  const outcome =
    audit.wrong === 0
      ? `every member's total is what their peers reported, ${figure(Number(audit.credited))} bytes in all`
      : `WRONG for ${audit.wrong} members`;
  return (
    `Ledger: ${outcome}; ${audit.batches} transactions, ` +
    `all committed ${audit.drainedAfterSeconds.toFixed(1)} s after the last announce`
  );
}
