import { writeFileSync } from "node:fs";
import path from "node:path";

import type { RunResult } from "./generator.ts";
import { type Load, type LoadSize, makeLoad, requestHead, stepBytes, totalAt } from "./load.ts";
import { cores, type Generator, type Stage } from "./stage.ts";
import type { Target } from "./targets.ts";
import { hasWrk, runWrk } from "./wrk.ts";

const connections = 64;
/** The reply to a newcomer waits for its commit: many come at once, or it takes for ever. */
const fillConnections = 512;
/** Seconds of reading every reply, before those that count. */
const readingSeconds = 1;

/**
 * Plays one load on trackers: by wrk, or by Node where wrk is missing. A tracker's peers go on
 * where they stopped the last time, so that no total ever falls.
 */
export class Player {
  readonly load: Load;
  /** What plays the rounds. */
  readonly name = hasWrk() ? "wrk" : "Node (wrk is missing: its own limit is low)";
  private readonly stage: Stage;
  private readonly generator: Generator;
  private readonly positions = new Map<Target, number>();
  private readonly files = new Map<boolean, string>();

  static async start(stage: Stage, size: LoadSize): Promise<Player> {
    return new Player(stage, await stage.startGenerator(size), makeLoad(size));
  }

  private constructor(stage: Stage, generator: Generator, load: Load) {
    this.stage = stage;
    this.generator = generator;
    this.load = load;
  }

  /** Brings the peers into their swarms, all of them or some. */
  async fill(target: Target, part?: { readonly from: number; readonly to: number }): Promise<void> {
    const { from, to } = part ?? { from: 0, to: this.load.peers.length };
    await this.playOnce(target, { from, to, uploaded: 0 });
  }

  /** Reads every reply for a moment. @throws Error when one is a refusal or a warning */
  async check(target: Target, keepAlive: boolean): Promise<void> {
    await this.play(target, { keepAlive, seconds: readingSeconds, isReading: true });
  }

  positionOf(target: Target): number {
    return this.positions.get(target) ?? 0;
  }

  /** Somebody else has played up to here. */
  goOn(target: Target, position: number): void {
    this.positions.set(target, position);
  }

  async measure(
    target: Target,
    wish: { readonly keepAlive: boolean; readonly seconds: number },
  ): Promise<RunResult> {
    return this.play(target, { ...wish, isReading: false });
  }

  /**
   * Announces each peer once more with the same total, above all that it has sent.
   * @returns what each member must have been credited
   */
  async finish(target: Target): Promise<number[]> {
    const { peers, passkeys } = this.load;
    const uploaded = totalAt(this.positionOf(target), peers.length) + stepBytes;
    await this.playOnce(target, { from: 0, to: peers.length, uploaded });
    const totals = passkeys.map(() => 0);
    for (const { member } of peers) totals[member] = (totals[member] ?? 0) + uploaded;
    return totals;
  }

  private async playOnce(
    { name, port, hasPasskeys }: Target,
    play: { from: number; to: number; uploaded: number },
  ): Promise<void> {
    const wish = { port, hasPasskeys, keepAlive: true, connections: fillConnections, play };
    const { failures, replies } = await this.generator.run(wish);
    if (failures > 0) throw new Error(`${name}: ${failures} of ${replies} announces failed`);
  }

  private async play(
    target: Target,
    wish: { keepAlive: boolean; seconds: number; isReading: boolean },
  ): Promise<RunResult> {
    const { port, hasPasskeys, hangsUp } = target;
    const position = this.positionOf(target);
    const result = hasWrk()
      ? await runWrk({
          ...{ ...wish, port, hangsUp, connections, position },
          file: this.fileOf(hasPasskeys),
          core: cores?.generator,
        })
      : await this.generator.run({
          ...{ port, hasPasskeys, connections, keepAlive: wish.keepAlive },
          play: { position, seconds: wish.seconds },
        });
    this.positions.set(target, result.nextPosition);
    if (result.failures > 0) {
      throw new Error(`${target.name}: ${result.failures} of ${result.replies} announces failed`);
    }
    return result;
  }

  private fileOf(hasPasskeys: boolean): string {
    const known = this.files.get(hasPasskeys);
    if (known !== undefined) return known;
    const file = path.join(this.stage.folder, `requests-${this.files.size}-${performance.now()}`);
    const heads = this.load.peers.map((peer) => requestHead(this.load, peer, hasPasskeys));
    writeFileSync(file, `${heads.join("\n")}\n`);
    this.files.set(hasPasskeys, file);
    return file;
  }
}
