// An open-loop load: announces leave when their time has come, whether or not the tracker has
// answered the ones before. A closed loop would wait with a slow tracker and hide its slowness.
import { connect } from "node:net";

import { type LoadSize, makeLoad, requestHead, totalAt } from "./load.ts";
import { percentile } from "./statistics.ts";

export interface PacedRequest {
  readonly port: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
  readonly position: number;
}

/** Milliseconds from the moment when an announce was due. */
export interface PacedResult {
  readonly replies: number;
  readonly failures: number;
  readonly nextPosition: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How late the generator itself woke up: that much of the above may be its own. */
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
}

export type PacedMessage =
  { readonly kind: "load"; readonly size: LoadSize } | ({ readonly kind: "run" } & PacedRequest);

const head = Buffer.from("\r\n\r\n");
/** After the last announce; what is not answered by then has failed. */
const patienceMs = 10_000;
const openedAtOnce = 32;

let heads: string[] = [];

process.on("message", (message: PacedMessage) => {
  if (message.kind === "load") {
    const load = makeLoad(message.size);
    heads = load.peers.map((peer) => requestHead(load, peer, true));
    process.send?.(null);
  } else {
    void run(message).then((result) => process.send?.(result));
  }
});
process.on("disconnect", () => process.exit(0));

async function run(wish: PacedRequest): Promise<PacedResult> {
  const count = Math.floor(wish.perSecond * wish.seconds);
  const run = new PacedRun(wish, count);
  await run.open();
  await run.play();
  const latencies = run.latencies.subarray(0, run.answered).sort();
  const lateness = Float64Array.from(run.lateness).sort();
  return {
    replies: run.answered,
    failures: run.refused + count - run.answered,
    nextPosition: wish.position + wish.connections + count,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    maxMs: percentile(latencies, 1),
    lateP99Ms: percentile(lateness, 0.99),
    lateMaxMs: percentile(lateness, 1),
  };
}

class PacedRun {
  readonly latencies: Float64Array;
  /** Of each wake-up. */
  readonly lateness: number[] = [];
  sent = 0;
  answered = 0;
  refused = 0;
  private startedAt = 0;
  private readonly idle: ((at: number) => void)[] = [];
  private readonly wish: PacedRequest;
  private readonly count: number;
  private readonly hangUp: (() => void)[] = [];

  constructor(wish: PacedRequest, count: number) {
    this.wish = wish;
    this.count = count;
    this.latencies = new Float64Array(count);
  }

  /**
   * Opens the connections a few at a time, and has each answered once: one that the server has not
   * yet accepted may look open, and its first request would wait for seconds.
   */
  async open(): Promise<void> {
    for (let from = 0; from < this.wish.connections; from += openedAtOnce) {
      const several = Array.from({ length: openedAtOnce }, (_, at) => this.openOne(from + at));
      await Promise.all(several);
    }
  }

  private openOne(at: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.wish.port, host: "127.0.0.1", noDelay: true });
      let received: Buffer | null = null;
      let due: number | null = null;
      const write = (position: number) => {
        const total = totalAt(position, heads.length);
        const request = heads[position % heads.length] ?? "";
        socket.write(`${request}${total} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, "latin1");
      };
      const send = (announce: number) => {
        due = this.dueAt(announce);
        this.sent++;
        write(this.wish.position + this.wish.connections + announce);
      };
      socket.on("error", reject);
      socket.on("data", (chunk) => {
        received = received === null ? chunk : Buffer.concat([received, chunk]);
        const body = bodyOf(received);
        if (body === null) return;
        received = null;
        if (body.toString("latin1", 1, 6) === "14:fa") this.refused++;
        this.idle.push(send);
        if (due === null) {
          resolve();
          return;
        }
        this.latencies[this.answered++] = performance.now() - due;
        this.sendDue();
      });
      this.hangUp.push(() => socket.destroy());
      write(this.wish.position + at);
    });
  }

  /** A wake-up every millisecond sends whatever has come due meanwhile. */
  async play(): Promise<void> {
    this.startedAt = performance.now();
    const deadline = this.startedAt + this.wish.seconds * 1000 + patienceMs;
    await new Promise<void>((resolve) => {
      let last = this.startedAt;
      const tick = setInterval(() => {
        const now = performance.now();
        this.lateness.push(Math.max(0, now - last - 1));
        last = now;
        this.sendDue();
        if (this.answered < this.count && performance.now() < deadline) return;
        clearInterval(tick);
        resolve();
      }, 1);
    });
    for (const hangUp of this.hangUp) hangUp();
  }

  private sendDue(): void {
    const now = performance.now();
    while (this.sent < this.count && this.dueAt(this.sent) <= now) {
      const send = this.idle.pop();
      if (send === undefined) return;
      send(this.sent);
    }
  }

  private dueAt(at: number): number {
    return this.startedAt + (at / this.wish.perSecond) * 1000;
  }
}

/** The body once the reply is complete. */
function bodyOf(received: Buffer): Buffer | null {
  const end = received.indexOf(head);
  if (end === -1) return null;
  const length = /content-length: *(\d+)/i.exec(received.toString("latin1", 0, end))?.[1];
  const body = received.subarray(end + head.length);
  return body.length < Number(length) ? null : body;
}
