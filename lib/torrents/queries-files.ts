import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma } from "#lib/db/client";
import { escapeLike } from "#lib/db/like";

import { fileTree } from "./rules";
import type { FilePage, Folder } from "./types";

/** Up to so many files a page shows the whole tree. */
export const WHOLE_TREE_FILES = 500;
const PAGE_ENTRIES = 500;

/** The whole file tree. For torrents of at most WHOLE_TREE_FILES files. */
export async function fileTreeOf(viewer: Actor, torrentId: number): Promise<Folder> {
  authorize(viewer, "torrent.view");
  const files = await prisma.torrentFile.findMany({
    where: { torrentId },
    orderBy: { position: "asc" },
    take: WHOLE_TREE_FILES,
    select: { path: true, sizeBytes: true },
  });
  return fileTree(files);
}

interface FolderRow {
  readonly name: string;
  readonly isFolder: boolean;
  readonly fileCount: number;
  readonly sizeBytes: bigint;
}

/**
 * One folder of a torrent, with the sums of the folders in it: a tree of 50,000 files is never
 * sent whole. `folder` is a path joined by "/", the root is "".
 */
export async function folderOf(
  viewer: Actor,
  { torrentId, folder }: { torrentId: number; folder: string },
): Promise<FilePage> {
  authorize(viewer, "torrent.view");
  const prefix = folder === "" ? "" : `${folder}/`;
  const rows = await prisma.$queryRaw<FolderRow[]>`
    SELECT split_part(rest, '/', 1) AS name, position('/' in rest) > 0 AS "isFolder",
      count(*)::int AS "fileCount", sum(size_bytes)::bigint AS "sizeBytes"
    FROM (
      SELECT substr(path, length(${prefix}) + 1) AS rest, size_bytes
      FROM torrent_files WHERE torrent_id = ${torrentId} AND starts_with(path, ${prefix})
    ) below
    GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT ${PAGE_ENTRIES + 1}`;
  const shown = rows.slice(0, PAGE_ENTRIES);
  return {
    folders: shown.filter((row) => row.isFolder),
    files: shown.filter((row) => !row.isFolder),
    isCut: rows.length > PAGE_ENTRIES,
  };
}

/** The files whose path contains `query`, whatever its case. */
export async function searchFiles(
  viewer: Actor,
  { torrentId, query }: { torrentId: number; query: string },
): Promise<FilePage> {
  authorize(viewer, "torrent.view");
  const rows = await prisma.torrentFile.findMany({
    where: { torrentId, path: { contains: escapeLike(query), mode: "insensitive" } },
    orderBy: { position: "asc" },
    take: PAGE_ENTRIES + 1,
    select: { path: true, sizeBytes: true },
  });
  return {
    folders: [],
    files: rows.slice(0, PAGE_ENTRIES).map(({ path, sizeBytes }) => ({ name: path, sizeBytes })),
    isCut: rows.length > PAGE_ENTRIES,
  };
}
