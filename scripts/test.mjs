// `npm test`: everything, or the suites that are named: unit integration e2e clients crash fuzz. What
// follows `--`, or begins with it, goes to the suite's own runner: npm test -- e2e -- accounts.spec.ts
import "./check-node.mjs";

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { ensureBuilt } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { root } from "./root.mjs";
import { explain, Steps } from "./steps.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const nothing = { passed: 0, failed: 0, skipped: 0 };

/** @type {Record<string, (rest: string[]) => Promise<Count>>} */
const suites = {
  unit: (rest) => vitest(["--project", "unit", ...rest]),
  integration: (rest) => vitest(["--project", "integration", ...rest]),
  e2e: playwright,
  clients: (rest) => counted(["--import", "tsx", "tests/clients/main.ts", ...rest]),
  crash: (rest) => vitest(["--config", "tests/crash/vitest.config.ts", ...rest]),
  fuzz: (rest) => counted(["--import", "tsx", "tests/fuzz/main.ts", ...rest]),
};

const { names, rest } = readArguments(process.argv.slice(2));
try {
  await prepare();
  let total = nothing;
  for (const name of names) {
    process.stdout.write(`\n── ${name}\n`);
    total = sum(total, await suites[name](rest));
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  // A run in which nothing was tested has not shown that anything works.
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(explain(error));
  process.stdout.write("\n0 passed, 1 failed\n");
  process.exitCode = 1;
}

function readArguments(args) {
  const end = args.findIndex((argument) => argument.startsWith("--"));
  const wanted = end === -1 ? args : args.slice(0, end);
  const unknown = wanted.find((name) => suites[name] === undefined);
  if (unknown !== undefined) {
    process.stderr.write(`There is no suite ${unknown}: ${Object.keys(suites).join(", ")}.\n`);
    process.exit(1);
  }
  return {
    names: wanted.length > 0 ? wanted : ["unit", "integration", "e2e"],
    rest: end === -1 ? [] : args.slice(args[end] === "--" ? end + 1 : end),
  };
}

async function prepare() {
  const steps = new Steps();
  await steps.run("install", async (note) => {
    if (isInstalled()) return note("up to date");
    await install();
  });
  const needed = names.every((name) => name === "unit")
    ? { generate: "client" }
    : { generate: "client", compile: "programs", build: "pages" };
  for (const [name, output] of Object.entries(needed)) {
    await steps.run(name, async (note) => {
      if (!(await ensureBuilt(output))) note("up to date");
    });
  }
}

async function vitest(args) {
  return withReport(async (report) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await node(["node_modules/vitest/vitest.mjs", "run", ...args, ...reporters]);
    const result = readJson(report);
    if (result === undefined) return { ...nothing, failed: 1 };
    const count = {
      passed: result.numPassedTests,
      failed: result.numFailedTests,
      skipped: result.numPendingTests + result.numTodoTests,
    };
    return honest(count, code);
  });
}

async function playwright(rest) {
  return withReport(async (report) => {
    const code = await node(["node_modules/@playwright/test/cli.js", "test", ...rest], {
      SWARMKEEP_TEST_REPORT: report,
    });
    const stats = readJson(report)?.stats;
    if (stats === undefined) return { ...nothing, failed: 1 };
    const count = {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    };
    return honest(count, code);
  });
}

/** A program that ends with a line `N passed, N failed`. */
async function counted(args) {
  let output = "";
  const code = await node(args, {}, (chunk) => {
    process.stdout.write(chunk);
    output = (output + chunk).slice(-10_000);
  });
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  if (line === undefined) return { ...nothing, failed: 1 };
  const [passed = 0, failed = 0, skipped = 0] = line.slice(1).map((digits) => Number(digits ?? 0));
  return honest({ passed, failed, skipped }, code);
}

/** A file that does not load, or a set-up that throws, fails without a failing test. */
function honest(count, code) {
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

function sum(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

async function withReport(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "swarmkeep-report-"));
  try {
    return await work(path.join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Runs a script to its end. Its exit code is its word; a signal counts as a failure. */
function node(args, env = {}, onOutput = undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", onOutput ? "pipe" : "inherit", "inherit"],
    });
    child.stdout?.on("data", (chunk) => onOutput?.(String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
