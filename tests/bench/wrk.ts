import { spawn, spawnSync } from "node:child_process";
import path from "node:path";

import type { RunResult } from "./generator.ts";
import { stepBytes } from "./load.ts";

/** A run of wrk over the announces of one file. */
export interface WrkRun {
  readonly port: number;
  /** Requests up to their total, a line each. */
  readonly file: string;
  readonly keepAlive: boolean;
  readonly connections: number;
  readonly position: number;
  readonly seconds: number;
  /** Look into every reply; the rate means nothing then. */
  readonly isReading: boolean;
  /** The tracker closes its connections unsaid: wrk's next request there ends in a read error. */
  readonly hangsUp: boolean;
  readonly core: number | undefined;
}

export function hasWrk(): boolean {
  return spawnSync("wrk", ["--version"]).error === undefined;
}

/** @throws Error when a reply that was read is a refusal */
export async function runWrk(run: WrkRun): Promise<RunResult> {
  const output = await outputOf(run);
  const line = /^\{.*\}$/m.exec(output)?.[0];
  if (line === undefined) throw new Error(`wrk gave no result:\n${output}`);
  const result = JSON.parse(line) as WrkResult;
  if (result.refused > 0) {
    throw new Error(`${result.refused} announces were refused, the first by: ${result.reason}`);
  }
  const seconds = result.microseconds / 1e6;
  return {
    replies: result.replies,
    failures: result.failures + (run.hangsUp ? 0 : result.hungUp),
    bytes: result.bytes,
    nextPosition: result.nextPosition,
    seconds,
    busy: result.cpuSeconds / seconds,
    medianMs: result.medianUs / 1000,
    p99Ms: result.p99Us / 1000,
  };
}

/** The line that wrk.lua writes at the end. */
interface WrkResult {
  readonly replies: number;
  readonly microseconds: number;
  readonly bytes: number;
  readonly nextPosition: number;
  /** Connections that the other side closed while a request waited for its reply. */
  readonly hungUp: number;
  readonly failures: number;
  readonly cpuSeconds: number;
  readonly medianUs: number;
  readonly p99Us: number;
  readonly refused: number;
  readonly reason: string;
}

async function outputOf(run: WrkRun): Promise<string> {
  const { file, position } = run;
  const connection = run.keepAlive ? "keep-alive" : "close";
  const pinned = run.core === undefined ? [] : ["taskset", "--cpu-list", String(run.core)];
  const [program = "", ...args] = [
    ...pinned,
    "wrk",
    ...["--threads", "1", "--connections", String(run.connections), "--timeout", "10s"],
    ...["--duration", `${run.seconds}s`, "--script", path.join(import.meta.dirname, "wrk.lua")],
    ...[`http://127.0.0.1:${run.port}`, "--", file, connection, String(position)],
    ...[String(stepBytes), run.isReading ? "read" : "count"],
  ];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return output;
}
