import { grown, lengthFor } from "./columns";

/** Slots of the smallest block; the blocks of class n hold so many times 2^n. */
const SMALLEST_BLOCK = 2;

/**
 * For each torrent the slots of its peers, seeders first and leechers after them. A list is a block
 * in one pool: arrays of their own would cost a hundred bytes and more for every small swarm.
 * Adding, removing and reading at random each take constant time; order means nothing.
 */
export class SlotLists {
  /** All blocks. */
  slots = new Int32Array(1024);
  private used = 0;
  /** By torrent id: where its block begins, how many are in it, how many of them seed. */
  private start = new Int32Array(0);
  private count = new Int32Array(0);
  private seeders = new Int32Array(0);
  /** By torrent id: the block's class raised by one; 0 without a block. */
  private blockClass = new Uint8Array(0);
  /** By class: where unused blocks begin. */
  private readonly unused: number[][] = [];

  startOf(torrentId: number): number {
    return this.start[torrentId] ?? 0;
  }

  countOf(torrentId: number): number {
    return this.count[torrentId] ?? 0;
  }

  seedersOf(torrentId: number): number {
    return this.seeders[torrentId] ?? 0;
  }

  /**
   * Adds a slot that is not in the list.
   * @param position by slot, its place in its list: kept up to date for every slot that moves
   */
  add(
    torrentId: number,
    peer: { readonly slot: number; readonly isSeeding: boolean },
    position: Int32Array,
  ): void {
    this.makeRoom(torrentId);
    const start = this.startOf(torrentId);
    const count = this.countOf(torrentId);
    let at = count;
    if (peer.isSeeding) {
      // The first leecher makes way.
      at = this.seedersOf(torrentId);
      this.move(start, { from: at, to: count }, position);
      this.seeders[torrentId] = at + 1;
    }
    this.slots[start + at] = peer.slot;
    position[peer.slot] = at;
    this.count[torrentId] = count + 1;
  }

  /** Removes the slot at a place of the list. */
  remove(torrentId: number, at: number, position: Int32Array): void {
    const start = this.startOf(torrentId);
    const count = this.countOf(torrentId);
    const seeders = this.seedersOf(torrentId);
    let hole = at;
    if (at < seeders) {
      this.move(start, { from: seeders - 1, to: hole }, position);
      this.seeders[torrentId] = seeders - 1;
      hole = seeders - 1;
    }
    this.move(start, { from: count - 1, to: hole }, position);
    this.count[torrentId] = count - 1;
    if (count === 1) this.giveBack(torrentId);
  }

  private move(
    start: number,
    { from, to }: { readonly from: number; readonly to: number },
    position: Int32Array,
  ): void {
    if (from === to) return;
    const slot = this.slots[start + from] ?? 0;
    this.slots[start + to] = slot;
    position[slot] = to;
  }

  private makeRoom(torrentId: number): void {
    if (torrentId >= this.start.length) this.grow(torrentId);
    const nextClass = this.blockClass[torrentId] ?? 0;
    const count = this.countOf(torrentId);
    if (nextClass > 0 && count < SMALLEST_BLOCK * 2 ** (nextClass - 1)) return;
    const start = this.takeBlock(nextClass);
    if (nextClass > 0) {
      const before = this.startOf(torrentId);
      this.slots.copyWithin(start, before, before + count);
      this.unused[nextClass - 1]?.push(before);
    }
    this.start[torrentId] = start;
    this.blockClass[torrentId] = nextClass + 1;
  }

  private takeBlock(blockClass: number): number {
    const unused = (this.unused[blockClass] ??= []).pop();
    if (unused !== undefined) return unused;
    const start = this.used;
    this.used += SMALLEST_BLOCK * 2 ** blockClass;
    if (this.used > this.slots.length) {
      const length = Math.max(this.used, this.slots.length * 2);
      this.slots = grown(this.slots, new Int32Array(length));
    }
    return start;
  }

  private giveBack(torrentId: number): void {
    this.unused[(this.blockClass[torrentId] ?? 1) - 1]?.push(this.startOf(torrentId));
    this.blockClass[torrentId] = 0;
  }

  private grow(torrentId: number): void {
    const length = lengthFor(torrentId);
    this.start = grown(this.start, new Int32Array(length));
    this.count = grown(this.count, new Int32Array(length));
    this.seeders = grown(this.seeders, new Int32Array(length));
    this.blockClass = grown(this.blockClass, new Uint8Array(length));
  }
}
