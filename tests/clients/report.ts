/** What one scenario found out: claims that hold or don't, in order. */
export class Claims {
  readonly lines: string[] = [];
  failed = 0;

  /** Claims that two values are the same. */
  equal(what: string, actual: unknown, expected: unknown): void {
    const holds = text(actual) === text(expected);
    this.that(what, holds, holds ? text(actual) : `${text(actual)}, not ${text(expected)}`);
  }

  /** Claims a condition. */
  that(what: string, holds: boolean, detail = ""): void {
    this.lines.push(`    ${holds ? "ok  " : "FAIL"} ${what}${detail && `: ${detail}`}`);
    if (!holds) this.failed += 1;
  }
}

export type Scenario = { name: string; run: (claims: Claims) => Promise<void> };

/** Runs scenarios and counts them. Those that fail print their claims in one piece. */
export class Report {
  passed = 0;
  failed = 0;
  private readonly isVerbose: boolean;

  constructor(options: { isVerbose: boolean }) {
    this.isVerbose = options.isVerbose;
  }

  async together(scenarios: Scenario[]): Promise<void> {
    await Promise.all(scenarios.map((scenario) => this.run(scenario)));
  }

  async run({ name, run }: Scenario): Promise<void> {
    const claims = new Claims();
    const startedAt = performance.now();
    try {
      await run(claims);
    } catch (error) {
      claims.that(withCauses(error), false);
    }
    const holds = claims.failed === 0 && claims.lines.length > 0;
    if (holds) this.passed += 1;
    else this.failed += 1;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${holds ? "✓" : "✗"} ${name} (${claims.lines.length} claims, ${seconds} s)`);
    if (!holds || this.isVerbose) console.log(claims.lines.join("\n"));
  }
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? inner.toLocaleString("en") : inner,
  ).replaceAll('"', "");
}

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message} (${withCauses(error.cause)})`;
}
