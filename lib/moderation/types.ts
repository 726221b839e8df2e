import type { Role } from "#lib/access/permissions";

/** What the staff's first page counts. */
export interface SiteCounts {
  readonly members: number;
  readonly bannedMembers: number;
  readonly newMembersThisWeek: number;
  readonly torrents: number;
  readonly deletedTorrents: number;
  readonly newTorrentsThisWeek: number;
  readonly sizeBytes: bigint;
  readonly seeders: number;
  readonly leechers: number;
  readonly snatches: number;
  readonly uploaded: bigint;
  readonly downloaded: bigint;
}

/** A line of the staff's torrent list. */
export interface StaffTorrent {
  readonly id: number;
  readonly title: string;
  readonly category: string;
  /** Staff see who uploaded anonymously. Null when the member is gone. */
  readonly uploader: string | null;
  readonly isAnonymous: boolean;
  readonly sizeBytes: bigint;
  readonly seeders: number;
  readonly leechers: number;
  readonly createdAt: Date;
  readonly deletion: Deletion | null;
}

/** Why a torrent is off the site. */
export interface Deletion {
  readonly at: Date;
  readonly by: string | null;
  readonly reason: string;
}

/** One page of the staff's torrent list, newest first. */
export interface StaffTorrentPage {
  readonly torrents: readonly StaffTorrent[];
  /** The `before` of the next page; null on the last. */
  readonly next: number | null;
}

/** A line of the staff's member list. */
export interface StaffMember {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly bannedAt: Date | null;
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}

/** One page of the staff's member list, by name. */
export interface StaffMemberPage {
  readonly members: readonly StaffMember[];
  /** The `after` of the next page; null on the last. */
  readonly next: string | null;
}

/** All about one member that staff need before they act. */
export interface MemberFile extends StaffMember {
  readonly banReason: string | null;
  readonly invitedBy: string | null;
  readonly torrentCount: number;
  readonly deletedTorrentCount: number;
  readonly commentCount: number;
  readonly snatches: readonly MemberFileSnatch[];
  /** Null when the viewer's role is not above the member's. */
  readonly private: MemberFilePrivate | null;
}

/** A torrent that the member took part in, as the ledger has it. */
export interface MemberFileSnatch {
  readonly torrentId: number;
  readonly title: string;
  readonly isDeleted: boolean;
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly seedSeconds: bigint;
  /** Whether bytes were missing at the last announce. */
  readonly isIncomplete: boolean;
  readonly completedAt: Date | null;
  readonly lastSeenAt: Date;
}

export interface MemberFilePrivate {
  readonly email: string | null;
  /** Live ones first, then the last that ended. */
  readonly sessions: readonly MemberFileSession[];
}

export interface MemberFileSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly address: string;
  /** In words: Firefox on Linux. */
  readonly device: string;
  readonly userAgent: string;
  readonly isLive: boolean;
}
