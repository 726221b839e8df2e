import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { inPlace, type Place } from "../topology.ts";
import { waitUntil } from "../wait-until.ts";

/** A client's process in its namespace, with the end of its output kept for the report. */
export class ClientProcess {
  readonly child: ChildProcess;
  private output = "";

  constructor(place: Place, home: string, command: string[]) {
    this.child = spawn(...inPlace(place, command), {
      stdio: ["pipe", "pipe", "pipe"],
      // Nothing else of ours: a proxy or a configuration folder would mislead clients.
      env: { NODE_ENV: "test", PATH: process.env["PATH"], HOME: home, LANG: "C.UTF-8" },
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-2000);
    });
    // Read, or a talkative client would block on a full pipe.
    this.child.stdout?.resume();
  }

  /** Waits until the remote control answers. @throws Error with the client's last words */
  async ready(probe: () => Promise<unknown>): Promise<void> {
    try {
      await waitUntil("the client's remote control answers", async () => {
        if (this.child.exitCode !== null) return "ended";
        await probe();
        return "ready";
      });
      if (this.child.exitCode !== null) throw new Error("the client ended by itself");
    } catch (error) {
      throw new Error(`client did not start: ${this.output}`, { cause: error });
    }
  }

  /** Asks the process to end; one that lingers over ten seconds is killed. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const killer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(killer);
  }
}
