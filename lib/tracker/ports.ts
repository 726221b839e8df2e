import type { AnnounceEvent, Totals } from "./types";

/** What the tracker knows of a member. */
export interface TrackedMember {
  readonly id: number;
  /** Why the member is banned, or null. */
  readonly banReason: string | null;
}

/** What the tracker knows of a torrent. A hybrid has one entry under two info hashes. */
export interface TrackedTorrent {
  readonly id: number;
  readonly sizeBytes: number;
  /** Why the torrent was deleted, or null. */
  readonly deleteReason: string | null;
}

/** Members and torrents by what clients send. Answers at once, from memory. */
export interface Registry {
  /** @param passkey 32 lower-case hex digits */
  memberByPasskey(passkey: string): TrackedMember | undefined;
  /** @param infoHash 20 bytes, one char code each: v1, or v2 cut to 20 bytes (BEP 52) */
  torrentByInfoHash(infoHash: string): TrackedTorrent | undefined;
  /** Distinct members that ever completed the torrent, for scrapes. */
  snatchedOf(torrentId: number): number;
}

/** Site settings that the tracker heeds; they may change between two announces. */
export interface TrackerSettings {
  readonly announceIntervalSeconds: number;
  readonly announceMinIntervalSeconds: number;
  readonly maxPeersPerReply: number;
}

/** A peer as it stands in memory. Times are Unix seconds. */
export interface PeerSnapshot extends Totals {
  /** The peer's place in the peer table. */
  readonly slot: number;
  readonly torrentId: number;
  readonly memberId: number;
  /** 20 bytes, one char code each. */
  readonly peerId: string;
  readonly left: number;
  readonly firstSeenAt: number;
  readonly seenAt: number;
  /** 6 bytes (BEP 23), or null. */
  readonly ipv4: Uint8Array | null;
  /** 18 bytes (BEP 7), or null. */
  readonly ipv6: Uint8Array | null;
  /** Whether the peer is in its swarm. */
  readonly active: boolean;
}

/** What one announce changed about a peer, beyond its columns in the peer table. */
export interface PeerChange {
  /** What the announce credits, beyond what a first reading may bring. */
  readonly credit: Totals;
  readonly completed: boolean;
  /** Seconds of seeding that ended with this announce. */
  readonly seedSeconds: number;
  /** Set at a first sight in memory: the ledger compares it with the stored row. */
  readonly firstReading: FirstReading | null;
  readonly userAgent: string;
}

/** The reading that a peer began with, for a tracker that does not remember it. */
export interface FirstReading extends Totals {
  readonly left: number;
  readonly event: AnnounceEvent;
  /** Unix time in seconds. */
  readonly at: number;
}

/** Where changes go. Neither call waits, and neither fails. */
export interface Ledger {
  /** An announce of the peer in this slot. Its columns in the peer table are up to date already. */
  record(slot: number, change: PeerChange): void;
  /** The peer in this slot left its swarm without a word. */
  touch(slot: number): void;
}
