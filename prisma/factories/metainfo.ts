import { createHash } from "node:crypto";

import { type Bencoded, type BencodedDictionary, dictionary, encodeBencode } from "./bencode.ts";
import { freshRandom, type Random } from "./random.ts";

export interface FactoryFile {
  /** Components joined by "/", without the torrent's own name. */
  path: string;
  sizeBytes: number;
}

export interface MetainfoWish {
  name: string;
  /** One file whose path is the name makes a single-file torrent. */
  files: readonly FactoryFile[];
  version?: "v1" | "v2" | "hybrid";
  /** A power of two, at least 16 KiB. Chosen by the size when left out. */
  pieceLengthBytes?: number;
  source?: string;
}

export interface FactoryMetainfo {
  info: Buffer<ArrayBuffer>;
  /** Bencoded `piece layers`; null for v1. */
  pieceLayers: Buffer<ArrayBuffer> | null;
  infoHashV1: Buffer<ArrayBuffer> | null;
  infoHashV2: Buffer<ArrayBuffer> | null;
  pieceLengthBytes: number;
  sizeBytes: bigint;
  /** As lists show them: in the dictionary's order, the torrent's folder in each path. */
  files: readonly FactoryFile[];
}

/**
 * A valid info dictionary for content that nobody has: the piece hashes are random, and every
 * structure over them (Merkle roots, piece layers, padding files) is right. BEP 3, 47, 52.
 */
export function makeMetainfo(wish: MetainfoWish, random: Random = freshRandom): FactoryMetainfo {
  const version = wish.version ?? "v1";
  const sizeBytes = wish.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const pieceLengthBytes = wish.pieceLengthBytes ?? pieceLengthFor(sizeBytes);
  const v1 = version === "v2" ? {} : v1Part(wish, { pieceLengthBytes, random });
  const v2 = version === "v1" ? null : v2Part(wish.files, { pieceLengthBytes, random });
  const info = encodeBencode(
    dictionary({
      ...v1,
      ...(v2 && { "file tree": v2.fileTree, "meta version": 2 }),
      name: wish.name,
      "piece length": pieceLengthBytes,
      private: 1,
      source: wish.source ?? "Swarmkeep",
    }),
  );
  return {
    info,
    pieceLayers: v2 && encodeBencode(v2.pieceLayers),
    infoHashV1: version === "v2" ? null : digest("sha1", info),
    infoHashV2: version === "v1" ? null : digest("sha256", info),
    pieceLengthBytes,
    sizeBytes: BigInt(sizeBytes),
    files: listedFiles(wish),
  };
}

/** The bytes of a .torrent file, as an uploader's client would have made it. */
export function torrentFileBytes(
  metainfo: Pick<FactoryMetainfo, "info" | "pieceLayers">,
  announce = "http://tracker.invalid/announce",
): Buffer<ArrayBuffer> {
  // The exact bytes of `info` go in: keys in order are announce, info, piece layers.
  const layers = metainfo.pieceLayers;
  return Buffer.concat([
    Buffer.from("d8:announce"),
    encodeBencode(announce),
    Buffer.from("4:info"),
    metainfo.info,
    ...(layers ? [Buffer.from("12:piece layers"), layers] : []),
    Buffer.from("e"),
  ]);
}

interface Pieces {
  pieceLengthBytes: number;
  random: Random;
}

const blockBytes = 16 * 1024;

/** About 500 pieces, between 16 KiB and 16 MiB each. */
function pieceLengthFor(sizeBytes: number): number {
  const exponent = Math.ceil(Math.log2(Math.max(sizeBytes, 1) / 512));
  return 2 ** Math.min(Math.max(exponent, 14), 24);
}

function v1Part(wish: MetainfoWish, pieces: Pieces) {
  const padded = wish.version === "hybrid" ? withPadding(wish.files, pieces) : wish.files;
  const total = padded.reduce((sum, file) => sum + file.sizeBytes, 0);
  const hashes = pieces.random.bytes(20 * Math.ceil(total / pieces.pieceLengthBytes));
  if (isSingleFile(wish)) return { length: total, pieces: hashes };
  const files = padded.map((file) =>
    dictionary({
      attr: "isPadding" in file ? "p" : null,
      length: file.sizeBytes,
      path: file.path.split("/"),
    }),
  );
  return { files, pieces: hashes };
}

function isSingleFile(wish: MetainfoWish): boolean {
  return wish.files.length === 1 && wish.files[0]?.path === wish.name;
}

function listedFiles(wish: MetainfoWish): readonly FactoryFile[] {
  const ordered = wish.version === "v1" || !wish.version ? wish.files : inTreeOrder(wish.files);
  if (isSingleFile(wish)) return ordered;
  return ordered.map((file) => ({ ...file, path: `${wish.name}/${file.path}` }));
}

/** A hybrid's v1 files start at piece boundaries, as their v2 twins do (BEP 52, BEP 47). */
function withPadding(files: readonly FactoryFile[], { pieceLengthBytes }: Pieces) {
  return inTreeOrder(files).flatMap((file, index, all) => {
    const gap = (pieceLengthBytes - (file.sizeBytes % pieceLengthBytes)) % pieceLengthBytes;
    if (gap === 0 || index === all.length - 1) return [file];
    return [file, { path: `.pad/${gap}`, sizeBytes: gap, isPadding: true }];
  });
}

/** The order in which a file tree's sorted keys list the files. */
function inTreeOrder(files: readonly FactoryFile[]): FactoryFile[] {
  // NUL sorts before every byte of a name, as "end of component" does in the tree.
  const key = (file: FactoryFile) => Buffer.from(file.path.replaceAll("/", "\0"));
  return [...files].sort((one, other) => Buffer.compare(key(one), key(other)));
}

function v2Part(files: readonly FactoryFile[], pieces: Pieces) {
  const fileTree: BencodedDictionary = new Map();
  const pieceLayers: BencodedDictionary = new Map();
  for (const file of files) {
    const { root, layer } = merkle(file.sizeBytes, pieces);
    if (root && layer) pieceLayers.set(root, layer);
    const leaf = dictionary({ length: file.sizeBytes, "pieces root": root });
    folderOf(fileTree, file.path).set("", leaf);
  }
  return { fileTree, pieceLayers };
}

function folderOf(tree: BencodedDictionary, path: string): BencodedDictionary {
  let folder = tree;
  for (const component of path.split("/")) {
    const known = folder.get(component);
    const next = isDictionary(known) ? known : dictionary({});
    folder.set(component, next);
    folder = next;
  }
  return folder;
}

function isDictionary(value: Bencoded | undefined): value is BencodedDictionary {
  return value instanceof Map;
}

/** BEP 52: an empty file has no root, one that fits a piece has no layer. */
function merkle(sizeBytes: number, { pieceLengthBytes, random }: Pieces) {
  if (sizeBytes === 0) return { root: null, layer: null };
  if (sizeBytes <= pieceLengthBytes) return { root: random.bytes(32), layer: null };
  const count = Math.ceil(sizeBytes / pieceLengthBytes);
  const layer = random.bytes(32 * count);
  let level = Array.from({ length: count }, (_, at) => layer.subarray(at * 32, at * 32 + 32));
  let filler = paddingHash(pieceLengthBytes);
  while (level.length > 1) {
    if (level.length % 2 === 1) level.push(filler);
    level = pairs(level);
    filler = digest("sha256", Buffer.concat([filler, filler]));
  }
  return { root: level[0] ?? null, layer };
}

function pairs(level: Buffer<ArrayBuffer>[]): Buffer<ArrayBuffer>[] {
  const half: Buffer<ArrayBuffer>[] = [];
  for (let at = 0; at < level.length; at += 2) {
    half.push(digest("sha256", Buffer.concat(level.slice(at, at + 2))));
  }
  return half;
}

/** The hash of a piece past the end: its leaves are 32 zero bytes each. */
function paddingHash(pieceLengthBytes: number): Buffer<ArrayBuffer> {
  let hash = Buffer.alloc(32);
  for (let covered = blockBytes; covered < pieceLengthBytes; covered *= 2) {
    hash = digest("sha256", Buffer.concat([hash, hash]));
  }
  return hash;
}

function digest(algorithm: "sha1" | "sha256", bytes: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(createHash(algorithm).update(bytes).digest());
}
