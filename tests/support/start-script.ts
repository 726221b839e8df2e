import { spawn } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** `npm start` as a process of its own. */
export interface StartScript {
  readonly pid: number;
  /** Everything it printed so far. */
  readonly output: () => string;
  /** Resolves with the whole output once it says where the site is. */
  readonly up: Promise<string>;
  /** Resolves with its exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  readonly signal: (name: NodeJS.Signals) => void;
}

/** Runs the start script with an environment that knows nothing of the test's own database. */
export function runStartScript(env: Record<string, string>): StartScript {
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: { ...process.env, ...ownSettings, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const up = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (/^Swarmkeep .* is at http/m.test(output)) resolve(output);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void exited.then((code) => {
      reject(new Error(`The start script left (${code ?? "by a signal"}):\n${output}`));
    });
  });
  // A test that expects a refusal only looks at how it exits.
  up.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    output: () => output,
    up,
    exited,
    signal: (name) => child.kill(name),
  };
}

/** Empty counts as absent. */
const ownSettings = {
  DATABASE_URL: "",
  DATABASE_POOL_SIZE: "",
  AUTH_SECRET: "",
  BASE_URL: "",
  HOST: "127.0.0.1",
};
