import { cpus } from "node:os";

import { auditLedger, fillRegistry } from "./ledger.ts";
import type { LoadSize } from "./load.ts";
import { Player } from "./player.ts";
import { childrenOf, cpuOf } from "./processes.ts";
import { auditLine } from "./rates.ts";
import { type Section, table } from "./section.ts";
import { say, type Stage } from "./stage.ts";
import { figure, median, ratios, spread } from "./statistics.ts";
import { startSwarmkeep, type Target } from "./targets.ts";

const size: LoadSize = { torrents: 10_000, peers: 50_000, members: 5_000 };
const modes = ["keep-alive", "close"] as const;
const lanes = 2;

/** One target in one round. */
interface Measurement {
  readonly lanes: number;
  readonly mode: (typeof modes)[number];
  readonly perSecond: number;
  /** Microseconds of processor time an announce, all processes together. */
  readonly allUs: number;
}

interface Runner {
  readonly lanes: number;
  readonly target: Target;
  readonly databaseUrl: string;
}

/** What processes gain that accept and parse in front of the one that knows the swarms. */
export async function measureLanes(stage: Stage, wanted: number): Promise<Section> {
  const rounds = stage.isQuick ? Math.min(wanted, 2) : wanted;
  const seconds = stage.isQuick ? 2 : 4;
  const player = await Player.start(stage, size);
  const runners: Runner[] = [];
  for (const count of [0, lanes]) {
    const databaseUrl = await stage.newDatabase();
    await fillRegistry(databaseUrl, player.load);
    const env = { LANES: String(count) };
    const target = await startSwarmkeep({ databaseUrl, env });
    stage.atEnd(() => target.stop());
    if (childrenOf(target.pid).length < count) return notThere;
    await player.fill(target);
    for (const mode of modes) await player.check(target, mode === "keep-alive");
    runners.push({ lanes: count, target, databaseUrl });
  }
  const found: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      for (const runner of runners) found.push(await measureOne(player, runner, { mode, seconds }));
    }
    say(`lanes: round ${round + 1} of ${rounds}`);
  }
  const audits = [];
  for (const { databaseUrl, target } of runners) {
    audits.push(await auditLedger(databaseUrl, await player.finish(target)));
  }
  return {
    title: "More processes behind one port",
    setup: [
      `The load of the rates on LANES=0 and LANES=${lanes}, ${cpus().length} cores for servers, load and ` +
        `PostgreSQL together; ${rounds} interleaved rounds of ${seconds} s`,
    ],
    lines: [...modes.flatMap((mode) => linesOf(found, mode)), ...audits.map(auditLine)],
    claims: [],
    figures: found,
    isLedgerWrong: audits.some(({ wrong }) => wrong > 0),
  };
}

const notThere: Section = {
  title: "More processes behind one port",
  setup: [],
  lines: [`Not measured: the server starts no processes when LANES=${lanes} is set.`],
  claims: [],
  figures: null,
};

async function measureOne(
  player: Player,
  { target, lanes: count }: Runner,
  { mode, seconds }: { mode: Measurement["mode"]; seconds: number },
): Promise<Measurement> {
  const before = cpuOf(target.pid);
  const result = await player.measure(target, { keepAlive: mode === "keep-alive", seconds });
  const used = cpuOf(target.pid).all - before.all;
  return {
    ...{ lanes: count, mode },
    perSecond: result.replies / result.seconds,
    allUs: (used / result.replies) * 1e6,
  };
}

function linesOf(found: readonly Measurement[], mode: Measurement["mode"]): string[] {
  const of = (count: number) => found.filter((one) => one.lanes === count && one.mode === mode);
  const rates = (count: number) => of(count).map(({ perSecond }) => perSecond);
  return [
    ...table([
      [mode, "announces/s", "µs, all processes"],
      ...[0, lanes].map((count) => [
        `LANES=${count}`,
        spread(rates(count)),
        figure(median(of(count).map(({ allUs }) => allUs)), 1),
      ]),
    ]),
    `LANES=${lanes} / LANES=0: ${spread(ratios(rates(lanes), rates(0)), 2)} ×`,
    "",
  ];
}
