import { createHash } from "node:crypto";

/** What can be written as bencode. Keys are latin1: one character a byte. */
export type Encodable =
  | string
  | number
  | bigint
  | Uint8Array
  | readonly Encodable[]
  | { readonly [key: string]: Encodable };

/** Plain bencode, keys sorted, without any of the checks of our own reader. */
export function bencode(value: Encodable): Buffer {
  if (typeof value === "number" || typeof value === "bigint") return Buffer.from(`i${value}e`);
  if (typeof value === "string") return bencode(Buffer.from(value));
  if (value instanceof Uint8Array) {
    return Buffer.concat([Buffer.from(`${value.length}:`), value]);
  }
  if (isList(value)) {
    return Buffer.concat([Buffer.from("l"), ...value.map(bencode), Buffer.from("e")]);
  }
  const entries = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([key, inner]) => [bencode(Buffer.from(key, "latin1")), bencode(inner)]);
  return Buffer.concat([Buffer.from("d"), ...entries, Buffer.from("e")]);
}

function isList(value: Encodable): value is readonly Encodable[] {
  return Array.isArray(value);
}

interface TorrentShape {
  readonly name?: string;
  /** Path components and length of each file; without it the torrent is a single file. */
  readonly files?: readonly { readonly path: readonly string[]; readonly length: number }[];
  readonly length?: number;
  readonly pieceLength?: number;
  readonly info?: Readonly<Record<string, Encodable>>;
  readonly root?: Readonly<Record<string, Encodable>>;
}

/** The bytes of a valid v1 .torrent file, with whatever a test wants changed. */
export function torrentFile(shape: TorrentShape = {}): Buffer {
  const { name = "Holiday.2026.mkv", files, length = 100_000, pieceLength = 16_384 } = shape;
  const size = files?.reduce((sum, file) => sum + file.length, 0) ?? length;
  const info: Record<string, Encodable> = {
    name,
    "piece length": pieceLength,
    pieces: Buffer.alloc(20 * Math.ceil(size / pieceLength), 7),
    private: 1,
    ...(files ? { files: files.map((file) => ({ ...file })) } : { length }),
    ...shape.info,
  };
  return bencode({ announce: "https://elsewhere.example/announce/secret", info, ...shape.root });
}

const BLOCK_BYTES = 16_384;

interface V2Shape {
  readonly files: readonly { readonly name: string; readonly content: Buffer }[];
  readonly pieceLength?: number;
  readonly isHybrid?: boolean;
  readonly info?: Readonly<Record<string, Encodable>>;
  readonly root?: Readonly<Record<string, Encodable>>;
}

/** The bytes of a v2 or hybrid .torrent of flat files, hashed from their content (BEP 52). */
export function v2TorrentFile(shape: V2Shape): Buffer {
  const { files, pieceLength = 2 * BLOCK_BYTES, isHybrid = false } = shape;
  const tree: Record<string, Encodable> = {};
  const layers: Record<string, Encodable> = {};
  for (const { name, content } of files) {
    const { root, layer } = hashFile(content, pieceLength);
    tree[name] = { "": { length: content.length, "pieces root": root } };
    if (content.length > pieceLength) layers[root.toString("latin1")] = layer;
  }
  const info: Record<string, Encodable> = {
    "file tree": tree,
    "meta version": 2,
    name: "Folder",
    "piece length": pieceLength,
    private: 1,
    ...(isHybrid ? v1Half(files, pieceLength) : {}),
    ...shape.info,
  };
  return bencode({ info, "piece layers": layers, ...shape.root });
}

function v1Half(files: V2Shape["files"], pieceLength: number): Record<string, Encodable> {
  const list: Encodable[] = [];
  let size = 0;
  for (const { name, content } of files) {
    const padding = (pieceLength - (size % pieceLength)) % pieceLength;
    if (padding > 0) list.push({ attr: "p", length: padding, path: [".pad", `${padding}`] });
    list.push({ length: content.length, path: [name] });
    size += padding + content.length;
  }
  return { files: list, pieces: Buffer.alloc(20 * Math.ceil(size / pieceLength), 7) };
}

function hashFile(content: Buffer, pieceLength: number): { root: Buffer; layer: Buffer } {
  const blocks = Math.max(1, Math.ceil(content.length / BLOCK_BYTES));
  const isLarge = content.length > pieceLength;
  const whole = isLarge ? Math.ceil(content.length / pieceLength) * (pieceLength / BLOCK_BYTES) : 1;
  const leaves = Array.from({ length: powerOfTwo(Math.max(blocks, whole)) }, (_, at) =>
    at < blocks
      ? sha256(content.subarray(at * BLOCK_BYTES, (at + 1) * BLOCK_BYTES))
      : Buffer.alloc(32),
  );
  let level = leaves;
  let layer = Buffer.alloc(0);
  for (let span = BLOCK_BYTES; ; span *= 2) {
    if (span === pieceLength) {
      layer = Buffer.concat(level.slice(0, Math.ceil(content.length / pieceLength)));
    }
    const [root, ...others] = level;
    if (root !== undefined && others.length === 0) return { root, layer };
    level = level.flatMap((hash, at) =>
      at % 2 === 0 ? [sha256(Buffer.concat([hash, level[at + 1] ?? Buffer.alloc(32)]))] : [],
    );
  }
}

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

function sha256(bytes: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(bytes).digest());
}
