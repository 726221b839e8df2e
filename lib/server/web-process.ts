import { fork, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { setPriority } from "node:os";

/** Milliseconds before pages that died are started again, doubling up to the last. */
const RESTART_FIRST_MS = 500;
const RESTART_LAST_MS = 10_000;
/** Pages that ran this long were well: the next restart is quick again. */
const WELL_AFTER_MS = 30_000;
/** A page process that does not leave when asked is made to. */
const STOP_AT_MOST_MS = 5_000;
/** Of 19 that are possible: about a tenth of a core's time that both want. */
const PAGES_NICENESS = 10;

export interface WebProcessOptions {
  /** The bundled server, run again with ROLE=web. */
  readonly script: string;
  readonly socketPath: string;
  readonly log: (message: string) => void;
}

/** The process that renders the pages, kept alive: announces go on when it falls. */
export class WebProcess {
  /** Resolves when the pages are served for the first time; rejects when they end before that. */
  readonly ready: Promise<void>;
  private child: ChildProcess | undefined;
  private isStopping = false;
  private isServing = false;
  private wereServed = false;
  private delayMs = RESTART_FIRST_MS;
  private markReady: () => void = () => undefined;
  private giveUp: (reason: Error) => void = () => undefined;
  private readonly options: WebProcessOptions;

  constructor(options: WebProcessOptions) {
    this.options = options;
    this.ready = new Promise((resolve, reject) => {
      this.markReady = resolve;
      this.giveUp = reject;
    });
    this.spawn();
  }

  get isUp(): boolean {
    return this.isServing;
  }

  /** Asks the pages to finish and leave. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) =>
      child.once("exit", () => {
        resolve();
      }),
    );
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_AT_MOST_MS);
    await gone;
    clearTimeout(force);
  }

  private spawn(): void {
    const startedAt = performance.now();
    // A killed predecessor leaves its socket behind.
    rmSync(this.options.socketPath, { force: true });
    // eslint-disable-next-line no-restricted-properties -- a child gets the whole environment
    const env = { ...process.env, ROLE: "web", LISTEN_SOCKET: this.options.socketPath };
    const child = fork(this.options.script, {
      env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.child = child;
    giveWay(child);
    child.on("message", (message) => {
      if (!isReady(message)) return;
      this.isServing = true;
      this.wereServed = true;
      this.markReady();
    });
    child.on("exit", (code, signal) => {
      this.isServing = false;
      if (this.isStopping) return;
      if (!this.wereServed) {
        this.giveUp(new Error(`The pages did not start (${signal ?? code ?? "?"}).`));
        return;
      }
      if (performance.now() - startedAt > WELL_AFTER_MS) this.delayMs = RESTART_FIRST_MS;
      this.options.log(`Pages: the process ended (${signal ?? code ?? "?"}); starting it again.`);
      setTimeout(() => {
        if (!this.isStopping) this.spawn();
      }, this.delayMs);
      this.delayMs = Math.min(this.delayMs * 2, RESTART_LAST_MS);
    });
  }
}

/**
 * Pages wait for announces where processors are short, never the other way round. Threads that the
 * process starts later are like it.
 */
function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, PAGES_NICENESS);
  } catch {
    // A system that knows no priorities: the pages are only less polite.
  }
}

/** Next sends messages of its own over the same channel. */
function isReady(message: unknown): boolean {
  return (
    typeof message === "object" && message !== null && "type" in message && message.type === "ready"
  );
}
