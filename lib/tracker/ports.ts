import type { SuspicionKind } from "./accounting/plausible";
import type { AnnounceEvent, AnnounceRequest, Origin, Totals } from "./types";

/** What the tracker knows of a member. */
export interface TrackedMember {
  readonly id: number;
  /** Why the member is banned, or null. */
  readonly banReason: string | null;
  /** Staff see pending torrents, and download as many at a time as they like. */
  readonly isStaff: boolean;
}

/** What the tracker knows of a torrent. A hybrid has one entry under two info hashes. */
export interface TrackedTorrent {
  readonly id: number;
  readonly sizeBytes: number;
  /** Unix time in seconds. */
  readonly createdAt: number;
  /** Whether its swarm waits for staff to let it in. */
  readonly isPending: boolean;
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
  /** Of new torrents. */
  readonly youngIntervalSeconds: number;
  /** Of large swarms where nobody downloads. */
  readonly idleIntervalSeconds: number;
  readonly maxPeersPerReply: number;
  /** Peers that one member is given within an hour; 0 is no limit. */
  readonly peerQuotaPerHour: number;
  /** Clients of one member on one torrent. */
  readonly peersPerTorrent: number;
  /** Torrents that a member may download at a time; 0 is no limit. */
  readonly downloadsPerMember: number;
  readonly deniedPorts: readonly { readonly first: number; readonly last: number }[];
  /** Whether a public `ipv4=` or `ipv6=` is handed out. */
  readonly believesAddresses: boolean;
  /** Whether ports are tried. */
  readonly checksPorts: boolean;
  /** What one client may claim to have transferred in a second. */
  readonly fastestBytesPerSecond: number;
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
  /** Whether its port could be reached; null while nobody has tried. */
  readonly connectable: boolean | null;
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
  /** Set when the announce claims what cannot be true. */
  readonly suspicion: Suspicion | null;
  readonly userAgent: string;
}

/** The reading that a peer began with, for a tracker that does not remember it. */
export interface FirstReading extends Totals {
  readonly left: number;
  readonly event: AnnounceEvent;
  /** Unix time in seconds. */
  readonly at: number;
  /** Of the torrent. */
  readonly sizeBytes: number;
  /** When somebody else was last seen downloading: see Swarms.takersAt. */
  readonly takersAt: number;
  /** Since when the tracker has been looking. Unix time in seconds. */
  readonly watchedSince: number;
}

/** A claim that is credited as nothing, with the numbers that show why. */
export interface Suspicion extends Totals {
  readonly kind: SuspicionKind;
  /** Since the announce before. */
  readonly seconds: number;
  readonly seeders: number;
  readonly leechers: number;
}

/** Where changes go. Neither call waits, and neither fails. */
export interface Ledger {
  /** An announce of the peer in this slot. Its columns in the peer table are up to date already. */
  record(slot: number, change: PeerChange): void;
  /** The peer in this slot left its swarm without a word, or its port was tried. */
  touch(slot: number): void;
}

/** One announce of a known member and what became of it. */
export interface HeardAnnounce {
  readonly memberId: number;
  /** 0 when the announce names none. */
  readonly torrentId: number;
  readonly origin: Origin;
  /** Null when it could not be read. */
  readonly request: AnnounceRequest | null;
  /** `ok`, or the code of the refusal or the warning. */
  readonly verdict: string;
  /** What the client was told, if anything. */
  readonly says: string;
  readonly credit: Totals;
  readonly peersGiven: number;
}

/** Keeps the last announces for the people who ask what became of theirs. Never waits or fails. */
export interface AnnounceTrace {
  note(announce: HeardAnnounce): void;
}

/** Tries whether peers can be reached, in its own time. */
export interface PortChecks {
  /** The peer in this slot announced from this address. */
  consider(slot: number, address: Uint8Array, port: number): void;
}
