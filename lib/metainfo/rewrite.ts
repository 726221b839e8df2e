import { decodeBencode, isDictionary } from "./bencode";
import { infoHash } from "./info-hash";
import { refuse } from "./refuse";
import type { Metainfo } from "./types";

/** What is kept of a .torrent: the rest is made anew for each download. */
interface Stored {
  readonly info: Uint8Array;
  readonly pieceLayers: Uint8Array | null;
  readonly createdBy: string | null;
}

/**
 * The torrent with `private` = 1 (BEP 27) and `source` = `sourceTag` in its info dictionary. All
 * other keys, also unknown ones, stay byte for byte, and an info dictionary that is right already
 * stays as it is, so that what its maker seeds keeps its info hash.
 */
export function makePrivate(metainfo: Metainfo, sourceTag: string): Metainfo {
  const info = withEntries(
    metainfo.info,
    new Map([
      ["private", Buffer.from("i1e")],
      ["source", encodeString(sourceTag)],
    ]),
  );
  if (Buffer.compare(info, metainfo.info) === 0) return metainfo;
  return {
    ...metainfo,
    info,
    infoHashV1: metainfo.infoHashV1 && infoHash("sha1", info),
    infoHashV2: metainfo.infoHashV2 && infoHash("sha256", info),
  };
}

/** The .torrent without anything that names a tracker, a web seed, a node or a comment. */
export function strippedTorrent(torrent: Stored): Uint8Array<ArrayBuffer> {
  return encodeTorrent([], torrent);
}

/**
 * The .torrent that one member gets: exactly one announce, no announce-list (BEP 12), no web
 * seeds (BEP 17, 19) and no nodes (BEP 5), around the stored bytes of `info`.
 * @param comment the address of the torrent's page: tools match torrents by it
 */
export function personalTorrent(torrent: {
  info: Uint8Array;
  pieceLayers: Uint8Array | null;
  announceUrl: string;
  comment: string;
  createdBy?: string | null;
}): Uint8Array<ArrayBuffer> {
  const { announceUrl, comment, createdBy = null, info, pieceLayers } = torrent;
  const head = [
    encodeString("announce"),
    encodeString(announceUrl),
    encodeString("comment"),
    encodeString(comment),
  ];
  return encodeTorrent(head, { info, pieceLayers, createdBy });
}

/** Keys in order: whatever is in `head` comes before “created by”. */
function encodeTorrent(
  head: readonly Uint8Array[],
  { info, pieceLayers, createdBy }: Stored,
): Uint8Array<ArrayBuffer> {
  return join([
    Buffer.from("d"),
    ...head,
    ...(createdBy === null ? [] : [encodeString("created by"), encodeString(createdBy)]),
    encodeString("info"),
    info,
    ...(pieceLayers === null ? [] : [encodeString("piece layers"), pieceLayers]),
    Buffer.from("e"),
  ]);
}

/** Sets keys of a bencoded dictionary by cutting and joining its bytes; keys stay sorted. */
function withEntries(
  bytes: Uint8Array,
  wanted: ReadonlyMap<string, Uint8Array>,
): Uint8Array<ArrayBuffer> {
  const dictionary = decodeBencode(bytes);
  if (!isDictionary(dictionary)) refuse("The “info” of this torrent is damaged.");
  const kept = dictionary.entries
    .filter((entry) => !wanted.has(entry.key))
    .map((entry) => ({ key: entry.key, bytes: bytes.subarray(entry.entryStart, entry.end) }));
  const set = [...wanted].map(([key, value]) => ({ key, bytes: join([encodeString(key), value]) }));
  const all = [...kept, ...set].sort((left, right) => (left.key < right.key ? -1 : 1));
  return join([Buffer.from("d"), ...all.map((entry) => entry.bytes), Buffer.from("e")]);
}

function encodeString(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes]);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
