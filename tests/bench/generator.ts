// The load generator: a process of its own, so that it can be pinned to a core of its own.
import { runConnection } from "./connection.ts";
import { type Load, type LoadSize, makeLoad } from "./load.ts";

/** What the benchmark asks its generator for. */
export interface RunRequest {
  readonly target: string;
  readonly port: number;
  /** Whether the path carries the member's passkey. */
  readonly hasPasskeys: boolean;
  readonly keepAlive: boolean;
  readonly connections: number;
  /** Announce once for each of these peers, … */
  readonly started?: { readonly from: number; readonly to: number };
  /** … or random peers for so long. */
  readonly seconds?: number;
}

export interface RunResult {
  readonly replies: number;
  readonly failures: number;
  readonly seconds: number;
  /** The share of its core that the generator used: near 1 it is the bottleneck itself. */
  readonly busy: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

export type GeneratorRequest =
  | { readonly kind: "load"; readonly size: LoadSize }
  | ({ readonly kind: "run" } & RunRequest)
  | { readonly kind: "totals"; readonly target: string };

let load: Load = { infoHashes: [], passkeys: [], peers: [] };
/** By target and peer: the total that was last reported and answered. */
const uploaded = new Map<string, Float64Array>();

process.on("message", (request: GeneratorRequest) => {
  void answer(request).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit(0));

async function answer(request: GeneratorRequest): Promise<unknown> {
  if (request.kind === "load") {
    load = makeLoad(request.size);
    return null;
  }
  if (request.kind === "totals") return memberTotals(request.target);
  return run(request);
}

function memberTotals(target: string): number[] {
  const totals = load.passkeys.map(() => 0);
  totalsOf(target).forEach((total, peer) => {
    const member = load.peers[peer]?.member ?? 0;
    totals[member] = (totals[member] ?? 0) + total;
  });
  return totals;
}

function totalsOf(target: string): Float64Array {
  const known = uploaded.get(target) ?? new Float64Array(load.peers.length);
  uploaded.set(target, known);
  return known;
}

/** Latencies of every 16th request are enough, and cost the generator next to nothing. */
const sampleEvery = 16;

async function run(wish: RunRequest): Promise<RunResult> {
  const requests = makeRequests(wish);
  const latencies: number[] = [];
  let replies = 0;
  let failures = 0;
  let open = wish.connections;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const deadline = wish.seconds === undefined ? Infinity : startedAt + wish.seconds * 1000;
  await new Promise<void>((resolve) => {
    for (let at = 0; at < wish.connections; at++) {
      let sentAt = 0;
      runConnection({
        port: wish.port,
        keepAlive: wish.keepAlive,
        nextRequest: () => {
          const now = performance.now();
          sentAt = now;
          return now < deadline ? requests() : null;
        },
        onReply: (isGood) => {
          replies++;
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
    replies,
    failures,
    seconds,
    busy: (cpu.user + cpu.system) / 1e6 / seconds,
    medianMs: latencies[Math.floor(latencies.length / 2)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  };
}

/** Each request reports a little more than the last one of its peer. */
function makeRequests(wish: RunRequest): () => string | null {
  const totals = totalsOf(wish.target);
  const connection = wish.keepAlive ? "keep-alive" : "close";
  const head = ` HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nConnection: ${connection}\r\n\r\n`;
  const event = wish.started ? "&event=started" : "";
  let next = wish.started?.from ?? 0;
  let state = 88_675_123;
  return () => {
    let index: number;
    if (wish.started) {
      if (next >= wish.started.to) return null;
      index = next++;
    } else {
      // Xorshift: the choice of a peer must not cost as much as the request.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      index = (state >>> 0) % load.peers.length;
      totals[index] = (totals[index] ?? 0) + 16_384;
    }
    const peer = load.peers[index];
    if (!peer) return null;
    const path = wish.hasPasskeys ? `/announce/${load.passkeys[peer.member] ?? ""}` : "/announce";
    return `GET ${path}?${peer.query}${totals[index] ?? 0}${event}${head}`;
  };
}
