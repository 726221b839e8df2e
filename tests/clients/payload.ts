import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { z } from "zod";

import { python } from "./drivers/libtorrent.ts";

export type TorrentForm = "v1" | "v2" | "hybrid";

/** Data to travel, and the .torrent file that its uploader made of it. */
export type Payload = {
  name: string;
  form: TorrentForm;
  /** The folder that holds the payload's own folder. */
  parent: string;
  torrentPath: string;
  files: { path: string; sizeBytes: number; sha256: string }[];
  sizeBytes: bigint;
};

/** Odd sizes: a last block and a last piece that are short, a file inside one piece. */
const fileSizes = { "one.bin": 5_000_011, "deep/zwei é.bin": 3_145_728, "three.bin": 17 };

/** Writes files of the same pseudo-random bytes for the same name, and a .torrent of them. */
export function makePayload(name: string, form: TorrentForm, parent: string): Payload {
  const folder = path.join(parent, name);
  const files = Object.entries(fileSizes).map(([file, sizeBytes]) => {
    const bytes = createHash("shake256", { outputLength: sizeBytes })
      .update(name + file)
      .digest();
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), bytes);
    return { path: `${name}/${file}`, sizeBytes, sha256: sha256(bytes) };
  });
  const torrentPath = path.join(parent, `${name}.torrent`);
  torrentTool("make", form, folder, parent, torrentPath);
  const sizeBytes = BigInt(files.reduce((sum, file) => sum + file.sizeBytes, 0));
  return { name, form, parent, torrentPath, files, sizeBytes };
}

/** Hex hashes that clients announce for a .torrent file, v1 first, v2 cut to 20 bytes. */
export function infoHashesOf(torrentPath: string): [string, ...string[]] {
  const hashes: unknown = JSON.parse(torrentTool("hashes", torrentPath));
  return z.tuple([z.string()], z.string()).parse(hashes);
}

/** Paths of the payload's files that are not there byte for byte under a folder. */
export function damagedFiles(payload: Payload, folder: string): string[] {
  return payload.files
    .filter((file) => sha256(readFileSync(path.join(folder, file.path))) !== file.sha256)
    .map((file) => file.path);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function torrentTool(...args: string[]): string {
  const script = fileURLToPath(new URL("torrent_tool.py", import.meta.url));
  return execFileSync(python, [script, ...args], { encoding: "utf8" });
}
