import { Departures } from "./departures";
import { PeerTable, type PeerKey } from "./peer-table";
import { SlotLists } from "./slot-lists";

/** How many are in a swarm. */
export interface SwarmSize {
  readonly seeders: number;
  readonly leechers: number;
}

/** Every swarm of this process. Each operation takes constant time, whatever the swarm's size. */
export class Swarms {
  readonly peers: PeerTable;
  readonly lists = new SlotLists();
  private readonly departures = new Departures();
  /** Torrents that each member downloads now. */
  private readonly downloads = new Map<number, number>();
  /** Torrents whose counts changed since `takeChanged`. */
  private readonly changed = new Set<number>();

  constructor(peers = new PeerTable()) {
    this.peers = peers;
  }

  /** Seeders and leechers of a torrent; none when nobody is in its swarm. */
  sizeOf(torrentId: number): SwarmSize {
    const seeders = this.lists.seedersOf(torrentId);
    return { seeders, leechers: this.lists.countOf(torrentId) - seeders };
  }

  /** The peer's slot, a new one at a first sight. */
  find(key: PeerKey): { slot: number; isNew: boolean } {
    const known = this.peers.find(key);
    return known === -1
      ? { slot: this.peers.add(key), isNew: true }
      : { slot: known, isNew: false };
  }

  /** Puts the peer among the seeders or the leechers, from wherever it was. */
  place(slot: number, isSeeding: boolean, now: number): void {
    const { peers } = this;
    if (peers.isInSwarm(slot) && peers.isSeeding(slot) === isSeeding) return;
    this.withdraw(slot, now);
    const torrentId = peers.torrentId[slot] ?? 0;
    if (!isSeeding) this.countDownload(slot, 1);
    this.lists.add(torrentId, { slot, isSeeding }, peers.position);
    peers.enter(slot, isSeeding);
    this.changed.add(torrentId);
  }

  /** Takes the peer out of the lists. It keeps its slot until `forget`. */
  withdraw(slot: number, now: number): void {
    const { peers } = this;
    if (!peers.isInSwarm(slot)) return;
    const torrentId = peers.torrentId[slot] ?? 0;
    this.lists.remove(torrentId, peers.position[slot] ?? 0, peers.position);
    const wasLeeching = !peers.isSeeding(slot);
    peers.leave(slot);
    if (wasLeeching) {
      this.countDownload(slot, -1);
      this.departures.note(torrentId, peers.memberId[slot] ?? 0, now);
    }
    this.changed.add(torrentId);
  }

  /** Gives a withdrawn peer's slot back: its last totals are committed. */
  forget(slot: number): void {
    this.peers.remove(slot);
  }

  /** Torrents that the member downloads at this moment. */
  downloadsOf(memberId: number): number {
    return this.downloads.get(memberId) ?? 0;
  }

  /**
   * When anybody but the member was last downloading the torrent: somebody to upload to.
   * @returns Unix time in seconds; Infinity while somebody is, whatever the clock says, and 0 when
   *   nobody has been
   */
  takersAt(torrentId: number, memberId: number): number {
    const { leechers } = this.sizeOf(torrentId);
    if (leechers > this.leechingPeersOf(torrentId, memberId)) return Infinity;
    return this.departures.lastOfOthers(torrentId, memberId);
  }

  /** Torrents whose numbers of seeders or leechers changed since the last call. */
  takeChanged(): number[] {
    const torrentIds = [...this.changed];
    this.changed.clear();
    return torrentIds;
  }

  /** Called while the peer is not in the swarm: others of the member in it are what counts. */
  private countDownload(slot: number, change: 1 | -1): void {
    const { peers } = this;
    const memberId = peers.memberId[slot] ?? 0;
    if (this.leechingPeersOf(peers.torrentId[slot] ?? 0, memberId) > 0) return;
    const count = this.downloadsOf(memberId) + change;
    if (count === 0) this.downloads.delete(memberId);
    else this.downloads.set(memberId, count);
  }

  private leechingPeersOf(torrentId: number, memberId: number): number {
    const { peers } = this;
    let count = 0;
    for (let slot = peers.firstOf(torrentId, memberId); slot !== -1; slot = peers.nextOf(slot)) {
      if (peers.isInSwarm(slot) && !peers.isSeeding(slot)) count++;
    }
    return count;
  }
}
