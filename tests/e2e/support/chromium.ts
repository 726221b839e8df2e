import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

/**
 * A Chromium: $CHROMIUM_PATH, else the distribution's, else the one in @sparticuz/chromium, which
 * needs neither root nor Debian packages.
 */
export function chromiumPath(): string {
  const named = process.env["CHROMIUM_PATH"];
  if (named) return named;
  const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) =>
    existsSync(file),
  );
  return installed ?? packagedChromium();
}

/**
 * For containers and root: nothing here opens a page that is not ours. The rest stops Chromium from
 * calling home and from waiting for hardware that is not there.
 */
export const chromiumFlags = [
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
 * Unpacks the browser once. The package unpacks to a fixed name in the temporary folder, where
 * another user's, another version's or a half-written one may lie: we give it a folder of our own
 * and put the finished one in place by renaming.
 */
function packagedChromium(): string {
  const packageFile = path.join(root, "node_modules/@sparticuz/chromium/package.json");
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const folder = path.join(root, "node_modules/.cache", `chromium-${version}`);
  const file = path.join(folder, "chromium");
  if (existsSync(file)) return file;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const unpack = 'import("@sparticuz/chromium").then(({ default: it }) => it.executablePath())';
  const { status, stderr } = spawnSync(process.execPath, ["-e", unpack], {
    cwd: root,
    env: { ...process.env, TMPDIR: unfinished },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Could not unpack @sparticuz/chromium:\n${stderr}`);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(file)) throw error;
  }
  return file;
}
