import { COMPACT_IPV4_BYTES, COMPACT_IPV6_BYTES } from "../codec/address";
import type { PeerSnapshot } from "../ports";
import type { Totals } from "../types";

export const PEER_ID_BYTES = 20;
const NONE = -1;

/** Bits of a peer's state. */
const TAKEN = 16;
const IN_SWARM = 1;
const SEEDING = 2;
const HAS_IPV4 = 4;
const HAS_IPV6 = 8;

/** What names a peer: one client of one member in one torrent, whatever its addresses. */
export interface PeerKey {
  readonly torrentId: number;
  readonly memberId: number;
  /** 20 bytes, one char code each. */
  readonly peerId: string;
}

/**
 * All peers, packed: about 100 bytes a slot in typed arrays, and no object. A peer is its slot, an
 * index into every column. A hash table with chains finds the slot of a key.
 *
 * A peer that stopped or expired keeps its slot until the ledger has committed its last totals,
 * so that the baseline of a quick return is never older than what was credited.
 */
export class PeerTable {
  uploaded = new Float64Array(0);
  downloaded = new Float64Array(0);
  left = new Float64Array(0);
  torrentId = new Int32Array(0);
  memberId = new Int32Array(0);
  /** Unix time in seconds of the last announce. */
  seenAt = new Uint32Array(0);
  firstSeenAt = new Uint32Array(0);
  /** Where the peer stands in its swarm's list, so that leaving takes one swap. */
  position = new Int32Array(0);
  /** 6 bytes a slot (BEP 23). */
  ipv4 = new Uint8Array(0);
  /** 18 bytes a slot (BEP 7). */
  ipv6 = new Uint8Array(0);
  peerIds = new Uint8Array(0);
  private state = new Uint8Array(0);
  private next = new Int32Array(0);
  private buckets = new Int32Array(0);
  private freeHead = NONE;
  private used = 0;
  private count = 0;

  constructor(capacity = 1024) {
    this.grow(Math.max(16, capacity));
  }

  /** Peers that hold a slot. */
  get size(): number {
    return this.count;
  }

  /** Slots are below this number. */
  get limit(): number {
    return this.used;
  }

  /** @returns the peer's slot, or −1 */
  find(key: PeerKey): number {
    let slot = this.buckets[this.bucketOf(key.torrentId, key.memberId, key.peerId)] ?? NONE;
    while (slot !== NONE && !this.isAt(slot, key)) slot = this.next[slot] ?? NONE;
    return slot;
  }

  /** Takes a slot for a peer that `find` does not know. Every column of it is zero. */
  add(key: PeerKey): number {
    if (this.freeHead === NONE && this.used === this.capacity) this.grow(this.capacity * 2);
    const slot = this.takeSlot();
    this.state[slot] = TAKEN;
    this.torrentId[slot] = key.torrentId;
    this.memberId[slot] = key.memberId;
    for (let index = 0; index < PEER_ID_BYTES; index++) {
      this.peerIds[slot * PEER_ID_BYTES + index] = key.peerId.charCodeAt(index);
    }
    this.link(slot, this.bucketOf(key.torrentId, key.memberId, key.peerId));
    this.count++;
    return slot;
  }

  /** Gives the slot back. The caller has taken the peer out of its swarm. */
  remove(slot: number): void {
    this.unlink(slot);
    this.uploaded[slot] = 0;
    this.downloaded[slot] = 0;
    this.left[slot] = 0;
    this.seenAt[slot] = 0;
    this.torrentId[slot] = 0;
    this.state[slot] = 0;
    this.next[slot] = this.freeHead;
    this.freeHead = slot;
    this.count--;
  }

  /** Fills a new peer's columns with its first announce. */
  begin(slot: number, first: Totals & { left: number; now: number }): void {
    this.setTotals(slot, first);
    this.setLeft(slot, first.left, first.now);
    this.firstSeenAt[slot] = first.now;
  }

  setTotals(slot: number, totals: Totals): void {
    this.uploaded[slot] = totals.uploaded;
    this.downloaded[slot] = totals.downloaded;
  }

  setLeft(slot: number, left: number, seenAt: number): void {
    this.left[slot] = left;
    this.seenAt[slot] = seenAt;
  }

  /** What is known of a peer's counters. */
  knownOf(slot: number): Totals & { left: number; seenAt: number } {
    return {
      uploaded: this.uploaded[slot] ?? 0,
      downloaded: this.downloaded[slot] ?? 0,
      left: this.left[slot] ?? 0,
      seenAt: this.seenAt[slot] ?? 0,
    };
  }

  /** Everything of a peer that the ledger stores. */
  snapshot(slot: number): PeerSnapshot {
    return {
      slot,
      torrentId: this.torrentId[slot] ?? 0,
      memberId: this.memberId[slot] ?? 0,
      peerId: this.peerIdOf(slot),
      ...this.knownOf(slot),
      firstSeenAt: this.firstSeenAt[slot] ?? 0,
      ipv4: this.ipv4Of(slot),
      ipv6: this.ipv6Of(slot),
      active: this.isInSwarm(slot),
    };
  }

  peerIdOf(slot: number): string {
    const start = slot * PEER_ID_BYTES;
    return String.fromCharCode(...this.peerIds.subarray(start, start + PEER_ID_BYTES));
  }

  isTaken(slot: number): boolean {
    return this.has(slot, TAKEN);
  }

  isInSwarm(slot: number): boolean {
    return this.has(slot, IN_SWARM);
  }

  isSeeding(slot: number): boolean {
    return this.has(slot, SEEDING);
  }

  hasIpv4(slot: number): boolean {
    return this.has(slot, HAS_IPV4);
  }

  hasIpv6(slot: number): boolean {
    return this.has(slot, HAS_IPV6);
  }

  /** Notes that the peer stands in a swarm's list of seeders or leechers. */
  enter(slot: number, isSeeding: boolean): void {
    const kept = (this.state[slot] ?? 0) & ~(IN_SWARM | SEEDING);
    this.state[slot] = kept | IN_SWARM | (isSeeding ? SEEDING : 0);
  }

  /** Notes that the peer stands in no list. */
  leave(slot: number): void {
    this.state[slot] = (this.state[slot] ?? 0) & ~(IN_SWARM | SEEDING);
  }

  /** Keeps a compact address beside the one of the other family, if there is one. */
  setAddress(slot: number, compact: Uint8Array): void {
    if (compact.length === COMPACT_IPV4_BYTES) {
      this.ipv4.set(compact, slot * COMPACT_IPV4_BYTES);
      this.state[slot] = (this.state[slot] ?? 0) | HAS_IPV4;
    } else {
      this.ipv6.set(compact, slot * COMPACT_IPV6_BYTES);
      this.state[slot] = (this.state[slot] ?? 0) | HAS_IPV6;
    }
  }

  ipv4Of(slot: number): Uint8Array | null {
    if (!this.hasIpv4(slot)) return null;
    return this.ipv4.slice(slot * COMPACT_IPV4_BYTES, (slot + 1) * COMPACT_IPV4_BYTES);
  }

  ipv6Of(slot: number): Uint8Array | null {
    if (!this.hasIpv6(slot)) return null;
    return this.ipv6.slice(slot * COMPACT_IPV6_BYTES, (slot + 1) * COMPACT_IPV6_BYTES);
  }

  private get capacity(): number {
    return this.next.length;
  }

  private has(slot: number, bit: number): boolean {
    return ((this.state[slot] ?? 0) & bit) !== 0;
  }

  private isAt(slot: number, key: PeerKey): boolean {
    if (this.torrentId[slot] !== key.torrentId || this.memberId[slot] !== key.memberId)
      return false;
    const start = slot * PEER_ID_BYTES;
    for (let index = 0; index < PEER_ID_BYTES; index++) {
      if (this.peerIds[start + index] !== key.peerId.charCodeAt(index)) return false;
    }
    return true;
  }

  private takeSlot(): number {
    if (this.freeHead === NONE) return this.used++;
    const slot = this.freeHead;
    this.freeHead = this.next[slot] ?? NONE;
    return slot;
  }

  private link(slot: number, bucket: number): void {
    this.next[slot] = this.buckets[bucket] ?? NONE;
    this.buckets[bucket] = slot;
  }

  private unlink(slot: number): void {
    const bucket = this.bucketOfSlot(slot);
    const after = this.next[slot] ?? NONE;
    let before = this.buckets[bucket] ?? NONE;
    if (before === slot) {
      this.buckets[bucket] = after;
      return;
    }
    while (before !== NONE && this.next[before] !== slot) before = this.next[before] ?? NONE;
    if (before !== NONE) this.next[before] = after;
  }

  private bucketOf(torrentId: number, memberId: number, peerId: string): number {
    let hash = mix(torrentId, memberId);
    // The client's name fills the first eight bytes, its random part the rest.
    for (let index = 8; index < PEER_ID_BYTES; index++) hash = mix(hash, peerId.charCodeAt(index));
    return (hash ^ (hash >>> 15)) & (this.buckets.length - 1);
  }

  private bucketOfSlot(slot: number): number {
    let hash = mix(this.torrentId[slot] ?? 0, this.memberId[slot] ?? 0);
    const start = slot * PEER_ID_BYTES;
    for (let index = start + 8; index < start + PEER_ID_BYTES; index++) {
      hash = mix(hash, this.peerIds[index] ?? 0);
    }
    return (hash ^ (hash >>> 15)) & (this.buckets.length - 1);
  }

  private grow(capacity: number): void {
    this.uploaded = grown(this.uploaded, new Float64Array(capacity));
    this.downloaded = grown(this.downloaded, new Float64Array(capacity));
    this.left = grown(this.left, new Float64Array(capacity));
    this.torrentId = grown(this.torrentId, new Int32Array(capacity));
    this.memberId = grown(this.memberId, new Int32Array(capacity));
    this.seenAt = grown(this.seenAt, new Uint32Array(capacity));
    this.firstSeenAt = grown(this.firstSeenAt, new Uint32Array(capacity));
    this.position = grown(this.position, new Int32Array(capacity));
    this.ipv4 = grown(this.ipv4, new Uint8Array(capacity * COMPACT_IPV4_BYTES));
    this.ipv6 = grown(this.ipv6, new Uint8Array(capacity * COMPACT_IPV6_BYTES));
    this.peerIds = grown(this.peerIds, new Uint8Array(capacity * PEER_ID_BYTES));
    this.state = grown(this.state, new Uint8Array(capacity));
    this.next = grown(this.next, new Int32Array(capacity));
    this.rehash();
  }

  private rehash(): void {
    const inChains = this.slotsInChains();
    let size = 16;
    while (size < this.capacity) size *= 2;
    this.buckets = new Int32Array(size).fill(NONE);
    for (const slot of inChains) this.link(slot, this.bucketOfSlot(slot));
  }

  private slotsInChains(): number[] {
    const slots: number[] = [];
    for (const head of this.buckets) {
      for (let slot = head; slot !== NONE; slot = this.next[slot] ?? NONE) slots.push(slot);
    }
    return slots;
  }
}

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 13);
}

function grown<A extends Float64Array | Int32Array | Uint32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
