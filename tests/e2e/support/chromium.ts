import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

import type { LaunchOptions } from "@playwright/test";

const root = path.resolve(import.meta.dirname, "../../..");

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * For containers and root: nothing here opens a page that is not ours. The rest stops Chromium from
 * calling home and from waiting for hardware that is not there.
 */
const args = [
  "--no-sandbox",
  "--no-zygote",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--font-render-hinting=none",
];

/**
 * How to start a Chromium: $CHROMIUM_PATH, else the system's, else the one in @sparticuz/chromium,
 * which needs neither root nor the system's packages.
 */
export function chromiumLaunch(): LaunchOptions {
  const named = process.env["CHROMIUM_PATH"];
  const executablePath = named || installed.find((file) => existsSync(file));
  if (executablePath) return { executablePath, args };
  const folder = packagedChromium();
  return { executablePath: path.join(folder, "chromium"), args, ...missingLibraries(folder) };
}

/**
 * Unpacks the browser once. The package unpacks to a fixed name in the temporary folder, where
 * another user's, another version's or a half-written one may lie: we give it a folder of our own
 * and put the finished one in place by renaming.
 */
function packagedChromium(): string {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("No Chromium found: install one and set CHROMIUM_PATH.");
  }
  const packageFile = path.join(root, "node_modules/@sparticuz/chromium/package.json");
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const folder = path.join(root, "node_modules/.cache", `chromium-${version}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", unpack], {
    cwd: root,
    env: { ...process.env, TMPDIR: unfinished },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Could not unpack @sparticuz/chromium:\n${stderr}`);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

const unpack = `
  import chromium, { inflate } from "@sparticuz/chromium";
  await chromium.executablePath();
  await inflate("node_modules/@sparticuz/chromium/bin/al2023.tar.br");
`;

/** A bare system lacks NSS and expat; the package brings them, for another one's sake. */
function missingLibraries(folder: string): Pick<LaunchOptions, "env"> {
  const { status } = spawnSync(path.join(folder, "chromium"), ["--version"]);
  if (status === 0) return {};
  const present = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const libraries = path.join(folder, "al2023/lib");
  return { env: { ...Object.fromEntries(present), LD_LIBRARY_PATH: libraries } };
}
