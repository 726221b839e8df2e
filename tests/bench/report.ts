export type Mode = "keep-alive" | "close";

/** One target in one round. */
export interface Measurement {
  readonly round: number;
  readonly target: string;
  readonly mode: Mode;
  readonly perSecond: number;
  /** Share of a core that the load generator used. */
  readonly generatorBusy: number;
  /** Processor time of the tracker's process for one announce. */
  readonly cpuMicroseconds: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

export interface Report {
  readonly machine: string;
  readonly load: string;
  readonly pinning: string;
  readonly targets: readonly { readonly name: string; readonly note: string }[];
  readonly absent: readonly string[];
  readonly measurements: readonly Measurement[];
  /** Bytes a peer, by target. */
  readonly memory: Readonly<Record<string, number>>;
  readonly audit: {
    readonly wrong: number;
    readonly credited: string;
    readonly batches: number;
    readonly drainedAfterSeconds: number;
  };
}

const ours = "swarmkeep";
const ceiling = "fixed reply";

/** The whole report for people. */
export function reportText(report: Report): string {
  return [
    report.machine,
    report.load,
    `Pinned: ${report.pinning}`,
    "",
    ...modeTables(report),
    ...ratioLines(report),
    ...memoryLines(report),
    auditLine(report),
    ...report.absent.map((line) => `Not measured: ${line}`),
    "",
  ].join("\n");
}

function modeTables(report: Report): string[] {
  return (["keep-alive", "close"] as const).flatMap((mode) => [
    row([mode, "announces/s", "spread", "CPU µs", "median ms", "p99 ms", "generator"]),
    ...report.targets.map(({ name }) => {
      const of = (value: (one: Measurement) => number) => valuesOf(report, { name, mode }, value);
      const rates = of((one) => one.perSecond);
      return row([
        name,
        Math.round(median(rates)).toLocaleString("en"),
        `${Math.round(Math.min(...rates)).toLocaleString("en")}–${Math.round(Math.max(...rates)).toLocaleString("en")}`,
        median(of((one) => one.cpuMicroseconds)).toFixed(1),
        median(of((one) => one.medianMs)).toFixed(2),
        median(of((one) => one.p99Ms)).toFixed(2),
        `${Math.round(median(of((one) => one.generatorBusy)) * 100)} %`,
      ]);
    }),
    "",
  ]);
}

/** Rounds are interleaved, so that each ratio compares neighbours in time. */
function ratioLines(report: Report): string[] {
  const others = report.targets.filter(({ name }) => name !== ours);
  const lines = (["keep-alive", "close"] as const).flatMap((mode) => {
    return others.map(({ name, note }) => {
      const what = name === ceiling ? note : name;
      const rate = ratioOf(report, { name, mode }, (one) => one.perSecond);
      const cost = ratioOf(report, { name, mode }, (one) => one.cpuMicroseconds);
      return `${ours} / ${what}, ${mode}: announces ${rate}, processor time ${cost}`;
    });
  });
  return [...lines, ""];
}

function ratioOf(
  report: Report,
  { name, mode }: { name: string; mode: Mode },
  value: (one: Measurement) => number,
): string {
  const theirs = valuesOf(report, { name, mode }, value);
  const ratios = valuesOf(report, { name: ours, mode }, value).map(
    (own, round) => own / (theirs[round] ?? NaN),
  );
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${median(ratios).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

function memoryLines({ memory, targets }: Report): string[] {
  return targets
    .filter(({ name }) => name !== ceiling)
    .map(({ name }) => `Memory a peer, ${name}: ${Math.round(memory[name] ?? 0)} bytes`);
}

function auditLine({ audit }: Report): string {
  const outcome =
    audit.wrong === 0
      ? `every member's total is what their peers reported, ${BigInt(audit.credited).toLocaleString("en")} bytes in all`
      : `WRONG for ${audit.wrong} members`;
  return (
    `Ledger: ${outcome}; ${audit.batches} transactions, ` +
    `all committed ${audit.drainedAfterSeconds.toFixed(1)} s after the last announce`
  );
}

function valuesOf(
  { measurements }: Report,
  { name, mode }: { name: string; mode: Mode },
  value: (one: Measurement) => number,
): number[] {
  return measurements.filter((one) => one.target === name && one.mode === mode).map(value);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function row([first = "", ...rest]: string[]): string {
  return first.padEnd(20) + rest.map((cell) => cell.padStart(16)).join("");
}
