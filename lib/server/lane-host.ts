import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

import type { FrontDoorOptions } from "./front-door";
import { respond } from "./front-door";
import { FrameWriter, readCall, readFrames } from "./lane-frames";

const RESTART_MS = 500;

/** Takes the calls that lanes pass on. Listens on a Unix socket; the caller says which. */
export function createLaneLinks(options: FrontDoorOptions): Server {
  return createServer((socket) => {
    const writer = new FrameWriter(socket);
    socket.on("error", () => socket.destroy());
    readFrames(socket, (frame) => {
      const { id, ...heard } = readCall(frame);
      respond(options, heard, (body) => {
        writer.writeAnswer(id, body);
      });
    });
  });
}

export interface LanesOptions {
  readonly count: number;
  /** The bundled server, run again as a lane. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (message: string) => void;
}

/** The processes that share the port, kept alive. */
export class Lanes {
  /** Resolves with the port when all of them listen. */
  readonly ready: Promise<number>;
  private isStopping = false;
  private readonly options: LanesOptions;

  constructor(options: LanesOptions) {
    this.options = options;
    // The system deals connections out; passing each one on costs more than reading it.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ exec: options.script, args: [] });
    cluster.on("exit", (worker, code, signal) => {
      this.restart(worker, signal || String(code));
    });
    this.ready = Promise.all(Array.from({ length: options.count }, () => this.fork())).then(
      ([port = 0]) => port,
    );
    // Awaited later; a lane that dies meanwhile is started again.
    this.ready.catch(() => undefined);
  }

  /** Asks the lanes to finish and leave. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((one) => one !== undefined);
    await Promise.all(
      workers.map((worker) => {
        const gone = once(worker, "exit");
        worker.process.kill("SIGTERM");
        return gone;
      }),
    );
  }

  private fork(): Promise<number> {
    const worker = cluster.fork(this.options.env);
    return new Promise((resolve) => {
      worker.once("listening", ({ port }) => {
        resolve(port);
      });
    });
  }

  private restart(worker: Worker, reason: string): void {
    if (this.isStopping) return;
    this.options.log(`Lane ${worker.process.pid ?? "?"} ended (${reason}); starting another.`);
    setTimeout(() => {
      if (!this.isStopping) void this.fork();
    }, RESTART_MS);
  }
}
