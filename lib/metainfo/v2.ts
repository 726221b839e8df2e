import { createHash } from "node:crypto";

import {
  isDictionary,
  isString,
  valueOf,
  type BencodeDictionary,
  type BencodeEntry,
  type BencodeValue,
} from "./bencode";
import { rawText, readPath } from "./paths";
import { refuse } from "./refuse";
import { checkSymlink, isPaddingFile, MAX_FILES, readSize, type ListedFile } from "./v1";

/** Leaves of the hash trees are blocks of 16 KiB (BEP 52). */
const BLOCK_BYTES = 16 * 1024;
const SHA256_BYTES = 32;

interface RootedFile extends ListedFile {
  /** Merkle root of the file, one character a byte; null for an empty file. */
  readonly root: string | null;
}

/**
 * The files of a v2 torrent (BEP 52) in the order of its file tree, checked against its piece
 * layers: there for every file larger than a piece, of the right length, with the right root.
 * @throws AppError `invalid`
 */
export function readV2Files(
  bytes: Uint8Array,
  info: BencodeDictionary,
  torrent: { pieceLengthBytes: number; pieceLayers: BencodeValue | undefined },
): ListedFile[] {
  const { pieceLengthBytes } = torrent;
  if (pieceLengthBytes < BLOCK_BYTES || (pieceLengthBytes & (pieceLengthBytes - 1)) !== 0) {
    refuse("The piece length of a v2 torrent must be a power of two, 16 KiB or more.");
  }
  const tree = valueOf(info, "file tree");
  if (!isDictionary(tree)) refuse("This v2 torrent has no file tree.");
  const files: RootedFile[] = [];
  walk(tree, [], (leaf, path) => {
    if (files.length === MAX_FILES) {
      refuse(`This torrent has more than ${MAX_FILES} files.`, "Pack them into fewer files.");
    }
    files.push(readLeaf(bytes, leaf, path));
  });
  if (files.length === 0) refuse("This torrent lists no files.");
  checkLayers(bytes, files, torrent);
  return files;
}

type Visit = (leaf: BencodeDictionary, path: readonly BencodeEntry[]) => void;

/** Depth first, in the order of the bytes. The scanner has bounded the depth. */
function walk(folder: BencodeDictionary, path: readonly BencodeEntry[], visit: Visit): void {
  for (const entry of folder.entries) {
    if (!isDictionary(entry.value)) refuse("The file tree of this torrent is damaged.");
    if (entry.key !== "") {
      walk(entry.value, [...path, entry], visit);
      continue;
    }
    if (path.length === 0) refuse("A file or folder in this torrent has no name.");
    if (folder.entries.length > 1) refuse("A path in this torrent is both a file and a folder.");
    visit(entry.value, path);
  }
}

function readLeaf(
  bytes: Uint8Array,
  leaf: BencodeDictionary,
  path: readonly BencodeEntry[],
): RootedFile {
  checkSymlink(bytes, leaf);
  const sizeBytes = readSize(valueOf(leaf, "length"));
  const root = valueOf(leaf, "pieces root");
  const isRoot = isString(root) && root.end - root.start === SHA256_BYTES;
  if (sizeBytes > 0n && !isRoot) refuse("A file in this v2 torrent has no hash.");
  const names = { kind: "list", items: path.map((entry) => entry.name) } as const;
  return {
    ...readPath(bytes, names, undefined),
    sizeBytes,
    isPadding: isPaddingFile(bytes, leaf),
    root: sizeBytes > 0n && isRoot ? rawText(bytes, root) : null,
  };
}

function checkLayers(
  bytes: Uint8Array,
  files: readonly RootedFile[],
  torrent: { pieceLengthBytes: number; pieceLayers: BencodeValue | undefined },
): void {
  const { pieceLayers, pieceLengthBytes } = torrent;
  if (!isDictionary(pieceLayers)) refuse("This v2 torrent has no piece layers.");
  const layers = new Map(pieceLayers.entries.map((entry) => [entry.key, entry.value]));
  const needed = new Map<string, bigint>();
  for (const { root, sizeBytes } of files) {
    if (root === null || sizeBytes <= BigInt(pieceLengthBytes)) continue;
    if ((needed.get(root) ?? sizeBytes) !== sizeBytes) {
      refuse("Two files of different sizes in this torrent claim the same hash.");
    }
    needed.set(root, sizeBytes);
  }
  if (layers.size !== needed.size) refuse("The piece layers of this torrent do not fit its files.");
  for (const [root, sizeBytes] of needed) {
    const layer = layers.get(root);
    const pieces = (sizeBytes + BigInt(pieceLengthBytes) - 1n) / BigInt(pieceLengthBytes);
    if (!isString(layer) || BigInt(layer.end - layer.start) !== pieces * BigInt(SHA256_BYTES)) {
      refuse("A piece layer of this torrent is missing or has the wrong length.");
    }
    const hashes = bytes.subarray(layer.start, layer.end);
    if (merkleRoot(hashes, pieceLengthBytes).toString("latin1") !== root) {
      refuse("A piece layer of this torrent does not belong to its file.");
    }
  }
}

/**
 * The root over a layer of piece hashes, filled up to a power of two with the hash of a piece of
 * zero leaves (BEP 52).
 */
function merkleRoot(layer: Uint8Array, pieceLengthBytes: number): Buffer {
  let filler = Buffer.alloc(SHA256_BYTES);
  for (let span = BLOCK_BYTES; span < pieceLengthBytes; span *= 2) filler = pair(filler, filler);
  let hashes = Buffer.from(layer);
  while (hashes.length > SHA256_BYTES) {
    const isOdd = (hashes.length / SHA256_BYTES) % 2 === 1;
    if (isOdd) hashes = Buffer.concat([hashes, filler]);
    hashes = halve(hashes);
    filler = pair(filler, filler);
  }
  return hashes;
}

function halve(hashes: Buffer): Buffer<ArrayBuffer> {
  const above = Buffer.alloc(hashes.length / 2);
  for (let at = 0; at < above.length; at += SHA256_BYTES) {
    createHash("sha256")
      .update(hashes.subarray(at * 2, at * 2 + SHA256_BYTES * 2))
      .digest()
      .copy(above, at);
  }
  return above;
}

function pair(left: Buffer, right: Buffer): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(left).update(right).digest());
}
