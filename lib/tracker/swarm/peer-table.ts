import { COMPACT_IPV4_BYTES, COMPACT_IPV6_BYTES } from "../codec/address";
import type { PeerSnapshot } from "../ports";
import type { Totals } from "../types";

import { grown } from "./columns";

export const PEER_ID_BYTES = 20;
const BYTE_COLUMNS = [PEER_ID_BYTES, COMPACT_IPV4_BYTES, COMPACT_IPV6_BYTES];
const NONE = -1;
/** The largest number that `interval` holds. */
const INTERVAL_AT_MOST = 65_535;

/** Bits of a peer's state. */
const IN_SWARM = 1;
const SEEDING = 2;
const HAS_IPV4 = 4;
const HAS_IPV6 = 8;
const TAKEN = 16;
const PORT_TRIED = 32;
const PORT_OPEN = 64;

/** What names a peer: one client of one member in one torrent, whatever its addresses. */
export interface PeerKey {
  readonly torrentId: number;
  readonly memberId: number;
  /** 20 bytes, one char code each. */
  readonly peerId: string;
}

/**
 * All peers, packed: 107 bytes a slot in typed arrays, and no object. A peer is its slot, an index
 * into every column. A hash table finds the peers of one member in one torrent: they are one chain,
 * so that counting them costs no more than finding one.
 *
 * Columns that nobody has written yet take no memory: the system hands out their pages at the
 * first touch, so growing by doubling costs address space only. Hence 0 means "none" in `buckets`
 * and `next`, and slots stand there raised by one.
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
  /** Unix time in seconds at which the peer was last given others. */
  servedAt = new Uint32Array(0);
  /** Unix time in seconds of the last look whether the port is open. */
  portTriedAt = new Uint32Array(0);
  /** Seconds until the next announce, as the last reply asked for. */
  interval = new Uint16Array(0);
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
    let slot = this.firstOf(key.torrentId, key.memberId);
    while (slot !== NONE && !this.hasPeerId(slot, key.peerId)) slot = this.nextOf(slot);
    return slot;
  }

  /** @returns the slot of some peer of the member in the torrent, or −1; `nextOf` leads on */
  firstOf(torrentId: number, memberId: number): number {
    const head = (this.buckets[this.bucketOf(torrentId, memberId)] ?? 0) - 1;
    return this.skipOthers(head, torrentId, memberId);
  }

  /** @returns the slot of the next peer of the same member in the same torrent, or −1 */
  nextOf(slot: number): number {
    const after = (this.next[slot] ?? 0) - 1;
    return this.skipOthers(after, this.torrentId[slot] ?? 0, this.memberId[slot] ?? 0);
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
    this.link(slot);
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
    this.servedAt[slot] = 0;
    this.portTriedAt[slot] = 0;
    this.interval[slot] = 0;
    this.torrentId[slot] = 0;
    this.state[slot] = 0;
    this.next[slot] = this.freeHead + 1;
    this.freeHead = slot;
    this.count--;
  }

  /** Makes room at once for so many peers more than there are. */
  reserve(count: number): void {
    const wanted = this.used + count;
    if (wanted > this.capacity) this.grow(wanted);
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

  /** Notes the seconds that a reply asks the peer to wait. */
  setInterval(slot: number, seconds: number): void {
    this.interval[slot] = Math.min(seconds, INTERVAL_AT_MOST);
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
      connectable: this.isConnectable(slot),
    };
  }

  /** Whether the peer's port could be reached; null while nobody has tried. */
  isConnectable(slot: number): boolean | null {
    return this.has(slot, PORT_TRIED) ? this.has(slot, PORT_OPEN) : null;
  }

  setConnectable(slot: number, isOpen: boolean): void {
    const kept = (this.state[slot] ?? 0) & ~PORT_OPEN;
    this.state[slot] = kept | PORT_TRIED | (isOpen ? PORT_OPEN : 0);
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
    const end = compact.length - 2;
    this.setAddressAndPort(slot, compact.subarray(0, end), portOf(compact));
  }

  /** The same, of an address of 4 or 16 bytes and a port. */
  setAddressAndPort(slot: number, address: Uint8Array, port: number): void {
    const { length } = address;
    const isIpv4 = length === 4;
    const column = isIpv4 ? this.ipv4 : this.ipv6;
    const start = slot * (length + 2);
    // A loop is faster than a copy by the engine for so few bytes.
    for (let index = 0; index < length; index++) column[start + index] = address[index] ?? 0;
    column[start + length] = port >> 8;
    column[start + length + 1] = port & 255;
    this.state[slot] = (this.state[slot] ?? 0) | (isIpv4 ? HAS_IPV4 : HAS_IPV6);
  }

  /** Whether the peer stands at this compact address, port included. */
  hasAddress(slot: number, compact: Uint8Array): boolean {
    const isIpv4 = compact.length === COMPACT_IPV4_BYTES;
    if (!this.has(slot, isIpv4 ? HAS_IPV4 : HAS_IPV6)) return false;
    const column = isIpv4 ? this.ipv4 : this.ipv6;
    const start = slot * compact.length;
    return compact.every((byte, index) => column[start + index] === byte);
  }

  /** Copies peer id, IPv4 and IPv6 address, 44 bytes, whether set or not. */
  copyBytes(slot: number, to: Uint8Array, at: number): void {
    const from = [this.peerIds, this.ipv4, this.ipv6];
    let place = at;
    for (const [index, width] of BYTE_COLUMNS.entries()) {
      const column = from[index];
      if (column === undefined) continue;
      for (let byte = 0; byte < width; byte++) to[place++] = column[slot * width + byte] ?? 0;
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

  private hasPeerId(slot: number, peerId: string): boolean {
    const start = slot * PEER_ID_BYTES;
    for (let index = 0; index < PEER_ID_BYTES; index++) {
      if (this.peerIds[start + index] !== peerId.charCodeAt(index)) return false;
    }
    return true;
  }

  private skipOthers(from: number, torrentId: number, memberId: number): number {
    let slot = from;
    while (
      slot !== NONE &&
      (this.torrentId[slot] !== torrentId || this.memberId[slot] !== memberId)
    ) {
      slot = (this.next[slot] ?? 0) - 1;
    }
    return slot;
  }

  private takeSlot(): number {
    if (this.freeHead === NONE) return this.used++;
    const slot = this.freeHead;
    this.freeHead = (this.next[slot] ?? 0) - 1;
    return slot;
  }

  private link(slot: number): void {
    const bucket = this.bucketOf(this.torrentId[slot] ?? 0, this.memberId[slot] ?? 0);
    this.next[slot] = this.buckets[bucket] ?? 0;
    this.buckets[bucket] = slot + 1;
  }

  private unlink(slot: number): void {
    const bucket = this.bucketOf(this.torrentId[slot] ?? 0, this.memberId[slot] ?? 0);
    const after = this.next[slot] ?? 0;
    let before = (this.buckets[bucket] ?? 0) - 1;
    if (before === slot) {
      this.buckets[bucket] = after;
      return;
    }
    while (before !== NONE && this.next[before] !== slot + 1) before = (this.next[before] ?? 0) - 1;
    if (before !== NONE) this.next[before] = after;
  }

  private bucketOf(torrentId: number, memberId: number): number {
    const hash = Math.imul(torrentId, 0x9e3779b1) ^ Math.imul(memberId, 0x85ebca6b);
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (mixed ^ (mixed >>> 13)) & (this.buckets.length - 1);
  }

  private grow(capacity: number): void {
    this.uploaded = grown(this.uploaded, new Float64Array(capacity));
    this.downloaded = grown(this.downloaded, new Float64Array(capacity));
    this.left = grown(this.left, new Float64Array(capacity));
    this.torrentId = grown(this.torrentId, new Int32Array(capacity));
    this.memberId = grown(this.memberId, new Int32Array(capacity));
    this.seenAt = grown(this.seenAt, new Uint32Array(capacity));
    this.firstSeenAt = grown(this.firstSeenAt, new Uint32Array(capacity));
    this.servedAt = grown(this.servedAt, new Uint32Array(capacity));
    this.portTriedAt = grown(this.portTriedAt, new Uint32Array(capacity));
    this.interval = grown(this.interval, new Uint16Array(capacity));
    this.position = grown(this.position, new Int32Array(capacity));
    this.ipv4 = grown(this.ipv4, new Uint8Array(capacity * COMPACT_IPV4_BYTES));
    this.ipv6 = grown(this.ipv6, new Uint8Array(capacity * COMPACT_IPV6_BYTES));
    this.peerIds = grown(this.peerIds, new Uint8Array(capacity * PEER_ID_BYTES));
    this.state = grown(this.state, new Uint8Array(capacity));
    this.next = grown(this.next, new Int32Array(capacity));
    this.rehash();
  }

  private rehash(): void {
    let size = 16;
    while (size < this.capacity) size *= 2;
    this.buckets = new Int32Array(size);
    for (let slot = 0; slot < this.used; slot++) if (this.isTaken(slot)) this.link(slot);
  }
}

function portOf(compact: Uint8Array): number {
  return ((compact.at(-2) ?? 0) << 8) | (compact.at(-1) ?? 0);
}
