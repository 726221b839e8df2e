// Measures what the tracker promises, and prints each promise with its figure.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";

import { measureIsolation } from "./isolation.ts";
import { measureLanes } from "./lanes.ts";
import { measureRates } from "./rates.ts";
import { type Claim, claimText, type Section, sectionText } from "./section.ts";
import { measureStarts } from "./starts.ts";
import { measureSwarmSize } from "./swarm-size.ts";
import { say, Stage } from "./stage.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    huge: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const measurements: Readonly<Record<string, Measurement>> = {
  rates: measureRates,
  size: measureSwarmSize,
  memory: measureStarts,
  start: measureStarts,
  isolation: measureIsolation,
  lanes: measureLanes,
};
const rounds = Number(options.rounds ?? (options.quick ? 3 : 7));
const wanted = options.only?.flatMap((names) => names.split(",")) ?? Object.keys(measurements);
/** Above 0.5 or so, somebody else works on the machine: trust the ratios, not the rates. */
const loadBefore = loadavg()[0] ?? 0;

const stage = new Stage({ isQuick: options.quick, isHuge: options.huge });
try {
  await stage.startPostgres();
  const sections: Section[] = [];
  for (const work of new Set(wanted.map(measurementOf))) sections.push(await measure(work));
  write(sections);
  if (sections.some(({ isLedgerWrong }) => isLedgerWrong)) process.exitCode = 1;
} finally {
  await stage.stopAll();
}

type Measurement = (stage: Stage, rounds: number) => Promise<Section>;

/** Some names stand for one measurement that finds both. */
function measurementOf(name: string): Measurement {
  const work = measurements[name];
  if (work !== undefined) return work;
  throw new Error(`--only takes ${Object.keys(measurements).join(", ")}; not ${name}`);
}

async function measure(work: Measurement): Promise<Section> {
  const before = stage.running;
  const startedAt = performance.now();
  try {
    const section = await work(stage, rounds);
    say(`${section.title}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
    return section;
  } finally {
    await stage.stopAll(before);
  }
}

function write(sections: readonly Section[]): void {
  const claims = sections.flatMap((section): readonly Claim[] => section.claims);
  const text = options.json
    ? `${JSON.stringify({ machine: machine(), sections }, null, 2)}\n`
    : [
        `${command()}\n${machine()}\n`,
        ...sections.map(sectionText),
        "== Claims",
        ...claims.map(claimText),
        "",
      ].join("\n");
  if (options.out) writeFileSync(options.out, text);
  else process.stdout.write(text);
}

function command(): string {
  const given = process.argv.slice(2).join(" ");
  return `npm run bench${given === "" ? "" : ` -- ${given}`}`;
}

function machine(): string {
  const { stdout } = spawnSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" });
  return (
    `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.version}, ` +
    `load average before: ${loadBefore.toFixed(2)}, commit ${stdout.trim()}`
  );
}
