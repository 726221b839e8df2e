import {
  decodeBencode,
  isDictionary,
  isString,
  textOf,
  valueOf,
  type BencodeDictionary,
  type BencodeEntry,
  type BencodeValue,
} from "./bencode";
import { infoHash } from "./info-hash";
import { rawText, readComponent, refuseClashes, type FilePath } from "./paths";
import { refuse } from "./refuse";
import type { Metainfo, MetainfoFile } from "./types";
import { hasV1, readV1Files, type ListedFile } from "./v1";
import { readV2Files } from "./v2";

/** Largest .torrent that is read: about 800,000 pieces. */
export const MAX_TORRENT_BYTES = 16 * 1024 * 1024;

/** libtorrent takes no larger pieces. */
const MAX_PIECE_LENGTH_BYTES = 512 * 1024 * 1024;
const MAX_SIZE_BYTES = 2n ** 63n - 1n;

/**
 * Reads a .torrent file: v1 (BEP 3), v2 (BEP 52), or hybrid, with padding files (BEP 47). What
 * clients would read differently from each other, or could not read, is refused.
 * @throws AppError `invalid` on the field `file`, and nothing else, whatever the bytes
 */
export function parseMetainfo(bytes: Uint8Array): Metainfo {
  refuseOtherFormats(bytes);
  const root = decodeBencode(bytes);
  if (!isDictionary(root)) refuse("This is not a .torrent file: it holds no torrent.");
  const info = root.entries.find((entry) => entry.key === "info");
  if (info === undefined) refuse("This is not a .torrent file: it holds no “info”.");
  if (!isDictionary(info.value)) refuse("This is not a .torrent file: its “info” is damaged.");
  const layers = root.entries.find((entry) => entry.key === "piece layers");
  return assemble(bytes, { infoEntry: info, info: info.value, layers, root });
}

interface Parts {
  readonly infoEntry: BencodeEntry;
  readonly info: BencodeDictionary;
  readonly layers: BencodeEntry | undefined;
  readonly root: BencodeDictionary;
}

function assemble(bytes: Uint8Array, { infoEntry, info, layers, root }: Parts): Metainfo {
  const name = readName(bytes, info);
  const pieceLengthBytes = readPieceLength(info);
  const { v1, v2 } = readHalves(bytes, info, {
    name,
    pieceLengthBytes,
    pieceLayers: layers?.value,
  });
  if (v1 && v2) refuseDisagreement(v1, v2, pieceLengthBytes);
  const listed = v1 ?? v2 ?? refuse("This torrent lists no files.");
  const isSingleFile = v1 ? valueOf(info, "length") !== undefined : isSingle(listed, name);
  const exact = copy(bytes, infoEntry);
  return {
    info: exact,
    pieceLayers: v2 && layers ? copy(bytes, layers) : null,
    name: name.shown.join("/"),
    ...contents(listed, isSingleFile ? [] : name.shown),
    isSingleFile,
    pieceLengthBytes,
    infoHashV1: v1 ? infoHash("sha1", exact) : null,
    infoHashV2: v2 ? infoHash("sha256", exact) : null,
    createdBy: readCreatedBy(bytes, root),
  };
}

function readHalves(
  bytes: Uint8Array,
  info: BencodeDictionary,
  torrent: { name: FilePath; pieceLengthBytes: number; pieceLayers: BencodeValue | undefined },
): { v1: ListedFile[] | undefined; v2: ListedFile[] | undefined } {
  return {
    v1: hasV1(info) ? readV1Files(bytes, info, torrent) : undefined,
    v2: readsAsV2(info) ? readV2Files(bytes, info, torrent) : undefined,
  };
}

/** What people send instead of a .torrent file, each with its own advice. */
function refuseOtherFormats(bytes: Uint8Array): void {
  if (bytes.length === 0) refuse("This file is empty.", "Choose a .torrent file.");
  if (bytes.length > MAX_TORRENT_BYTES) {
    const limit = MAX_TORRENT_BYTES / 1024 / 1024;
    refuse(`This .torrent file is larger than ${limit} MiB.`, "Use a larger piece length.");
  }
  const [first, second, third] = bytes;
  if (first === 0x1f && second === 0x8b) {
    refuse("This file is compressed with gzip.", "Unpack it first.");
  }
  if (first === 0x50 && second === 0x4b) refuse("This is a zip file.", "Unpack it first.");
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    refuse("An editor has put a byte order mark in front of this .torrent file and damaged it.");
  }
  if (first === 0x3c) {
    refuse("This is a web page, not a .torrent file.", "Download the torrent again, signed in.");
  }
}

function readName(bytes: Uint8Array, info: BencodeDictionary): FilePath {
  const name = valueOf(info, "name");
  if (!isString(name)) refuse("This torrent has no name.");
  const utf8 = valueOf(info, "name.utf-8");
  const plain = readComponent(bytes, name);
  const shown = isString(utf8) ? readComponent(bytes, utf8) : plain;
  return { shown: [shown], raw: [rawText(bytes, name)] };
}

function readPieceLength(info: BencodeDictionary): number {
  const value = valueOf(info, "piece length");
  if (typeof value !== "bigint" || value < 1n || value > BigInt(MAX_PIECE_LENGTH_BYTES)) {
    refuse("The piece length of this torrent is missing or impossible.");
  }
  return Number(value);
}

function readsAsV2(info: BencodeDictionary): boolean {
  const version = valueOf(info, "meta version");
  if (version === undefined) {
    if (valueOf(info, "file tree") === undefined) return false;
    refuse("This torrent has a v2 file tree, but does not say that it is a v2 torrent.");
  }
  if (version !== 2n) refuse("This torrent is of a version that nobody knows yet.");
  return true;
}

function isSingle(files: readonly ListedFile[], name: FilePath): boolean {
  const [only, ...others] = files;
  return others.length === 0 && only?.raw.length === 1 && only.raw[0] === name.raw[0];
}

/** Both halves of a hybrid must say the same, or v1 and v2 peers would store different files. */
function refuseDisagreement(
  v1: readonly ListedFile[],
  v2: readonly ListedFile[],
  pieceLengthBytes: number,
): void {
  const left = v1.filter((file) => !file.isPadding);
  const right = v2.filter((file) => !file.isPadding);
  const agree =
    left.length === right.length &&
    left.every((file, index) => {
      const other = right[index];
      return file.sizeBytes === other?.sizeBytes && file.raw.join("/") === other.raw.join("/");
    });
  if (!agree) refuse("The v1 and v2 halves of this hybrid torrent list different files.");
  let offset = 0n;
  for (const file of v1) {
    const startsPiece = offset % BigInt(pieceLengthBytes) === 0n;
    if (!file.isPadding && file.sizeBytes > 0n && !startsPiece) {
      refuse("This hybrid torrent lacks padding files between its files.");
    }
    offset += file.sizeBytes;
  }
}

function contents(
  listed: readonly ListedFile[],
  folder: readonly string[],
): { files: MetainfoFile[]; sizeBytes: bigint } {
  const total = listed.reduce((sum, file) => sum + file.sizeBytes, 0n);
  if (total > MAX_SIZE_BYTES) refuse("This torrent claims to be larger than any disk.");
  const stored = listed.filter((file) => !file.isPadding);
  const sizeBytes = stored.reduce((sum, file) => sum + file.sizeBytes, 0n);
  if (sizeBytes === 0n) refuse("There is nothing in this torrent.", "Add files with content.");
  refuseClashes(stored.map((file) => file.raw));
  if (stored.some((file) => file.shown !== file.raw)) {
    refuseClashes(stored.map((file) => file.shown));
  }
  const files = stored.map((file) => ({
    path: [...folder, ...file.shown],
    sizeBytes: file.sizeBytes,
  }));
  return { files, sizeBytes };
}

/** Only plain words: a foreign address in it could carry somebody's passkey. */
function readCreatedBy(bytes: Uint8Array, root: BencodeDictionary): string | null {
  const value = valueOf(root, "created by");
  if (!isString(value) || value.end - value.start > 100) return null;
  const text = textOf(bytes, value);
  return /^[\x20-\x7e]+$/.test(text) && !text.includes("://") ? text : null;
}

/** A Buffer's own `slice` would keep all of the upload in memory. */
function copy(bytes: Uint8Array, entry: BencodeEntry): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(entry.start, entry.end));
}
