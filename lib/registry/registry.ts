import type { Registry, TrackedMember, TrackedTorrent } from "#lib/tracker/ports";

/** A row of `members` as the registry needs it. */
export interface MemberRow {
  readonly id: number;
  readonly passkey: string;
  readonly banReason: string | null;
  readonly isStaff: boolean;
}

/** A row of `torrents` as the registry needs it. */
export interface TorrentRow {
  readonly id: number;
  readonly infoHashV1: Buffer | null;
  readonly infoHashV2: Buffer | null;
  readonly sizeBytes: number;
  readonly snatched: number;
  /** Unix time in seconds. */
  readonly createdAt: number;
  readonly isPending: boolean;
  readonly deleteReason: string | null;
}

interface KnownMember extends TrackedMember {
  readonly passkey: string;
}

interface KnownTorrent extends TrackedTorrent {
  readonly infoHashes: readonly string[];
  snatched: number;
}

/** Bytes of an info hash on the wire: a v2 hash is cut to them (BEP 52). */
const WIRE_HASH_BYTES = 20;

/** Members and torrents in memory, by what clients send. */
export class MemoryRegistry implements Registry {
  private readonly members = new Map<number, KnownMember>();
  private readonly byPasskey = new Map<string, KnownMember>();
  private readonly torrents = new Map<number, KnownTorrent>();
  private readonly byInfoHash = new Map<string, KnownTorrent>();

  memberByPasskey(passkey: string): TrackedMember | undefined {
    return this.byPasskey.get(passkey);
  }

  torrentByInfoHash(infoHash: string): TrackedTorrent | undefined {
    return this.byInfoHash.get(infoHash);
  }

  snatchedOf(torrentId: number): number {
    return this.torrents.get(torrentId)?.snatched ?? 0;
  }

  /** Whether the member may have peers in a swarm. */
  isWelcome(memberId: number): boolean {
    return this.members.get(memberId)?.banReason === null;
  }

  /** Whether the torrent may have a swarm. */
  isServed(torrentId: number): boolean {
    return this.torrents.get(torrentId)?.deleteReason === null;
  }

  /** Learns a member, or what changed about one. */
  putMember(row: MemberRow): void {
    this.dropMember(row.id);
    const { id, passkey, banReason, isStaff } = row;
    const member = { id, passkey, banReason, isStaff };
    this.members.set(row.id, member);
    this.byPasskey.set(row.passkey, member);
  }

  dropMember(id: number): void {
    const member = this.members.get(id);
    if (member === undefined) return;
    this.members.delete(id);
    if (this.byPasskey.get(member.passkey) === member) this.byPasskey.delete(member.passkey);
  }

  /** Learns a torrent, or what changed about one. */
  putTorrent(row: TorrentRow): void {
    this.dropTorrent(row.id);
    const infoHashes = [row.infoHashV1, row.infoHashV2]
      .filter((hash) => hash !== null)
      .map((hash) => hash.toString("latin1", 0, WIRE_HASH_BYTES));
    const torrent = {
      id: row.id,
      sizeBytes: row.sizeBytes,
      createdAt: row.createdAt,
      isPending: row.isPending,
      deleteReason: row.deleteReason,
      snatched: row.snatched,
      infoHashes,
    };
    this.torrents.set(row.id, torrent);
    for (const infoHash of infoHashes) this.byInfoHash.set(infoHash, torrent);
  }

  dropTorrent(id: number): void {
    const torrent = this.torrents.get(id);
    if (torrent === undefined) return;
    this.torrents.delete(id);
    for (const infoHash of torrent.infoHashes) {
      if (this.byInfoHash.get(infoHash) === torrent) this.byInfoHash.delete(infoHash);
    }
  }

  setSnatched(torrentId: number, snatched: number): void {
    const torrent = this.torrents.get(torrentId);
    if (torrent !== undefined) torrent.snatched = snatched;
  }

  /** Forgets whatever is not in the given ids: after a full load, what is gone is gone. */
  keepOnly(memberIds: ReadonlySet<number>, torrentIds: ReadonlySet<number>): void {
    for (const id of [...this.members.keys()]) if (!memberIds.has(id)) this.dropMember(id);
    for (const id of [...this.torrents.keys()]) if (!torrentIds.has(id)) this.dropTorrent(id);
  }
}
