import type { FactoryFile } from "../factories/metainfo.ts";
import type { Random } from "../factories/random.ts";

/** Something that a member might share: invented, of the kinds that are free to share. */
export interface Work {
  categorySlug: string;
  title: string;
  /** The top folder or file in the torrent. */
  name: string;
  files: FactoryFile[];
  tags: string[];
  /** Markdown. */
  description: string;
}

export type MakeWork = (random: Random) => Work;

export const kibibyte = 1024;
export const mebibyte = 1024 * kibibyte;
export const gibibyte = 1024 * mebibyte;

/** A size between the two, small ones as likely as big ones on a logarithmic scale. */
export function sizeBetween(random: Random, fromBytes: number, toBytes: number): number {
  return Math.round(fromBytes * (toBytes / fromBytes) ** random.fraction());
}

/** A folder's name as people write it: no sign that some file system refuses. */
export function folderName(title: string): string {
  return title
    .replaceAll(/[:/\\?*"<>|]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Words joined by dots or dashes, as file names of releases are. */
export function slugName(title: string, joint: "." | "-" | "_" = "-"): string {
  return title
    .normalize("NFD")
    .replaceAll(/[^\w\s.-]/g, "")
    .trim()
    .replaceAll(/[\s_-]+/g, joint);
}

export function textFile(random: Random, path: string): FactoryFile {
  return { path, sizeBytes: random.integer(400, 9000) };
}

export function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
