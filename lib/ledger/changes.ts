import type { FirstReading, PeerChange, PeerSnapshot } from "#lib/tracker/ports";
import type { PeerTable } from "#lib/tracker/swarm/peer-table";

/** A peer with everything that happened to it since it was last committed. */
export interface PeerUpdate extends PeerSnapshot, PeerChange {}

/** What adds up while a peer waits for its commit. The rest stands in the peer table. */
interface Waiting {
  uploaded: number;
  downloaded: number;
  seedSeconds: number;
  completed: boolean;
  readonly firstReading: FirstReading | null;
  userAgent: string;
}

/**
 * Peers with changes that are not committed, by slot. Credits and seed time add up and events are
 * never lost, however many announces merge; totals, bytes left and addresses are read from the
 * peer table when the changes are closed, so that they are always the last ones.
 */
export class PeerChanges {
  private readonly bySlot = new Map<number, Waiting>();

  get size(): number {
    return this.bySlot.size;
  }

  has(slot: number): boolean {
    return this.bySlot.has(slot);
  }

  record(slot: number, change: PeerChange): void {
    const waiting = this.bySlot.get(slot);
    if (waiting === undefined) {
      this.bySlot.set(slot, {
        uploaded: change.credit.uploaded,
        downloaded: change.credit.downloaded,
        seedSeconds: change.seedSeconds,
        completed: change.completed,
        firstReading: change.firstReading,
        userAgent: change.userAgent,
      });
      return;
    }
    waiting.uploaded += change.credit.uploaded;
    waiting.downloaded += change.credit.downloaded;
    waiting.seedSeconds += change.seedSeconds;
    waiting.completed ||= change.completed;
    waiting.userAgent = change.userAgent;
  }

  touch(slot: number): void {
    if (this.bySlot.has(slot)) return;
    const credit = { uploaded: 0, downloaded: 0 };
    const nothing = { credit, seedSeconds: 0, completed: false, firstReading: null, userAgent: "" };
    this.record(slot, nothing);
  }

  /** The changes as they are now, with the peers as they are now. */
  close(peers: PeerTable): PeerUpdate[] {
    const updates: PeerUpdate[] = [];
    for (const [slot, waiting] of this.bySlot) {
      const { uploaded, downloaded, seedSeconds, completed, firstReading, userAgent } = waiting;
      updates.push({
        ...peers.snapshot(slot),
        credit: { uploaded, downloaded },
        seedSeconds,
        completed,
        firstReading,
        userAgent,
      });
    }
    return updates;
  }
}
