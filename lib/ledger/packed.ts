import { COMPACT_IPV4_BYTES, COMPACT_IPV6_BYTES } from "#lib/tracker/codec/address";
import type { FirstReading, PeerChange, PeerSnapshot, Suspicion } from "#lib/tracker/ports";
import { PEER_ID_BYTES, type PeerTable } from "#lib/tracker/swarm/peer-table";
import type { AnnounceEvent } from "#lib/tracker/types";

/** A peer with everything that happened to it since it was last committed. */
export interface PeerUpdate
  extends
    Omit<PeerSnapshot, "slot">,
    Pick<PeerChange, "credit" | "completed" | "seedSeconds" | "firstReading" | "userAgent"> {
  readonly suspicions: readonly Suspicion[];
}

/**
 * Updates as the ledger's thread receives them: a few flat arrays that change hands without a copy.
 * The layout is this file's own business.
 */
export interface PackedUpdates {
  readonly count: number;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly ids: Int32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Each user agent once. */
  readonly userAgents: readonly string[];
  readonly suspicions: readonly (readonly [row: number, suspicion: Suspicion])[];
}

/** Events by their number here. */
export const EVENTS: readonly AnnounceEvent[] = [
  "none",
  "started",
  "stopped",
  "completed",
  "paused",
];

/** What changed about a peer, as the buffer of changes holds it. */
interface Row {
  readonly slot: number;
  readonly completed: boolean;
  readonly hasFirstReading: boolean;
  readonly event: number;
  /** Credit up and down, seed seconds; then the numbers of a first reading, in `readingOf`'s order. */
  readonly numbers: Float64Array;
  readonly userAgent: string;
  readonly suspicions: readonly Suspicion[];
}

const NUMBERS = 15;
const IDS = 3;
const IPV4_AT = PEER_ID_BYTES;
const IPV6_AT = IPV4_AT + COMPACT_IPV4_BYTES;
const FLAGS_AT = IPV6_AT + COMPACT_IPV6_BYTES;
const EVENT_AT = FLAGS_AT + 1;
const BYTES = EVENT_AT + 1;

const IS_ACTIVE = 1;
const IS_COMPLETED = 2;
const HAS_IPV4 = 4;
const HAS_IPV6 = 8;
const HAS_FIRST_READING = 16;
const IS_TRIED = 32;
const IS_CONNECTABLE = 64;

/** Packs rows one after another, about 160 bytes each. */
export class Packer {
  private readonly numbers: Float64Array<ArrayBuffer>;
  private readonly ids: Int32Array<ArrayBuffer>;
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly agents = new Map<string, number>();
  private readonly suspicions: [row: number, suspicion: Suspicion][] = [];
  private row = 0;

  constructor(count: number) {
    this.numbers = new Float64Array(count * NUMBERS);
    this.ids = new Int32Array(count * IDS);
    this.bytes = new Uint8Array(count * BYTES);
  }

  put(peers: PeerTable, change: Row): void {
    const row = this.row++;
    const { slot } = change;
    this.ids[row * IDS] = peers.torrentId[slot] ?? 0;
    this.ids[row * IDS + 1] = peers.memberId[slot] ?? 0;
    this.ids[row * IDS + 2] = this.agentNumber(change.userAgent);
    const number = row * NUMBERS;
    this.numbers[number] = peers.uploaded[slot] ?? 0;
    this.numbers[number + 1] = peers.downloaded[slot] ?? 0;
    this.numbers[number + 2] = peers.left[slot] ?? 0;
    this.numbers[number + 3] = peers.firstSeenAt[slot] ?? 0;
    this.numbers[number + 4] = peers.seenAt[slot] ?? 0;
    this.numbers.set(change.numbers, number + 5);
    const byte = row * BYTES;
    peers.copyBytes(slot, this.bytes, byte);
    this.bytes[byte + FLAGS_AT] = flagsOf(peers, change);
    this.bytes[byte + EVENT_AT] = change.event;
    for (const suspicion of change.suspicions) this.suspicions.push([row, suspicion]);
  }

  packed(): PackedUpdates {
    return {
      count: this.row,
      numbers: this.numbers,
      ids: this.ids,
      bytes: this.bytes,
      userAgents: [...this.agents.keys()],
      suspicions: this.suspicions,
    };
  }

  private agentNumber(userAgent: string): number {
    let number = this.agents.get(userAgent);
    if (number === undefined) {
      number = this.agents.size;
      this.agents.set(userAgent, number);
    }
    return number;
  }
}

function flagsOf(peers: PeerTable, { slot, completed, hasFirstReading }: Row): number {
  const connectable = peers.isConnectable(slot);
  return (
    (peers.isInSwarm(slot) ? IS_ACTIVE : 0) |
    (completed ? IS_COMPLETED : 0) |
    (peers.hasIpv4(slot) ? HAS_IPV4 : 0) |
    (peers.hasIpv6(slot) ? HAS_IPV6 : 0) |
    (hasFirstReading ? HAS_FIRST_READING : 0) |
    (connectable === null ? 0 : IS_TRIED) |
    (connectable === true ? IS_CONNECTABLE : 0)
  );
}

/** Unpacks updates into objects, in their order. */
export function unpack(packed: PackedUpdates): PeerUpdate[] {
  const suspicions = new Map<number, Suspicion[]>();
  for (const [row, suspicion] of packed.suspicions) {
    suspicions.set(row, [...(suspicions.get(row) ?? []), suspicion]);
  }
  return Array.from({ length: packed.count }, (_, row) => ({
    ...unpackRow(packed, row),
    suspicions: suspicions.get(row) ?? [],
  }));
}

function unpackRow(packed: PackedUpdates, row: number): Omit<PeerUpdate, "suspicions"> {
  const { ids, numbers } = packed;
  const number = row * NUMBERS;
  const bytes = packed.bytes.subarray(row * BYTES, (row + 1) * BYTES);
  const flags = at(bytes, FLAGS_AT);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  return {
    torrentId: at(ids, row * IDS),
    memberId: at(ids, row * IDS + 1),
    userAgent: packed.userAgents[at(ids, row * IDS + 2)] ?? "",
    peerId: Buffer.from(bytes.buffer, bytes.byteOffset, PEER_ID_BYTES).toString("latin1"),
    uploaded: at(numbers, number),
    downloaded: at(numbers, number + 1),
    left: at(numbers, number + 2),
    firstSeenAt: at(numbers, number + 3),
    seenAt: at(numbers, number + 4),
    credit: { uploaded: at(numbers, number + 5), downloaded: at(numbers, number + 6) },
    seedSeconds: at(numbers, number + 7),
    firstReading: has(HAS_FIRST_READING)
      ? readingOf(numbers.subarray(number + 8, number + NUMBERS), at(bytes, EVENT_AT))
      : null,
    ipv4: has(HAS_IPV4) ? bytes.subarray(IPV4_AT, IPV6_AT) : null,
    ipv6: has(HAS_IPV6) ? bytes.subarray(IPV6_AT, FLAGS_AT) : null,
    active: has(IS_ACTIVE),
    completed: has(IS_COMPLETED),
    connectable: has(IS_TRIED) ? has(IS_CONNECTABLE) : null,
  };
}

function readingOf(numbers: Float64Array, event: number): FirstReading {
  return {
    uploaded: at(numbers, 0),
    downloaded: at(numbers, 1),
    left: at(numbers, 2),
    at: at(numbers, 3),
    sizeBytes: at(numbers, 4),
    takersAt: at(numbers, 5),
    watchedSince: at(numbers, 6),
    event: EVENTS[event] ?? "none",
  };
}

function at(column: Float64Array | Int32Array | Uint8Array, index: number): number {
  return column[index] ?? 0;
}
