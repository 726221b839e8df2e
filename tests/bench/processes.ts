import { type ChildProcess, execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";

/** Whether processes can be given cores of their own here. */
export function canPin(): boolean {
  return spawnSync("taskset", ["--version"]).status === 0;
}

/** Binds all threads of a process to one core. */
export function pin(pid: number, core: number): void {
  execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(pid)], {
    stdio: "ignore",
  });
}

/**
 * Binds only the thread that serves. What works beside it (a ledger's thread, the garbage
 * collector's) goes where there is room, as PostgreSQL does.
 */
export function pinMainThread(pid: number, core: number): void {
  execFileSync("taskset", ["--cpu-list", "--pid", String(core), String(pid)], { stdio: "ignore" });
}

/**
 * Lets a process's main thread run the moment it is ready: a generator that has to wait for a core
 * would count its own delay as the server's. Only root may; else the process stays as it is.
 */
export function putFirst(pid: number): void {
  spawnSync("chrt", ["--rr", "--pid", "1", String(pid)], { stdio: "ignore" });
}

/** Seconds of processor time. */
export interface CpuReading {
  /** Of the threads that serve: the main thread of the process and of its children. */
  readonly main: number;
  /** Of all threads of the process and of its children. */
  readonly all: number;
  /** That the process's main thread was ready to run, and somebody else had its core. */
  readonly waited: number;
}

/** What a process and its descendants have used so far; zeros where /proc is not there. */
export function cpuOf(pid: number): CpuReading {
  const tasks = listOf(`/proc/${pid}/task`);
  const readings = childrenOf(pid).map(cpuOf);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    waited: schedulerSeconds(pid, String(pid)).waited,
    main: sum([schedulerSeconds(pid, String(pid)).ran, ...readings.map(({ main }) => main)]),
    all: sum([
      ...tasks.map((task) => schedulerSeconds(pid, task).ran),
      ...readings.map(({ all }) => all),
    ]),
  };
}

/** Processes that a process has started, where /proc is there. */
export function childrenOf(pid: number): number[] {
  return listOf(`/proc/${pid}/task`)
    .flatMap((task) => readText(`/proc/${pid}/task/${task}/children`).split(" "))
    .filter((child) => child.trim() !== "")
    .map(Number);
}

/** The scheduler counts nanoseconds; `stat` would count hundredths of a second. */
function schedulerSeconds(pid: number, task: string): { ran: number; waited: number } {
  const [ran, waited] = readText(`/proc/${pid}/task/${task}/schedstat`).split(" ");
  return { ran: Number(ran ?? 0) / 1e9, waited: Number(waited ?? 0) / 1e9 };
}

/** Bytes of memory that a process holds, or held at most; 0 where /proc is not there. */
export function residentBytes(pid: number, which: "VmRSS" | "VmHWM" = "VmRSS"): number {
  const status = readText(`/proc/${pid}/status`);
  return Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
}

/** Files of /proc vanish with their process. */
function readText(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function listOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
  });
}

/** Asks a child one thing at a time. @returns rejects when it leaves instead of answering */
export function askOf(child: ChildProcess): <Answer>(request: object) => Promise<Answer> {
  return <Answer>(request: object) =>
    new Promise<Answer>((resolve, reject) => {
      const left = () => {
        reject(new Error("The load generator left"));
      };
      child.once("exit", left);
      child.once("message", (answer) => {
        child.off("exit", left);
        resolve(answer as Answer);
      });
      child.send(request);
    });
}

/** Resolves once a child has left after SIGTERM; impatient after five seconds. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const left = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
  await left;
  clearTimeout(patience);
}
