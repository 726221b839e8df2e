import { grown, lengthFor } from "./columns";

const SECONDS_PER_HOUR = 3600;

/**
 * How many peers each member was given lately, so that nobody can list a site's peers: a bucket a
 * member that runs out evenly over an hour. Twelve bytes a member, by member id.
 */
export class PeerQuota {
  private given = new Float64Array(0);
  private countedAt = new Uint32Array(0);

  /**
   * How many of the wanted peers the member may have now.
   * @param perHour 0 is no limit
   */
  allow(memberId: number, wanted: number, { perHour, now }: Window): number {
    if (perHour === 0 || wanted === 0) return wanted;
    return Math.max(
      0,
      Math.min(wanted, Math.floor(perHour - this.levelOf(memberId, perHour, now))),
    );
  }

  /** Counts peers that the member was given. */
  take(memberId: number, count: number, { perHour, now }: Window): void {
    if (perHour === 0 || count === 0) return;
    if (memberId >= this.given.length) this.grow(memberId);
    this.given[memberId] = this.levelOf(memberId, perHour, now) + count;
    this.countedAt[memberId] = now;
  }

  private levelOf(memberId: number, perHour: number, now: number): number {
    const elapsed = Math.max(0, now - (this.countedAt[memberId] ?? 0));
    const runOut = (elapsed * perHour) / SECONDS_PER_HOUR;
    return Math.max(0, (this.given[memberId] ?? 0) - runOut);
  }

  private grow(memberId: number): void {
    const length = lengthFor(memberId);
    this.given = grown(this.given, new Float64Array(length));
    this.countedAt = grown(this.countedAt, new Uint32Array(length));
  }
}

interface Window {
  readonly perHour: number;
  /** Unix seconds. */
  readonly now: number;
}
