import type { PeerChange, Suspicion } from "#lib/tracker/ports";
import { grown, lengthFor } from "#lib/tracker/swarm/columns";
import type { PeerTable } from "#lib/tracker/swarm/peer-table";

import { EVENTS, Packer, type PackedUpdates } from "./packed";

/** Numbers of a waiting change: credit up and down, seed seconds, and the seven of a first reading. */
const NUMBERS = 10;
const IS_COMPLETED = 1;
const HAS_FIRST_READING = 2;

const NO_CHANGE: PeerChange = {
  credit: { uploaded: 0, downloaded: 0 },
  completed: false,
  seedSeconds: 0,
  firstReading: null,
  suspicion: null,
  userAgent: "",
};

/**
 * Peers with changes that are not committed, in the order in which they began to wait. Credits and
 * seed time add up and events are never lost, however many announces merge; totals, bytes left and
 * addresses are read from the peer table when the change is packed, so that they are always the
 * last ones.
 *
 * A ring of columns, so that an announce leaves nothing to the garbage collector.
 */
export class PeerChanges {
  /** Changes are numbered as they begin to wait; these two numbers bound those that wait. */
  private head = 0;
  private tail = 0;
  private slots = new Int32Array(0);
  private numbers = new Float64Array(0);
  private flags = new Uint8Array(0);
  private events = new Uint8Array(0);
  private userAgents: string[] = [];
  /** By slot: the place of its change raised by one, 0 without a change. */
  private placeOf = new Int32Array(0);
  private readonly suspicions = new Map<number, Suspicion[]>();

  constructor(capacity = 1024) {
    this.grow(capacity);
  }

  get size(): number {
    return this.tail - this.head;
  }

  /** The number of the next change that begins to wait. */
  get end(): number {
    return this.tail;
  }

  /** The number of the oldest change that waits. */
  get start(): number {
    return this.head;
  }

  has(slot: number): boolean {
    return (this.placeOf[slot] ?? 0) > 0;
  }

  record(slot: number, change: PeerChange): void {
    const known = (this.placeOf[slot] ?? 0) - 1;
    const place = known === -1 ? this.begin(slot, change) : known;
    const number = place * NUMBERS;
    this.add(number, change.credit.uploaded);
    this.add(number + 1, change.credit.downloaded);
    this.add(number + 2, change.seedSeconds);
    if (change.completed) this.flags[place] = (this.flags[place] ?? 0) | IS_COMPLETED;
    this.userAgents[place] = change.userAgent;
    if (change.suspicion !== null) this.suspect(slot, change.suspicion);
  }

  touch(slot: number): void {
    if (!this.has(slot)) this.record(slot, NO_CHANGE);
  }

  /** Takes out the oldest changes, at most so many, with their peers as they are now. */
  pack(peers: PeerTable, atMost: number): PackedUpdates {
    const count = Math.min(atMost, this.size);
    const packer = new Packer(count);
    for (let row = 0; row < count; row++) {
      const place = this.head++ & (this.slots.length - 1);
      const slot = this.slots[place] ?? 0;
      const number = place * NUMBERS;
      const flags = this.flags[place] ?? 0;
      packer.put(peers, {
        slot,
        completed: (flags & IS_COMPLETED) !== 0,
        hasFirstReading: (flags & HAS_FIRST_READING) !== 0,
        event: this.events[place] ?? 0,
        numbers: this.numbers.subarray(number, number + NUMBERS),
        userAgent: this.userAgents[place] ?? "",
        suspicions: this.takeSuspicions(slot),
      });
      this.userAgents[place] = "";
      this.placeOf[slot] = 0;
    }
    return packer.packed();
  }

  private begin(slot: number, { firstReading }: PeerChange): number {
    if (this.size === this.slots.length) this.grow(this.slots.length * 2);
    if (slot >= this.placeOf.length) {
      this.placeOf = grown(this.placeOf, new Int32Array(lengthFor(slot)));
    }
    const place = this.tail++ & (this.slots.length - 1);
    this.slots[place] = slot;
    this.placeOf[slot] = place + 1;
    this.numbers.fill(0, place * NUMBERS, (place + 1) * NUMBERS);
    this.flags[place] = firstReading === null ? 0 : HAS_FIRST_READING;
    if (firstReading !== null) {
      const { uploaded, downloaded, left, at, sizeBytes, takersAt, watchedSince } = firstReading;
      const reading = [uploaded, downloaded, left, at, sizeBytes, takersAt, watchedSince];
      this.numbers.set(reading, place * NUMBERS + 3);
      this.events[place] = EVENTS.indexOf(firstReading.event);
    }
    return place;
  }

  private add(number: number, amount: number): void {
    this.numbers[number] = (this.numbers[number] ?? 0) + amount;
  }

  private suspect(slot: number, suspicion: Suspicion): void {
    const known = this.suspicions.get(slot);
    if (known === undefined) this.suspicions.set(slot, [suspicion]);
    else known.push(suspicion);
  }

  private takeSuspicions(slot: number): readonly Suspicion[] {
    if (this.suspicions.size === 0) return NO_SUSPICIONS;
    const taken = this.suspicions.get(slot);
    if (taken === undefined) return NO_SUSPICIONS;
    this.suspicions.delete(slot);
    return taken;
  }

  /** A longer ring, with the changes that wait at its beginning. */
  private grow(capacity: number): void {
    const from = { slots: this.slots, numbers: this.numbers, flags: this.flags };
    const [events, userAgents, { size, head }] = [this.events, this.userAgents, this];
    this.slots = new Int32Array(capacity);
    this.numbers = new Float64Array(capacity * NUMBERS);
    this.flags = new Uint8Array(capacity);
    this.events = new Uint8Array(capacity);
    this.userAgents = new Array<string>(capacity).fill("");
    for (let row = 0; row < size; row++) {
      const old = (head + row) & (from.slots.length - 1);
      const place = (head + row) & (capacity - 1);
      const slot = from.slots[old] ?? 0;
      this.slots[place] = slot;
      this.placeOf[slot] = place + 1;
      this.flags[place] = from.flags[old] ?? 0;
      this.events[place] = events[old] ?? 0;
      this.userAgents[place] = userAgents[old] ?? "";
      this.numbers.set(from.numbers.subarray(old * NUMBERS, (old + 1) * NUMBERS), place * NUMBERS);
    }
  }
}

const NO_SUSPICIONS: readonly Suspicion[] = [];
