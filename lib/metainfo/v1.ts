import {
  isDictionary,
  isList,
  isString,
  valueOf,
  type BencodeDictionary,
  type BencodeValue,
} from "./bencode";
import { readPath, type FilePath } from "./paths";
import { refuse } from "./refuse";

/** A file as one of the two halves of a torrent lists it, padding files included. */
export interface ListedFile extends FilePath {
  readonly sizeBytes: bigint;
  readonly isPadding: boolean;
}

export const MAX_FILES = 100_000;
const SHA1_BYTES = 20n;

/** Whether the info dictionary says anything that only v1 torrents say. */
export function hasV1(info: BencodeDictionary): boolean {
  return info.entries.some(({ key }) => key === "pieces" || key === "files" || key === "length");
}

/**
 * The files of a v1 torrent (BEP 3), checked against its pieces.
 * @param name the torrent's own name, which is the path of a single file
 * @throws AppError `invalid`
 */
export function readV1Files(
  bytes: Uint8Array,
  info: BencodeDictionary,
  torrent: { name: FilePath; pieceLengthBytes: number },
): ListedFile[] {
  const length = valueOf(info, "length");
  const list = valueOf(info, "files");
  if (length !== undefined && list !== undefined) {
    refuse("This torrent says both that it is one file and that it is many.");
  }
  const files =
    list === undefined
      ? [{ ...torrent.name, sizeBytes: readSize(length), isPadding: false }]
      : readList(bytes, list);
  checkPieces(info, files, torrent.pieceLengthBytes);
  return files;
}

/** A file's length: zero or more, in bytes. */
export function readSize(value: BencodeValue | undefined): bigint {
  if (typeof value !== "bigint") refuse("A file in this torrent has no length.");
  if (value < 0n) refuse("A file in this torrent has a negative length.");
  return value;
}

/** Whether a file's attributes (BEP 47) hold `p`: it only fills a piece and nobody stores it. */
export function isPaddingFile(bytes: Uint8Array, file: BencodeDictionary): boolean {
  const attributes = valueOf(file, "attr");
  if (!isString(attributes)) return false;
  return bytes.subarray(attributes.start, attributes.end).includes("p".charCodeAt(0));
}

/**
 * A link inside the torrent (BEP 47) must point inside the torrent too.
 * @throws AppError `invalid`
 */
export function checkSymlink(bytes: Uint8Array, file: BencodeDictionary): void {
  const target = valueOf(file, "symlink path");
  if (target !== undefined) readPath(bytes, target, undefined);
}

function readList(bytes: Uint8Array, list: BencodeValue): ListedFile[] {
  if (!isList(list) || list.items.length === 0) refuse("This torrent lists no files.");
  if (list.items.length > MAX_FILES) {
    refuse(`This torrent has more than ${MAX_FILES} files.`, "Pack them into fewer files.");
  }
  return list.items.map((item) => {
    if (!isDictionary(item)) refuse("This torrent's list of files is damaged.");
    checkSymlink(bytes, item);
    return {
      ...readPath(bytes, valueOf(item, "path"), valueOf(item, "path.utf-8")),
      sizeBytes: readSize(valueOf(item, "length")),
      isPadding: isPaddingFile(bytes, item),
    };
  });
}

function checkPieces(info: BencodeDictionary, files: ListedFile[], pieceLength: number): void {
  const pieces = valueOf(info, "pieces");
  if (!isString(pieces)) refuse("This torrent has no piece hashes.");
  const hashBytes = BigInt(pieces.end - pieces.start);
  if (hashBytes % SHA1_BYTES !== 0n) refuse("The piece hashes of this torrent are damaged.");
  const size = files.reduce((sum, file) => sum + file.sizeBytes, 0n);
  const wanted = (size + BigInt(pieceLength) - 1n) / BigInt(pieceLength);
  if (hashBytes / SHA1_BYTES !== wanted) {
    refuse("The number of piece hashes in this torrent does not fit its size.");
  }
}
