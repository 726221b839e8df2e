/** A file of a torrent; padding files (BEP 47) are not among them. */
export interface MetainfoFile {
  /** Components as shown, the torrent's folder first unless it is a single file. */
  readonly path: readonly string[];
  readonly sizeBytes: bigint;
}

/** A parsed and validated .torrent. `info` and `pieceLayers` are exact bytes of the input. */
export interface Metainfo {
  /** The bencoded info dictionary: what the info hashes are computed from. */
  readonly info: Uint8Array<ArrayBuffer>;
  /** The bencoded `piece layers` dictionary (BEP 52), or null for a torrent without v2. */
  readonly pieceLayers: Uint8Array<ArrayBuffer> | null;
  /** The file's name, or that of the folder which holds the files. */
  readonly name: string;
  readonly files: readonly MetainfoFile[];
  readonly isSingleFile: boolean;
  readonly sizeBytes: bigint;
  readonly pieceLengthBytes: number;
  /** SHA-1 of `info` (BEP 3), or null for a v2-only torrent. */
  readonly infoHashV1: Uint8Array<ArrayBuffer> | null;
  /** SHA-256 of `info` (BEP 52), or null for a v1-only torrent. */
  readonly infoHashV2: Uint8Array<ArrayBuffer> | null;
  /** The program that made it, when it says so in plain words. */
  readonly createdBy: string | null;
}
