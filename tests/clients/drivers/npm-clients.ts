import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { z } from "zod";

/** Clients that npm has, installed for these tests alone: the project does not depend on them. */
const npmClients = { webtorrent: "3.0.21", "bittorrent-tracker": "11.2.3" } as const;

export const npmFolder = path.resolve(import.meta.dirname, "../../../.data/clients");

/**
 * Installs them if they are not there in these versions. Their compiled parts (uTP, WebRTC) are
 * left out. @returns what went wrong, or undefined
 */
export function installNpmClients(): string | undefined {
  const wanted = Object.entries(npmClients);
  if (wanted.every(([name, version]) => installedVersion(name) === version)) return undefined;
  mkdirSync(npmFolder, { recursive: true });
  writeFileSync(path.join(npmFolder, "package.json"), '{ "private": true }\n');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional"];
  const { status, stderr } = spawnSync(
    "npm",
    ["install", ...options, ...wanted.map(([name, version]) => `${name}@${version}`)],
    { cwd: npmFolder, encoding: "utf8" },
  );
  return status === 0 ? undefined : stderr.trim().split("\n").at(-1);
}

function installedVersion(name: string): string | undefined {
  const manifest = path.join(npmFolder, "node_modules", name, "package.json");
  if (!existsSync(manifest)) return undefined;
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, "utf8")))
    .version;
}
