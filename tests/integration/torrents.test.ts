import { readFileSync } from "node:fs";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";

import { prisma } from "#lib/db/client";
import { isAppError } from "#lib/errors";
import { decodeBencode, isDictionary, isString, textOf, valueOf } from "#lib/metainfo/bencode";
import { parseMetainfo } from "#lib/metainfo/parse";
import { deleteTorrent } from "#lib/moderation/mutations-torrents";
import { addTorrent } from "#lib/torrents/mutations";
import { downloadTorrent, torrentById } from "#lib/torrents/queries-details";
import { fileTreeOf, folderOf, searchFiles } from "#lib/torrents/queries-files";
import type { NewTorrent } from "#lib/torrents/types";

import { createMember } from "../../prisma/factories/members.ts";
import { createPeer, createSnatch } from "../../prisma/factories/swarms.ts";
import { createCategory, createTorrent } from "../../prisma/factories/torrents.ts";
import { actorOf, permitFor } from "../support/permits.ts";
import { listenToRegistry, type RegistryListener } from "../support/registry-listener.ts";
import { torrentFile, v2TorrentFile } from "../support/torrent-file.ts";

type Member = Awaited<ReturnType<typeof createMember>>;

let registry: RegistryListener;
let uploader: Member;
let reader: Member;
let moderator: Member;
let category: number;

beforeAll(async () => {
  registry = await listenToRegistry(process.env["DATABASE_URL"] ?? "");
  category = (await createCategory(prisma)).id;
  reader = await createMember(prisma);
  moderator = await createMember(prisma, { role: "moderator" });
});
afterAll(() => registry.close());
beforeEach(async () => {
  uploader = await createMember(prisma);
});

const upload = (change: Partial<NewTorrent> = {}) =>
  addTorrent(permitFor(uploader, "torrent.upload"), {
    file: uniqueFile(),
    category,
    description: "",
    tags: [],
    anonymous: false,
    ...change,
  });

let made = 0;
const uniqueFile = () => torrentFile({ name: `Unique.${(made += 1)}.mkv` });

describe("an upload", () => {
  test("is stored private with the site's source, and the tracker hears of it", async () => {
    await registry.heard();
    const file = torrentFile({ name: "First.mkv", info: { private: 0, source: "Other" } });
    const { id, title } = await upload({ file, tags: ["one", "two"], description: "*Hi*" });
    expect(title).toBe("First");
    const stored = await prisma.torrent.findUniqueOrThrow({
      where: { id },
      include: { metainfo: true, files: true },
    });
    expect(stored).toMatchObject({
      uploaderId: uploader.id,
      tags: ["one", "two"],
      description: "*Hi*",
      sizeBytes: 100_000n,
      fileCount: 1,
      files: [{ position: 0, path: "First.mkv", sizeBytes: 100_000n }],
    });
    const info = Buffer.from(stored.metainfo?.info ?? []);
    expect(info.includes("7:privatei1e6:source9:Swarmkeep")).toBe(true);
    expect(await registry.heard()).toContain(`torrent:${id}`);
  });

  test("of 50,000 files keeps every one, in order", async () => {
    const { id } = await upload({ file: fixture("v10-50k-files.torrent") });
    expect(await prisma.torrentFile.count({ where: { torrentId: id } })).toBe(50_000);
    const first = await prisma.torrentFile.findFirstOrThrow({
      where: { torrentId: id, position: 0 },
    });
    expect(first.path).toBe(
      parseMetainfo(fixture("v10-50k-files.torrent")).files[0]?.path.join("/"),
    );
    const root = await folderOf(actorOf(reader), { torrentId: id, folder: "" });
    expect(root).toMatchObject({ folders: [{ fileCount: 50_000 }], files: [], isCut: false });
  });

  test("needs a category that exists", async () => {
    await expect(upload({ category: 2_000_000 })).rejects.toMatchObject({
      code: "invalid",
      field: "category",
    });
  });
});

describe("a duplicate", () => {
  test("is refused with a link, whatever the upload says outside of the content", async () => {
    const { id } = await upload({ file: torrentFile({ name: "Twice.mkv" }) });
    const again = torrentFile({
      name: "Twice.mkv",
      info: { private: 0, source: "Another" },
      root: { comment: "new" },
    });
    await expect(upload({ file: again })).rejects.toMatchObject({
      code: "conflict",
      field: "file",
      href: `/torrents/${id}`,
    });
  });

  test("is refused once the torrent was deleted, with the reason", async () => {
    const file = uniqueFile();
    const { id } = await upload({ file });
    await deleteTorrent(permitFor(moderator, "torrent.delete"), {
      torrentId: id,
      reason: "Bad audio",
    });
    await expect(upload({ file })).rejects.toMatchObject({
      code: "conflict",
      href: `/torrents/${id}`,
      message: expect.stringMatching(/deleted.*Bad audio/) as string,
    });
  });

  test("of a v2 torrent is found by its v2 hash", async () => {
    const content = Buffer.alloc(90_000, 5);
    const file = v2TorrentFile({ files: [{ name: "a", content }] });
    const { id } = await upload({ file });
    await expect(upload({ file })).rejects.toMatchObject({ href: `/torrents/${id}` });
    expect(await torrentById(actorOf(reader), id)).toMatchObject({
      infoHashV1: null,
      infoHashV2: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  test("in a race is stored once, and everybody else is told where", async () => {
    const file = uniqueFile();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => upload({ file })));
    const taken = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(taken).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "fulfilled") continue;
      expect(outcome.reason).toMatchObject({
        code: "conflict",
        href: `/torrents/${taken[0]?.value.id}`,
      });
    }
  });
});

describe("every file of the corpus", () => {
  const manifest = z
    .array(z.object({ file: z.string(), expect: z.string() }))
    .parse(JSON.parse(fixture("manifest.json").toString()));

  test.each(manifest)("$file is taken or refused in words, never worse", async (entry) => {
    // Two files of the corpus hold one torrent: each is looked at on its own.
    await prisma.torrent.deleteMany();
    const outcome = await upload({ file: fixture(entry.file) }).catch((error: unknown) => error);
    if (entry.expect === "accept")
      expect(outcome).toMatchObject({ id: expect.any(Number) as number });
    if (entry.expect === "reject") expect(outcome).toMatchObject({ code: "invalid" });
    if (outcome instanceof Error) {
      expect(isAppError(outcome) && outcome.message).toMatch(/\w+.*\.$/);
      return;
    }
    const { id } = z.object({ id: z.number() }).parse(outcome);
    const { bytes } = await downloadTorrent(actorOf(reader), id);
    const served = parseMetainfo(bytes);
    const shown = await torrentById(actorOf(reader), id);
    expect(shown?.infoHashV1 ?? null).toBe(hex(served.infoHashV1));
    expect(shown?.infoHashV2 ?? null).toBe(hex(served.infoHashV2));
  });
});

describe("a download", () => {
  test("carries the downloader's own announce address and the details page, nothing else", async () => {
    const { id } = await upload();
    const { bytes, fileName } = await downloadTorrent(actorOf(reader), id);
    expect(fileName).toMatch(/^Unique\.\d+\.torrent$/);
    const root = decodeBencode(bytes);
    if (!isDictionary(root)) throw new Error("not a dictionary");
    expect(root.entries.map((entry) => entry.key)).toEqual(["announce", "comment", "info"]);
    const text = (key: string) => {
      const value = valueOf(root, key);
      return isString(value) ? textOf(bytes, value) : "";
    };
    expect(text("announce")).toBe(`http://localhost:3000/announce/${reader.passkey}`);
    expect(text("comment")).toBe(`http://localhost:3000/torrents/${id}`);
  });

  test("is refused to a banned member, and of a deleted torrent", async () => {
    const { id } = await upload();
    const banned = await createMember(prisma, { bannedAt: new Date() });
    await expect(downloadTorrent(actorOf(banned), id)).rejects.toMatchObject({ code: "forbidden" });
    await deleteTorrent(permitFor(moderator, "torrent.delete"), { torrentId: id, reason: "Gone" });
    await expect(downloadTorrent(actorOf(reader), id)).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringMatching(/Gone/) as string,
    });
    await expect(downloadTorrent(actorOf(reader), 2_000_000_000)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a torrent's page", () => {
  test("names an anonymous uploader to staff and to the uploader alone", async () => {
    const { id } = await upload({ anonymous: true });
    const seenBy = async (member: Member) => (await torrentById(actorOf(member), id))?.uploader;
    expect(await seenBy(reader)).toEqual({ kind: "anonymous", name: null });
    expect(await seenBy(uploader)).toEqual({ kind: "anonymous", name: uploader.name });
    expect(await seenBy(moderator)).toEqual({ kind: "anonymous", name: uploader.name });
  });

  test("shows what the viewer did with it", async () => {
    const { id } = await upload();
    expect((await torrentById(actorOf(reader), id))?.mySnatch).toBeNull();
    await createSnatch(prisma, { torrentId: id, memberId: reader.id, uploaded: 5n });
    await createPeer(prisma, { torrentId: id, memberId: reader.id, left: 7n });
    expect((await torrentById(actorOf(reader), id))?.mySnatch).toMatchObject({
      state: "leeching",
      uploaded: 5n,
    });
  });

  test("shows the tree of its files, a folder of it, and finds files by name", async () => {
    const torrent = await createTorrent(prisma, {
      name: "Show",
      files: [
        { path: "Season 1/e1.mkv", sizeBytes: 10 },
        { path: "Season 1/subs/e1_en.srt", sizeBytes: 1 },
        { path: "Season 10/e1.mkv", sizeBytes: 20 },
        { path: "__proto__", sizeBytes: 3 },
      ],
    });
    const where = { torrentId: torrent.id };
    const viewer = actorOf(reader);
    expect(await fileTreeOf(viewer, torrent.id)).toMatchObject({ fileCount: 4, sizeBytes: 34n });
    expect(await folderOf(viewer, { ...where, folder: "" })).toMatchObject({
      folders: [{ name: "Show", fileCount: 4, sizeBytes: 34n }],
      files: [],
    });
    expect(await folderOf(viewer, { ...where, folder: "Show" })).toMatchObject({
      folders: [
        { name: "Season 1", fileCount: 2, sizeBytes: 11n },
        { name: "Season 10", fileCount: 1 },
      ],
      files: [{ name: "__proto__", sizeBytes: 3n }],
      isCut: false,
    });
    expect(await folderOf(viewer, { ...where, folder: "Show/Season 1" })).toMatchObject({
      folders: [{ name: "subs" }],
      files: [{ name: "e1.mkv" }],
    });
    expect((await searchFiles(viewer, { ...where, query: "E1_" })).files).toMatchObject([
      { name: "Show/Season 1/subs/e1_en.srt" },
    ]);
  });
});

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/torrents/${name}`, import.meta.url));
}

function hex(hash: Uint8Array | null): string | null {
  return hash === null ? null : Buffer.from(hash).toString("hex");
}
