import { isList, isString, textOf, type BencodeString, type BencodeValue } from "./bencode";
import { refuse } from "./refuse";

/** NTFS takes 255 UTF-16 units, which are up to 765 bytes of UTF-8. */
const MAX_COMPONENT_LENGTH = 255;
const MAX_PATH_DEPTH = 64;
/** Linux's PATH_MAX. */
const MAX_PATH_BYTES = 4096;

/** A file's place inside its torrent, without the torrent's own folder. */
export interface FilePath {
  /** As people read it: `path.utf-8` where a torrent has one, which clients prefer as well. */
  readonly shown: readonly string[];
  /** The bytes of the plain components, one character a byte: what tells two paths apart. */
  readonly raw: readonly string[];
}

/**
 * A list of path components, safe to be joined and created below a download folder.
 * @throws AppError `invalid` when it is empty, too deep, too long or leads elsewhere
 */
export function readPath(
  bytes: Uint8Array,
  list: BencodeValue | undefined,
  utf8List: BencodeValue | undefined,
): FilePath {
  const plain = components(list);
  const read = plain.map((component) => readComponent(bytes, component));
  const isAscii = read.every((text) => /^[\x20-\x7e]*$/.test(text));
  const raw = isAscii ? read : plain.map((component) => rawText(bytes, component));
  if (utf8List === undefined) return { shown: read, raw };
  return { shown: components(utf8List).map((component) => readComponent(bytes, component)), raw };
}

/**
 * One component of a path as text.
 * @throws AppError `invalid` when it is empty, too long, `.`, `..`, or holds `/`, `\`, NUL or
 * another control character
 */
export function readComponent(bytes: Uint8Array, component: BencodeString): string {
  const length = component.end - component.start;
  if (length === 0) refuse("A file or folder in this torrent has no name.");
  if (length > MAX_COMPONENT_LENGTH * 3) tooLong();
  const text = textOf(bytes, component);
  if (text.length > MAX_COMPONENT_LENGTH) tooLong();
  if (text === "." || text === ".." || /[/\\]/.test(text)) {
    refuse("A file name in this torrent leads out of its folder (“..”, “/” or “\\”).");
  }
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    refuse("A file name in this torrent holds a control character.", "Rename the file first.");
  }
  return text;
}

/**
 * Refuses two files with one path, and a file whose path is also a folder: clients would write
 * one over the other.
 * @throws AppError `invalid`
 */
export function refuseClashes(paths: readonly (readonly string[])[]): void {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const whole = path.join("/");
    if (files.has(whole)) refuse("Two files in this torrent have the same path.");
    files.add(whole);
    for (let depth = path.length - 1; depth > 0; depth--) {
      const folder = path.slice(0, depth).join("/");
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  for (const folder of folders) {
    if (files.has(folder)) refuse("A path in this torrent is both a file and a folder.");
  }
}

/** The bytes of a string, one character a byte. */
export function rawText(bytes: Uint8Array, string: BencodeString): string {
  return String.fromCharCode(...bytes.subarray(string.start, string.end));
}

function components(list: BencodeValue | undefined): BencodeString[] {
  if (!isList(list) || list.items.length === 0) refuse("A file in this torrent has no path.");
  if (list.items.length > MAX_PATH_DEPTH) {
    refuse(`A file in this torrent lies more than ${MAX_PATH_DEPTH} folders deep.`);
  }
  const strings = list.items.filter((item) => isString(item));
  if (strings.length !== list.items.length) refuse("A file in this torrent has no path.");
  const pathBytes = strings.reduce((sum, string) => sum + string.end - string.start + 1, 0);
  if (pathBytes > MAX_PATH_BYTES) tooLong();
  return strings;
}

function tooLong(): never {
  refuse("A file or folder name in this torrent is too long.", "Shorten the name first.");
}
