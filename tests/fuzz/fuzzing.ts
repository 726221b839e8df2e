import { residentBytes } from "../bench/processes.ts";
import { membersOutOfBalance, torrentsOutOfCount } from "../crash/verdict.ts";
import type { Site } from "../support/site.ts";
import { rowsBelowZero } from "./books.ts";
import { DatagramFuzzer, strangersOf } from "./datagrams.ts";
import { makeDice, type Dice } from "./dice.ts";
import { startHonestClients, type Moved } from "./honest.ts";
import { makeMaterial, type Material } from "./material.ts";
import { RequestMaker, type FuzzRequest } from "./requests.ts";
import { converse, disturb } from "./session.ts";
import { pendingPeers, watchHealth, type HealthRecord } from "./watch.ts";
import { makeFuzzWorld, type FuzzWorld } from "./world.ts";

/** Requests after which everything that grows has grown: tables, pools, V8's heap. */
const WARM_UP_REQUESTS = 100_000;
/** What memory may grow by from then on. */
const GROWTH_AT_MOST_BYTES = 96 * 2 ** 20;
const HEALTH_WITHIN_MS = 1000;
const DRAIN_WITHIN_MS = 30_000;
const REQUESTS_A_CONNECTION = 40;
const STRANGERS_PACKETS = 5000;

export interface FuzzingOptions {
  readonly site: Site;
  readonly udpPort: number;
  readonly seed: number;
  readonly workers: number;
}

/** Something that must hold, and whether it does. */
export interface Verdict {
  readonly claim: string;
  readonly holds: boolean;
  readonly detail: string;
}

export class Fuzzing {
  private readonly options: FuzzingOptions;
  private readonly httpPort: number;
  private readonly failures = {
    replies: [] as string[],
    closes: [] as string[],
    udp: [] as string[],
  };
  private readonly counts = { proper: 0, disturbing: 0, datagrams: 0 };

  constructor(options: FuzzingOptions) {
    this.options = options;
    this.httpPort = Number(new URL(options.site.url).port);
  }

  async run(requests: number): Promise<Verdict[]> {
    const { site, seed, udpPort } = this.options;
    const world = await makeFuzzWorld(site.databaseUrl, seed);
    try {
      // The registry hears of new members by notification; a restart reads them for certain.
      await site.restart();
      const { pid } = site;
      const material = makeMaterial(seed, world);
      const endWatch = watchHealth(site);
      const endHonest = startHonestClients(world, this.httpPort, makeDice(seed));
      const warmUp = Math.min(WARM_UP_REQUESTS, Math.floor(requests / 2));
      const startedAt = performance.now();
      await this.fuzz(warmUp, material, seed);
      const warmBytes = residentBytes(pid);
      await this.fuzz(requests - warmUp, material, seed + 1_000_003);
      const grownBytes = residentBytes(pid) - warmBytes;
      const seconds = (performance.now() - startedAt) / 1000;
      const strangers = await strangersOf(udpPort, makeDice(seed), STRANGERS_PACKETS);
      const moved = await endHonest();
      const health = await endWatch();
      return [
        ...this.verdictsOnReplies(seconds),
        {
          claim: "a sender that proved nothing is sent no more than it sends",
          holds: strangers.receivedBytes <= strangers.sentBytes && strangers.receivedBytes > 0,
          detail: `${strangers.receivedBytes} of ${strangers.sentBytes} bytes`,
        },
        verdictOnHealth(health),
        {
          claim: `memory grows by no more than ${mebibytes(GROWTH_AT_MOST_BYTES)} after the warm-up`,
          holds: grownBytes <= GROWTH_AT_MOST_BYTES,
          detail: `${mebibytes(grownBytes)} on ${mebibytes(warmBytes)}`,
        },
        {
          claim: "the process lives",
          holds: isRunning(pid) && site.pid === pid,
          detail: `pid ${pid}`,
        },
        await this.verdictOnDrain(),
        ...(await verdictsOnBooks(world, moved)),
      ];
    } finally {
      await world.close();
    }
  }

  private async fuzz(requests: number, material: Material, seed: number): Promise<void> {
    const { workers } = this.options;
    const share = Math.ceil(requests / workers);
    await Promise.all(
      Array.from({ length: workers }, (_, worker) => {
        const dice = makeDice(seed + worker * 7919);
        // One worker in eight speaks UDP, one is no client at all.
        if (worker % 8 === 0) return this.sendDatagrams(share, dice, material);
        if (worker % 8 === 1) return this.sendNonsense(share, dice, material);
        return this.sendRequests(share, dice, material);
      }),
    );
  }

  private async sendRequests(requests: number, dice: Dice, material: Material): Promise<void> {
    const maker = new RequestMaker(dice, material);
    for (let left = requests; left > 0 && this.failures.replies.length < 5;) {
      const conversation = makeConversation(maker, dice, left);
      left -= conversation.length;
      this.counts.proper += conversation.length;
      await converse(this.httpPort, conversation, dice).catch((error: unknown) => {
        this.failures.replies.push(String(error));
      });
    }
  }

  private async sendNonsense(requests: number, dice: Dice, material: Material): Promise<void> {
    const maker = new RequestMaker(dice, material);
    for (let left = requests; left > 0 && this.failures.closes.length < 5;) {
      const conversation = makeConversation(maker, dice, left);
      left -= conversation.length;
      this.counts.disturbing += conversation.length;
      const bytes = spoil(
        Buffer.from(conversation.map(({ text }) => text).join(""), "latin1"),
        dice,
      );
      await disturb(this.httpPort, bytes, dice).catch((error: unknown) => {
        this.failures.closes.push(String(error));
      });
    }
  }

  private async sendDatagrams(packets: number, dice: Dice, material: Material): Promise<void> {
    const fuzzer = new DatagramFuzzer(this.options.udpPort, dice, material);
    try {
      while (fuzzer.sent < packets) await fuzzer.burst(24);
    } catch (error) {
      this.failures.udp.push(String(error));
    } finally {
      this.counts.datagrams += fuzzer.sent;
      fuzzer.close();
    }
  }

  private verdictsOnReplies(seconds: number): Verdict[] {
    const { proper, disturbing, datagrams } = this.counts;
    const rate = Math.round((proper + disturbing + datagrams) / seconds);
    const verdict = (claim: string, failures: readonly string[], detail: string): Verdict => ({
      claim,
      holds: failures.length === 0,
      detail: [detail, ...failures].join("\n  "),
    });
    return [
      verdict(
        "every announce and scrape is answered by a bencoded dictionary, every page by its own",
        this.failures.replies,
        `${proper} requests (in all ${rate} a second, ${Math.round(seconds)} s)`,
      ),
      verdict(
        "connections with nonsense on them are let go",
        this.failures.closes,
        `${disturbing} spoiled requests`,
      ),
      verdict(
        "every proper datagram is answered",
        this.failures.udp,
        `${datagrams} datagrams, spoiled ones among them`,
      ),
    ];
  }

  private async verdictOnDrain(): Promise<Verdict> {
    const deadline = performance.now() + DRAIN_WITHIN_MS;
    let pending = await pendingPeers(this.options.site.url);
    while (pending > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      pending = await pendingPeers(this.options.site.url);
    }
    return { claim: "the ledger drains", holds: pending === 0, detail: `${pending} peers wait` };
  }
}

/** Some requests for one connection, at most `limit`; only the last may end it. */
function makeConversation(maker: RequestMaker, dice: Dice, limit: number): FuzzRequest[] {
  const length = Math.min(limit, dice.integer(1, REQUESTS_A_CONNECTION));
  const mayBePage = dice.chance(0.2);
  return Array.from({ length }, (_, at) => maker.next({ mayEnd: at === length - 1, mayBePage }));
}

/** Bytes changed, lost, added; or nothing but noise. */
function spoil(bytes: Buffer, dice: Dice): Buffer {
  if (dice.chance(0.1)) return dice.bytes(dice.integer(0, 4000));
  if (dice.chance(0.05)) return Buffer.concat([bytes, Buffer.alloc(20_000, "GET / ")]);
  const spoiled = Buffer.from(bytes);
  for (let changes = dice.integer(1, 12); changes > 0; changes--) {
    spoiled[dice.integer(0, spoiled.length - 1)] = dice.integer(0, 255);
  }
  const at = dice.integer(0, spoiled.length);
  const rest = spoiled.subarray(at + (dice.chance(0.3) ? dice.integer(0, 100) : 0));
  return Buffer.concat([spoiled.subarray(0, at), dice.bytes(dice.integer(0, 20)), rest]);
}

function verdictOnHealth({ worstMs, answers }: HealthRecord): Verdict {
  return {
    claim: "/healthz answers within a second at all times",
    holds: answers > 0 && worstMs <= HEALTH_WITHIN_MS,
    detail: `${answers} answers, the slowest after ${Math.round(worstMs)} ms`,
  };
}

async function verdictsOnBooks({ database, honest }: FuzzWorld, moved: Moved): Promise<Verdict[]> {
  const seeder = await database.member.findUniqueOrThrow({ where: { id: honest.seeder.id } });
  const leecher = await database.member.findUniqueOrThrow({ where: { id: honest.leecher.id } });
  const credited = { uploaded: Number(seeder.uploaded), downloaded: Number(leecher.downloaded) };
  const below = await rowsBelowZero(database);
  const unbalanced = await membersOutOfBalance(database);
  const miscounted = await torrentsOutOfCount(database);
  const none = (claim: string, found: readonly unknown[], detail: string): Verdict => ({
    claim,
    holds: found.length === 0,
    detail: found.length === 0 ? detail : describe(found),
  });
  const peers = await database.peer.count();
  const snatches = await database.snatch.count();
  return [
    none("no total is below zero", Object.entries(below), `${snatches} snatches, ${peers} peers`),
    none("members have what their snatches add up to", unbalanced, "all members"),
    none("torrents count their peers and snatches", miscounted, "all torrents"),
    {
      claim: "honest clients in the middle of it are credited to the byte",
      holds: moved.uploaded > 0 && describe(credited) === describe(moved),
      detail: `${describe(credited)} credited, ${describe(moved)} moved`,
    },
  ];
}

function describe(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? String(inner) : inner,
  );
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
