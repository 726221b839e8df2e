import type { Role } from "#lib/access/permissions";

/** What createMember needs. The caller has hidden nothing: the password is still plain. */
export interface NewMember {
  readonly name: string;
  readonly password: string;
  readonly email?: string | undefined;
  readonly role?: Role | undefined;
  readonly invitedById?: number | undefined;
}

export interface CreatedMember {
  readonly id: number;
  readonly name: string;
  readonly passkey: string;
}

/** What the header shows on every page. */
export interface Standing {
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly seeding: number;
  readonly leeching: number;
  readonly unreadNotices: number;
}

/** A member's page, as far as every member may see it. */
export interface Profile {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly seeding: number;
  readonly leeching: number;
  readonly uploads: number;
  readonly bannedAt: Date | null;
  /** For the member and for staff; null for everybody else. */
  readonly private: PrivateProfile | null;
}

export interface PrivateProfile {
  readonly email: string | null;
  readonly lastSeenAt: Date | null;
  readonly banReason: string | null;
  readonly invitedBy: string | null;
}

/** One torrent in a member's history. */
export interface HistoryEntry {
  readonly torrentId: number;
  readonly title: string;
  readonly isDeleted: boolean;
  readonly sizeBytes: bigint;
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly seedSeconds: bigint;
  readonly completedAt: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly state: "seeding" | "leeching" | "idle";
}

/** One of a member's uploads. */
export interface UploadEntry {
  readonly torrentId: number;
  readonly title: string;
  readonly sizeBytes: bigint;
  readonly seeders: number;
  readonly leechers: number;
  readonly snatched: number;
  readonly createdAt: Date;
  readonly isAnonymous: boolean;
}

/** A keyset page. `next` goes into the address of the next one; null on the last. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly next: string | null;
}
