import { readFile, writeFile } from "node:fs/promises";

import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { baseUrl } from "#lib/env";
import { AppError } from "#lib/errors";
import { addTorrent } from "#lib/torrents/mutations";
import { listCategories } from "#lib/torrents/queries";
import { announceUrlOf, downloadTorrent, torrentById } from "#lib/torrents/queries-details";
import { torrentIdSchema, uploadSchema } from "#lib/torrents/schema";

import { type Answer, type Command, type Given, required } from "./command";
import { actorNamed, operator } from "./identity";

const id = { takes: "number", isRequired: true, summary: "the torrent" } as const;

/** `torrent <verb>`. */
export const torrentCommands: Readonly<Record<string, Command>> = {
  add: {
    summary: "Upload a .torrent",
    options: {
      file: { takes: "path", isRequired: true, summary: "the .torrent file" },
      as: { takes: "username", isRequired: true, summary: "the uploader" },
      category: { takes: "name", isRequired: true, summary: "its slug or number" },
      title: { takes: "text", summary: "the file's own name without it" },
      description: { takes: "markdown", summary: "what it is" },
      tags: { takes: "a,b", summary: "words with commas between" },
      anonymous: { summary: "hide the uploader's name from members" },
    },
    run: add,
  },
  show: { summary: "Show a torrent", options: { id }, run: show },
  download: {
    summary: "Write a member's own .torrent to a file",
    options: {
      id,
      as: { takes: "username", isRequired: true, summary: "whose announce URL goes in" },
      out: { takes: "path", isRequired: true, summary: "where to write it" },
    },
    run: download,
  },
};

async function add(given: Given): Promise<Answer> {
  const uploader = await actorNamed(required(given, "as"));
  const category = await categoryId(uploader, required(given, "category"));
  const parsed = uploadSchema.safeParse({ ...given, category });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError("invalid", `--${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  const file = await contentsOf(required(given, "file"));
  const created = await addTorrent(authorize(uploader, "torrent.upload"), { ...parsed.data, file });
  return { ...(await describe(created.id)), announceUrl: await announceUrlOf(uploader) };
}

function show(given: Given): Promise<Answer> {
  return describe(idOf(given));
}

async function download(given: Given): Promise<Answer> {
  const member = await actorNamed(required(given, "as"));
  const { bytes } = await downloadTorrent(member, idOf(given));
  const out = required(given, "out");
  await writeFile(out, bytes);
  return { id: idOf(given), out, sizeBytes: String(bytes.byteLength) };
}

async function describe(id: number): Promise<Answer> {
  const torrent = await torrentById(operator(), id);
  if (torrent === null) throw new AppError("not_found", `There is no torrent ${id}.`);
  const { uploader } = torrent;
  return {
    id,
    title: torrent.title,
    url: `${baseUrl()}/torrents/${id}`,
    category: torrent.category.slug,
    tags: torrent.tags.join(","),
    uploader: uploader.kind === "gone" ? null : uploader.name,
    anonymous: torrent.isAnonymous,
    infoHashV1: torrent.infoHashV1,
    infoHashV2: torrent.infoHashV2,
    sizeBytes: String(torrent.sizeBytes),
    fileCount: torrent.fileCount,
    seeders: torrent.seeders,
    leechers: torrent.leechers,
    snatched: torrent.snatched,
    createdAt: torrent.createdAt.toISOString(),
    deletedAt: torrent.deletion?.at.toISOString() ?? null,
    deleteReason: torrent.deletion?.reason ?? null,
  };
}

async function categoryId(viewer: Actor, wanted: string): Promise<number> {
  const categories = await listCategories(viewer);
  const found = categories.find(({ id, slug }) => slug === wanted || String(id) === wanted);
  if (found !== undefined) return found.id;
  const known = categories.map(({ slug }) => slug).join(", ");
  throw new AppError("invalid", `There is no category ${wanted}. There are: ${known}.`);
}

function idOf(given: Given): number {
  const parsed = torrentIdSchema.safeParse(given["id"]);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid", "--id is the number in the torrent's address.");
}

async function contentsOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AppError("invalid", `--file: cannot read ${path}.`, { cause });
  }
}
