/** What `addTorrent` needs. */
export interface NewTorrent {
  /** The bytes of a .torrent file. */
  readonly file: Uint8Array;
  /** Taken from the file when left out. */
  readonly title?: string | undefined;
  readonly category: number;
  readonly description: string;
  readonly tags: readonly string[];
  readonly anonymous: boolean;
}

/** What an edit sets. */
export interface TorrentEdit {
  readonly id: number;
  readonly title: string;
  readonly category: number;
  readonly description: string;
  readonly tags: readonly string[];
  readonly anonymous: boolean;
  /** Why somebody else's torrent is edited. */
  readonly reason?: string | undefined;
}

export interface Category {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

/** A line of the list of torrents. */
export interface ListedTorrent {
  readonly id: number;
  readonly title: string;
  readonly tags: readonly string[];
  readonly category: string;
  readonly categorySlug: string;
  readonly sizeBytes: bigint;
  readonly fileCount: number;
  readonly seeders: number;
  readonly leechers: number;
  readonly snatched: number;
  readonly createdAt: Date;
  /** What the viewer has to do with it. */
  readonly mine: MyState | null;
}

export type MyState = "seeding" | "leeching" | "completed" | "started";

/** A keyset page. The cursors go into the address as `page`. */
export interface TorrentPage {
  readonly torrents: readonly ListedTorrent[];
  readonly previous: string | null;
  readonly next: string | null;
}

/** Who uploaded it, as far as the viewer may know. */
export type Uploader =
  | { readonly kind: "member"; readonly name: string }
  /** The name is there for staff and for the uploader. */
  | { readonly kind: "anonymous"; readonly name: string | null }
  | { readonly kind: "gone" };

export interface TorrentDetails {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly category: Category;
  readonly uploader: Uploader;
  readonly isMine: boolean;
  readonly isAnonymous: boolean;
  /** Lower-case hex. */
  readonly infoHashV1: string | null;
  readonly infoHashV2: string | null;
  readonly sizeBytes: bigint;
  readonly fileCount: number;
  readonly pieceLengthBytes: number;
  readonly seeders: number;
  readonly leechers: number;
  readonly snatched: number;
  readonly createdAt: Date;
  readonly deletion: { readonly at: Date; readonly reason: string } | null;
  readonly mySnatch: MySnatch | null;
}

export interface MySnatch {
  readonly state: MyState;
  readonly uploaded: bigint;
  readonly downloaded: bigint;
  readonly seedSeconds: bigint;
  readonly completedAt: Date | null;
  readonly lastSeenAt: Date;
}

export interface StoredFile {
  /** Components joined by "/". */
  readonly path: string;
  readonly sizeBytes: bigint;
}

/** A folder of a file tree with all that lies below it. */
export interface Folder {
  readonly name: string;
  readonly folders: readonly Folder[];
  readonly files: readonly { readonly name: string; readonly sizeBytes: bigint }[];
  readonly sizeBytes: bigint;
  readonly fileCount: number;
}

/** One level of a large torrent's tree, or what a search in it found. */
export interface FilePage {
  readonly folders: readonly {
    readonly name: string;
    readonly fileCount: number;
    readonly sizeBytes: bigint;
  }[];
  readonly files: readonly { readonly name: string; readonly sizeBytes: bigint }[];
  /** Whether there is more than the page shows. */
  readonly isCut: boolean;
}

/** A member's own .torrent, ready to be sent. */
export interface TorrentDownload {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName: string;
}
