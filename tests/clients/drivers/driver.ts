import type { Place } from "../topology.ts";

/** A real torrent client, driven through whatever remote control it has. */
export type TorrentClient = {
  readonly place: Place;
  /** Adds a torrent and starts it; data that lies in the folder already is checked, then seeded. */
  add(job: Job): Promise<void>;
  /** What the client itself says of a torrent. */
  standing(job: Job): Promise<Standing>;
  /** Makes the client announce at once, of its own accord, if it is of those that must be asked. */
  announce?(job: Job): Promise<void>;
  /** Stops a torrent, so that the client announces `stopped`. */
  stop(job: Job): Promise<void>;
  /** Starts a stopped torrent again. */
  resume(job: Job): Promise<void>;
  /** Ends the client's process. */
  close(): Promise<void>;
};

export type Job = {
  /** The personal .torrent file as downloaded from the site. */
  metainfo: Uint8Array;
  /** Hex hashes that clients announce: v1 first, v2 cut to 20 bytes. */
  infoHashes: readonly [string, ...string[]];
  folder: string;
  /** Slows a seeder down, for things that happen in the middle of a transfer. */
  uploadLimitBytesPerSecond?: number;
};

export type Standing = {
  /** Payload of all time, as the client shows it. */
  uploadedBytes: bigint;
  downloadedBytes: bigint;
  isComplete: boolean;
};

/** How one kind of client is found and started. */
export type Driver = {
  readonly label: string;
  /** Command that prints the version; absent program means that the client is missing. */
  readonly versionCommand: readonly [string, ...string[]];
  /**
   * What `downloaded` means in its announces: what has come since `started` (the default), or all
   * that it holds, which begins above zero on data that lies there already.
   */
  readonly announcedDownload?: AnnouncedDownload;
  /**
   * Its `uploaded` is every byte that it sent, a leecher's requests among them. What it says to have
   * uploaded where all others are seeders is not credited but kept as evidence.
   */
  readonly countsRequestsAsUpload?: boolean;
  /** It announces, and never shows, what it sent in the second in which a connection broke. */
  readonly mayShowLessUpload?: boolean;
  /** It may finish without `completed`; what it has is in its next announce, which must be asked for. */
  readonly mayWithholdCompleted?: boolean;
  /** Starts a client in a place with an empty profile in `home`, and waits for its control. */
  start(place: Place, home: string): Promise<TorrentClient>;
};

export type AnnouncedDownload = "received" | "held";

/** The port that every client takes peers on, and the one of its remote control. */
export const peerPort = 51413;
export const controlPort = 8080;
