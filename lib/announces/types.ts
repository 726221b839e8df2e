import type { ClientName } from "#lib/clients/names";
import type { Role } from "#lib/access/permissions";

/** Whose announces. */
export interface Announcer {
  readonly memberId: number;
  readonly role: Role;
}

/** The torrent of an announce; null title when the site has none such. */
export interface AnnouncedTorrent {
  readonly id: number;
  readonly title: string;
  readonly isDeleted: boolean;
}

/** What became of an announce. */
export interface Verdict {
  readonly kind: "ok" | "warning" | "refused";
  /** The rule that spoke, of lib/tracker/refusals.ts or warnings.ts; `ok` when none did. */
  readonly code: string;
  /** What the client was told; empty when nothing. */
  readonly says: string;
  /** What the member can do, if anything. */
  readonly fix: string | undefined;
}

/** One announce as the tracker heard and judged it. Amounts in bytes. */
export interface AnnounceView {
  readonly id: string;
  readonly at: Date;
  readonly client: ClientName;
  readonly userAgent: string;
  readonly torrent: AnnouncedTorrent | null;
  readonly event: string;
  /** With its port. */
  readonly address: string;
  /** The totals that the client claims since it started. */
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly left: bigint;
  readonly creditedUploaded: bigint;
  readonly creditedDownloaded: bigint;
  readonly peersGiven: number;
  readonly verdict: Verdict;
}

/** Whether a peer can be reached from outside. */
export type PortState = "open" | "closed" | "untried";

/** A client on a torrent, as the tracker has it now. */
export interface PeerView {
  readonly key: string;
  readonly torrent: AnnouncedTorrent;
  readonly client: ClientName;
  readonly userAgent: string;
  /** With their ports. */
  readonly addresses: readonly string[];
  readonly lastSeenAt: Date;
  readonly state: "seeding" | "leeching";
  readonly port: PortState;
}

/** A page of clients on torrents, the last heard of first. */
export interface PeerPage {
  readonly peers: readonly PeerView[];
  /** Goes into the address of the next page; null on the last. */
  readonly next: string | null;
}

/** A port that could not be reached. */
export interface ClosedPort {
  readonly port: number;
  readonly client: string;
  readonly addresses: readonly string[];
  readonly lastSeenAt: Date;
}
