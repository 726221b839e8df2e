// The load generator in Node: a process of its own, so that it can be pinned to a core of its own.
// It brings peers into their swarms, says the last totals, and stands in where wrk is missing.
import { runConnection } from "./connection.ts";
import { type Load, type LoadSize, makeLoad, requestHead, totalAt } from "./load.ts";
import { percentile } from "./statistics.ts";

/** What the benchmark asks its generator for. */
export interface RunRequest {
  readonly port: number;
  /** Whether the path carries the member's passkey. */
  readonly hasPasskeys: boolean;
  readonly keepAlive: boolean;
  readonly connections: number;
  readonly play: EachOnce | Passes;
}

/** One announce for each of these peers. */
interface EachOnce {
  readonly from: number;
  readonly to: number;
  readonly uploaded: number;
}

/** All peers in turn, for so long, from a position on (see totalAt). */
interface Passes {
  readonly position: number;
  readonly seconds: number;
}

export interface RunResult {
  readonly replies: number;
  readonly failures: number;
  readonly bytes: number;
  readonly nextPosition: number;
  readonly seconds: number;
  /** The share of its core that the generator used: near 1 it is the bottleneck itself. */
  readonly busy: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

export type GeneratorRequest =
  { readonly kind: "load"; readonly size: LoadSize } | ({ readonly kind: "run" } & RunRequest);

let load: Load = { infoHashes: [], passkeys: [], peers: [] };

process.on("message", (request: GeneratorRequest) => {
  void answer(request).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit(0));

async function answer(request: GeneratorRequest): Promise<unknown> {
  if (request.kind === "run") return run(request);
  load = makeLoad(request.size);
  return null;
}

/** Latencies of every 16th request are enough, and cost the generator next to nothing. */
const sampleEvery = 16;

async function run(wish: RunRequest): Promise<RunResult> {
  const requests = makeRequests(wish);
  const latencies: number[] = [];
  let [replies, failures, bytes] = [0, 0, 0];
  let open = wish.connections;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const deadline = "seconds" in wish.play ? startedAt + wish.play.seconds * 1000 : Infinity;
  await new Promise<void>((resolve) => {
    for (let at = 0; at < wish.connections; at++) {
      let sentAt = 0;
      runConnection({
        port: wish.port,
        keepAlive: wish.keepAlive,
        nextRequest: () => {
          const now = performance.now();
          sentAt = now;
          return now < deadline ? requests.next() : null;
        },
        onReply: (isGood, length) => {
          replies++;
          bytes += length;
          if (!isGood) failures++;
          if (replies % sampleEvery === 0) latencies.push(performance.now() - sentAt);
        },
        onEnd: () => {
          if (--open === 0) resolve();
        },
      });
    }
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  latencies.sort((one, other) => one - other);
  return {
    ...{ replies, failures, bytes, seconds, nextPosition: requests.position() },
    busy: (cpu.user + cpu.system) / 1e6 / seconds,
    medianMs: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

interface Requests {
  readonly next: () => string | null;
  readonly position: () => number;
}

function makeRequests({ play, hasPasskeys, keepAlive }: RunRequest): Requests {
  const connection = keepAlive ? "keep-alive" : "close";
  const tail = ` HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nConnection: ${connection}\r\n\r\n`;
  const count = load.peers.length;
  let position = "seconds" in play ? play.position : play.from;
  const build = (index: number, rest: string) => {
    const peer = load.peers[index];
    return peer ? `${requestHead(load, peer, hasPasskeys)}${rest}${tail}` : null;
  };
  if ("seconds" in play) {
    return {
      next: () => {
        const total = totalAt(position, count);
        return build(position++ % count, String(total));
      },
      position: () => position,
    };
  }
  const rest = String(play.uploaded);
  return {
    next: () => (position < play.to ? build(position++, rest) : null),
    position: () => position,
  };
}
