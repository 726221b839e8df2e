import { auditLedger, fillRegistry } from "./ledger.ts";
import type { LoadSize } from "./load.ts";
import { Player } from "./player.ts";
import { cpuOf } from "./processes.ts";
import { auditLine } from "./rates.ts";
import { type Section, table } from "./section.ts";
import { say, type Stage } from "./stage.ts";
import { figure, median, ratios, spread } from "./statistics.ts";
import { startSwarmkeep, type Target } from "./targets.ts";

const peers = 100_000;
const smallSwarm = 10;
const atMost = 1.1;
/** As many as a swarm of ten has to offer: the replies are of one size. */
const common = { peers, members: peers, numWant: smallSwarm - 1, hasNoSeeders: true };
const shapes: readonly { readonly name: string; readonly size: LoadSize }[] = [
  {
    name: `${figure(peers / smallSwarm)} swarms of ${smallSwarm} peers`,
    size: { ...common, torrents: peers / smallSwarm, swarmPeers: smallSwarm, seed: "small" },
  },
  {
    name: `one swarm of ${figure(peers)} peers`,
    size: { ...common, torrents: 1, swarmPeers: peers, seed: "large" },
  },
];

interface Measurement {
  readonly perSecond: number;
  /** Microseconds of the serving thread an announce. */
  readonly mainUs: number;
  readonly bytes: number;
}

/**
 * The cost of one and the same announce in small swarms and in a large one. One process carries
 * both, with as many peers in either: only the swarms' size differs.
 */
export async function measureSwarmSize(stage: Stage, rounds: number): Promise<Section> {
  const seconds = stage.isQuick ? 2 : 4;
  const players: Player[] = [];
  for (const { size } of shapes) players.push(await Player.start(stage, size));
  const databaseUrl = await stage.newDatabase();
  await fillRegistry(databaseUrl, {
    passkeys: players[0]?.load.passkeys ?? [],
    infoHashes: players.flatMap(({ load }) => load.infoHashes),
  });
  const target = await stage.adopt(await startSwarmkeep({ databaseUrl }));
  for (const player of players) {
    await player.fill(target);
    await player.check(target, true);
  }
  const found = shapes.map((): Measurement[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, player] of players.entries()) {
      found[at]?.push(await measureOne(player, target, seconds));
    }
    say(`size: round ${round + 1} of ${rounds}`);
  }
  const totals: number[] = [];
  for (const player of players) {
    const credited = await player.finish(target);
    credited.forEach((total, member) => (totals[member] = (totals[member] ?? 0) + total));
  }
  const audit = await auditLedger(databaseUrl, totals);
  const [small = [], large = []] = found;
  const costs = ratios(
    large.map(({ mainUs }) => mainUs),
    small.map(({ mainUs }) => mainUs),
  );
  return {
    title: "Cost by swarm size",
    setup: [
      `${figure(2 * peers)} peers in one tracker, all leechers, numwant ${common.numWant}, keep-alive; ` +
        `every peer announces in turn; ${rounds} interleaved rounds of ${seconds} s`,
    ],
    lines: [
      ...table([
        ["", "announces/s", "main µs", "bytes"],
        ...shapes.map(({ name }, at) => rowOf(name, found[at] ?? [])),
      ]),
      auditLine(audit),
    ],
    claims: [
      {
        text: `an announce costs the same within 10% at ${smallSwarm} and at ${figure(peers)} peers in a swarm`,
        figure: `${spread(costs, 2)} × the serving thread's time`,
        isMet: median(costs) <= atMost,
      },
    ],
    figures: { small, large, audit: { ...audit, credited: String(audit.credited) } },
    isLedgerWrong: audit.wrong > 0,
  };
}

async function measureOne(player: Player, target: Target, seconds: number): Promise<Measurement> {
  const before = cpuOf(target.pid);
  const { replies, bytes, ...result } = await player.measure(target, { keepAlive: true, seconds });
  const mainSeconds = cpuOf(target.pid).main - before.main;
  return {
    perSecond: replies / result.seconds,
    mainUs: (mainSeconds / replies) * 1e6,
    bytes: bytes / replies,
  };
}

function rowOf(name: string, found: readonly Measurement[]): string[] {
  return [
    name,
    spread(found.map(({ perSecond }) => perSecond)),
    spread(
      found.map(({ mainUs }) => mainUs),
      1,
    ),
    figure(median(found.map(({ bytes }) => bytes))),
  ];
}
