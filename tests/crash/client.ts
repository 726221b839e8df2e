import { setTimeout as pause } from "node:timers/promises";

import type { Random } from "../../prisma/factories/random.ts";
import { makePeerId } from "../../prisma/factories/swarms.ts";
import { announce, type Announcement, type Endpoint, type Fate } from "./announce.ts";
import type { Fence } from "./fence.ts";

/** The bytes that one client reported, and must be credited for. */
export interface Truth {
  uploaded: number;
  downloaded: number;
  hasCompleted: boolean;
  /** Whether it left without a word at last, so that the tracker still counts it as a peer. */
  isGhost: boolean;
  announces: number;
  /** Those of them whose replies it saw. */
  answers: number;
}

export interface ClientOptions {
  readonly random: Random;
  readonly sizeBytes: number;
  /** Where it announces: one, or two for a dual-stack client or a hybrid torrent. */
  readonly endpoints: readonly Endpoint[];
  readonly fence: Pick<Fence, "process" | "committed">;
}

const promptMs = 400;
/** What moves between two announces at most: several of them in one second are no impossible speed. */
const stepBytes = 20_000_000;

type Goodbye = "stopped" | "zeroedStopped" | "vanish";

/**
 * A BitTorrent client with known running totals. It reports what real ones report: totals since
 * its session began, again and again until it is answered.
 */
export class SimulatedClient {
  readonly truth: Truth = {
    uploaded: 0,
    downloaded: 0,
    hasCompleted: false,
    isGhost: false,
    announces: 0,
    answers: 0,
  };
  private readonly options: ClientOptions;
  private peerId: string;
  private session = { uploaded: 0, downloaded: 0 };
  private missing: number;

  constructor(options: ClientOptions) {
    this.options = options;
    this.peerId = makePeerId(options.random).toString("latin1");
    this.missing = options.random.chance(0.3) ? 0 : options.sizeBytes;
  }

  /** Runs sessions until told that it is enough; the last one ends like any other. */
  async run(isEnough: () => boolean): Promise<void> {
    let goodbye = await this.runSession(isEnough);
    while (!isEnough()) {
      this.prepareNextSession(goodbye);
      goodbye = await this.runSession(isEnough);
    }
  }

  private async runSession(isEnough: () => boolean): Promise<Goodbye> {
    const { random } = this.options;
    this.truth.isGhost = false;
    await this.start();
    for (let steps = random.integer(2, 12); steps > 0 && !isEnough(); steps--) {
      await pause(random.integer(10, 250));
      await this.step();
    }
    const goodbye = random.pick<Goodbye>(["stopped", "stopped", "zeroedStopped", "vanish"]);
    await this.leave(goodbye);
    this.truth.uploaded += this.session.uploaded;
    this.truth.downloaded += this.session.downloaded;
    return goodbye;
  }

  /**
   * The tracker answers a new count at the latest after half a second, committed or not, since a
   * client must find peers while the database is away. Then it promises nothing yet.
   */
  private async start(): Promise<void> {
    const startedAt = performance.now();
    await this.insist("started");
    if (performance.now() - startedAt > promptMs) await this.insistUntilCommitted("started");
  }

  /** Some traffic, then an announce of it. */
  private async step(): Promise<void> {
    const { random } = this.options;
    this.session.uploaded += random.integer(0, stepBytes);
    const got = Math.min(this.missing, random.integer(0, stepBytes));
    this.session.downloaded += got;
    this.missing -= got;
    if (got > 0 && this.missing === 0) {
      this.truth.hasCompleted = true;
      await this.insist("completed");
      return;
    }
    const fate = random.pick<Fate>(["answered", "answered", "answered", "replyLost", "abandoned"]);
    await this.say("", fate);
    // What was abandoned is on its way; the next announces overtake it or follow it.
    if (fate === "abandoned") await this.insist("");
  }

  private async leave(goodbye: Goodbye): Promise<void> {
    if (goodbye === "stopped") {
      await this.insist("stopped");
      return;
    }
    // Whoever leaves without naming the last totals has named them before, to a tracker that lived
    // long enough to commit them. Nobody could ask for more.
    await this.insistUntilCommitted("");
    if (goodbye === "zeroedStopped") {
      await this.insist("stopped", { uploaded: 0, downloaded: 0, left: this.options.sizeBytes });
    }
    this.truth.isGhost = goodbye === "vanish";
  }

  /** Most clients count anew in each session, under the same peer id or another. */
  private prepareNextSession(goodbye: Goodbye): void {
    const { random } = this.options;
    if (goodbye === "stopped" && random.chance(0.2)) {
      // It keeps its counters: what they hold is credited already.
      this.truth.uploaded -= this.session.uploaded;
      this.truth.downloaded -= this.session.downloaded;
      return;
    }
    this.session = { uploaded: 0, downloaded: 0 };
    if (!this.truth.isGhost && random.chance(0.3)) {
      this.peerId = makePeerId(random).toString("latin1");
    }
  }

  /** Announces to every endpoint until each has answered. */
  private async insist(
    event: Announcement["event"],
    said: Partial<Announcement> = {},
  ): Promise<void> {
    await Promise.all(
      this.options.endpoints.map(async (endpoint) => {
        while (!(await this.sayTo(endpoint, { event, ...said }, "answered"))) {
          await pause(this.options.random.integer(30, 300));
        }
      }),
    );
  }

  private async insistUntilCommitted(event: Announcement["event"]): Promise<void> {
    const { fence } = this.options;
    let process: number;
    do {
      process = fence.process();
      await this.insist(event);
    } while (!(await fence.committed(process)));
  }

  private async say(event: Announcement["event"], fate: Fate): Promise<void> {
    await Promise.all(
      this.options.endpoints.map((endpoint) => this.sayTo(endpoint, { event }, fate)),
    );
  }

  private async sayTo(
    endpoint: Endpoint,
    said: Partial<Announcement> & Pick<Announcement, "event">,
    fate: Fate,
  ): Promise<boolean> {
    this.truth.announces++;
    const totals = { ...this.session, left: this.missing };
    const isAnswered = await announce(endpoint, { peerId: this.peerId, ...totals, ...said }, fate);
    if (isAnswered) this.truth.answers++;
    return isAnswered;
  }
}
