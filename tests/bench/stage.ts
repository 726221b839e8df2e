import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";

import { startPostgres } from "../../scripts/embedded-postgres.mjs";
import { createTestDatabase } from "../support/postgres.ts";
import type { GeneratorRequest, RunRequest, RunResult } from "./generator.ts";
import type { LoadSize } from "./load.ts";
import { askOf, canPin, end, pin, pinMainThread } from "./processes.ts";
import type { Target } from "./targets.ts";

/** What the measurements share: the machine, its cores, a database server, and cleaning up. */
export class Stage {
  /** Fewer and shorter rounds; the sizes stay, because small ones would flatter. */
  readonly isQuick: boolean;
  /** Five million peers, too. */
  readonly isHuge: boolean;
  /** In it lie files that are gone when the benchmark is. */
  readonly folder = mkdtempSync(path.join(tmpdir(), "swarmkeep-bench-"));
  private readonly stops: (() => Promise<unknown>)[] = [];

  constructor({ isQuick, isHuge }: { readonly isQuick: boolean; readonly isHuge: boolean }) {
    this.isQuick = isQuick;
    this.isHuge = isHuge;
    this.atEnd(() => rm(this.folder, { recursive: true, force: true }));
  }

  /** Later ones are stopped first. */
  atEnd(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  /** Stops what was started since a moment, or all of it: a measurement leaves nothing running. */
  async stopAll(since = 0): Promise<void> {
    while (this.stops.length > since) await this.stops.pop()?.();
  }

  get running(): number {
    return this.stops.length;
  }

  /** PostgreSQL as in production: nothing that trades safety for speed. */
  async startPostgres(): Promise<void> {
    if (process.env["TEST_POSTGRES_URL"]) return;
    const directory = path.resolve(import.meta.dirname, "../../.data/bench-postgres");
    const server = await startPostgres({ directory });
    this.atEnd(() => server.stop());
    process.env["TEST_POSTGRES_URL"] = server.adminUrl;
  }

  async newDatabase(): Promise<string> {
    const database = await createTestDatabase();
    this.atEnd(() => database.drop());
    return database.url;
  }

  /** Stops it at the end, and binds the thread that serves to the servers' core. */
  async adopt(target: Target): Promise<Target> {
    this.atEnd(() => target.stop());
    if (cores !== null) pinMainThread(target.pid, cores.server);
    return Promise.resolve(target);
  }

  async startGenerator(size: LoadSize): Promise<Generator> {
    const script = path.join(import.meta.dirname, "generator.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.atEnd(() => end(child));
    if (cores !== null) pin(child.pid ?? 0, cores.generator);
    const ask = askOf(child);
    await ask({ kind: "load", size } satisfies GeneratorRequest);
    return {
      run: (request) => ask<RunResult>({ kind: "run", ...request } satisfies GeneratorRequest),
    };
  }
}

/** Plays a load from a process of its own. */
export interface Generator {
  readonly run: (request: RunRequest) => Promise<RunResult>;
}

/** Servers have the first core, load generators the last; null where they cannot be bound. */
export const cores =
  canPin() && cpus().length > 1 ? { server: 0, generator: cpus().length - 1 } : null;

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
