import { grown, lengthFor } from "./columns";

/**
 * For each torrent, when its last downloaders left: the last of all, and the last of another member
 * than that one. Two are enough to say of any member when somebody else was last there.
 */
export class Departures {
  private members = new Int32Array(0);
  private memberLeftAt = new Uint32Array(0);
  private otherLeftAt = new Uint32Array(0);

  /** @param now Unix seconds */
  note(torrentId: number, memberId: number, now: number): void {
    if (torrentId >= this.members.length) this.grow(torrentId);
    if (this.members[torrentId] !== memberId) {
      this.otherLeftAt[torrentId] = this.memberLeftAt[torrentId] ?? 0;
    }
    this.members[torrentId] = memberId;
    this.memberLeftAt[torrentId] = now;
  }

  /** @returns Unix seconds at which a downloader other than the member last left, or 0 */
  lastOfOthers(torrentId: number, memberId: number): number {
    const isLast = this.members[torrentId] === memberId;
    return (isLast ? this.otherLeftAt[torrentId] : this.memberLeftAt[torrentId]) ?? 0;
  }

  private grow(torrentId: number): void {
    const length = lengthFor(torrentId);
    this.members = grown(this.members, new Int32Array(length));
    this.memberLeftAt = grown(this.memberLeftAt, new Uint32Array(length));
    this.otherLeftAt = grown(this.otherLeftAt, new Uint32Array(length));
  }
}
