import type { Metainfo } from "#lib/metainfo/types";

import type { Folder, MyState, StoredFile } from "./types";

export const TITLE_MAX_CHARACTERS = 200;

/** A title out of the torrent's name; a single file loses its extension. */
export function titleOf({ name, isSingleFile }: Pick<Metainfo, "name" | "isSingleFile">): string {
  const plain = isSingleFile ? name.replace(/(?<=.)\.[a-z0-9]{2,4}$/i, "") : name;
  const title = cut(cleanLine(plain), TITLE_MAX_CHARACTERS).trim();
  return title === "" ? "Untitled torrent" : title;
}

interface OpenFolder {
  readonly name: string;
  readonly children: Map<string, OpenFolder>;
  readonly files: { name: string; sizeBytes: bigint }[];
}

/** The files as a tree. Names are keys of a Map: one may be called `__proto__`. */
export function fileTree(files: readonly StoredFile[]): Folder {
  const root: OpenFolder = { name: "", children: new Map(), files: [] };
  for (const { path, sizeBytes } of files) {
    const components = path.split("/");
    const name = components.pop() ?? "";
    let folder = root;
    for (const component of components) {
      let child = folder.children.get(component);
      if (child === undefined) {
        child = { name: component, children: new Map(), files: [] };
        folder.children.set(component, child);
      }
      folder = child;
    }
    folder.files.push({ name, sizeBytes });
  }
  return closed(root);
}

function closed(folder: OpenFolder): Folder {
  const folders = [...folder.children.values()].map(closed).sort(byName);
  const files = [...folder.files].sort(byName);
  const sizes = [...folders, ...files].map((entry) => entry.sizeBytes);
  return {
    name: folder.name,
    folders,
    files,
    sizeBytes: sizes.reduce((sum, size) => sum + size, 0n),
    fileCount: folders.reduce((sum, child) => sum + child.fileCount, files.length),
  };
}

const collator = new Intl.Collator("en", { numeric: true });

function byName(left: { name: string }, right: { name: string }): number {
  return collator.compare(left.name, right.name);
}

/** What a member has to do with a torrent, from their live peers and their snatch. */
export function myState(my: {
  seeding: number;
  leeching: number;
  completedAt: Date | null;
}): MyState {
  if (my.seeding > 0) return "seeding";
  if (my.leeching > 0) return "leeching";
  return my.completedAt === null ? "started" : "completed";
}

/** A name that every file system takes: for the title of a torrent as `….torrent`. */
export function torrentFileName(title: string): string {
  const plain = cleanLine(title)
    .replace(/[<>:"/\\|?*]/g, "_")
    .replace(/^\.+|[. ]+$/g, "");
  const name = cut(plain, 150).trim();
  return `${name === "" ? "torrent" : name}.torrent`;
}

/** `Content-Disposition` for a file to be saved (RFC 6266, RFC 8187). */
export function attachment(fileName: string): string {
  const ascii = fileName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/**
 * A name in one line: for titles out of files too. Characters that reverse the text or cannot be
 * seen (bidirectional controls, zero-width ones but for joiners, which scripts and emoji need) go.
 */
export function cleanLine(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

/** At most so many UTF-16 units, never half of a character. */
export function cut(text: string, units: number): string {
  const last = text.charCodeAt(units - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? units - 1 : units);
}

/** Longer text: line breaks as one character, no other control character but tabs. */
export function cleanText(text: string): string {
  return (
    text
      .replace(/\r\n?/g, "\n")
      // eslint-disable-next-line no-control-regex -- control characters are what it removes
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
      .trim()
  );
}
