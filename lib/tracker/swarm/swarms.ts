import { PeerTable, type PeerKey } from "./peer-table";

/** One torrent's peers, as slots of the peer table. Order means nothing. */
export interface Swarm {
  readonly torrentId: number;
  readonly seeders: number[];
  readonly leechers: number[];
}

const EMPTY: Swarm = { torrentId: 0, seeders: [], leechers: [] };

/** Every swarm of this process. Each operation takes constant time, whatever the swarm's size. */
export class Swarms {
  readonly peers: PeerTable;
  private readonly byTorrent = new Map<number, Swarm>();
  /** Torrents whose counts changed since `takeChanged`. */
  private readonly changed = new Set<number>();

  constructor(peers = new PeerTable()) {
    this.peers = peers;
  }

  /** The torrent's swarm; an empty one when nobody is in it. */
  of(torrentId: number): Swarm {
    return this.byTorrent.get(torrentId) ?? EMPTY;
  }

  /** The peer's slot, a new one at a first sight. */
  find(key: PeerKey): { slot: number; isNew: boolean } {
    const known = this.peers.find(key);
    return known === -1
      ? { slot: this.peers.add(key), isNew: true }
      : { slot: known, isNew: false };
  }

  /** Puts the peer among the seeders or the leechers, from wherever it was. */
  place(slot: number, isSeeding: boolean): void {
    const { peers } = this;
    if (peers.isInSwarm(slot) && peers.isSeeding(slot) === isSeeding) return;
    this.withdraw(slot);
    const torrentId = peers.torrentId[slot] ?? 0;
    const list = this.listOf(this.open(torrentId), isSeeding);
    peers.position[slot] = list.length;
    list.push(slot);
    peers.enter(slot, isSeeding);
    this.changed.add(torrentId);
  }

  /** Takes the peer out of the lists. It keeps its slot until `forget`. */
  withdraw(slot: number): void {
    const { peers } = this;
    if (!peers.isInSwarm(slot)) return;
    const torrentId = peers.torrentId[slot] ?? 0;
    const swarm = this.of(torrentId);
    const list = this.listOf(swarm, peers.isSeeding(slot));
    const last = list.pop();
    if (last !== undefined && last !== slot) {
      const position = peers.position[slot] ?? 0;
      list[position] = last;
      peers.position[last] = position;
    }
    peers.leave(slot);
    this.changed.add(torrentId);
    if (swarm.seeders.length + swarm.leechers.length === 0) this.byTorrent.delete(torrentId);
  }

  /** Gives a withdrawn peer's slot back: its last totals are committed. */
  forget(slot: number): void {
    this.peers.remove(slot);
  }

  /** Torrents whose numbers of seeders or leechers changed since the last call. */
  takeChanged(): number[] {
    const torrentIds = [...this.changed];
    this.changed.clear();
    return torrentIds;
  }

  private open(torrentId: number): Swarm {
    let swarm = this.byTorrent.get(torrentId);
    if (swarm === undefined) {
      swarm = { torrentId, seeders: [], leechers: [] };
      this.byTorrent.set(torrentId, swarm);
    }
    return swarm;
  }

  private listOf(swarm: Swarm, isSeeding: boolean): number[] {
    return isSeeding ? swarm.seeders : swarm.leechers;
  }
}
