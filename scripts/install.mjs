// Dependencies: installed when what stands in node_modules is not what package-lock.json says.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { root } from "./root.mjs";
import { PlainError, run } from "./run.mjs";

/** Whether every package of the lock file stands in node_modules in its version. */
export function isInstalled() {
  const installed = packagesOf("node_modules/.package-lock.json");
  if (installed === undefined) return false;
  const wanted = packagesOf("package-lock.json") ?? {};
  return Object.entries(wanted).every(([folder, { version, optional, link }]) => {
    if (folder === "" || link === true) return true;
    // Packages for other platforms are optional, and rightly missing.
    const found = installed[folder];
    return found === undefined ? optional === true : found.version === version;
  });
}

/** @throws PlainError with npm's reason */
export async function install() {
  const npm = npmCommand();
  const options = ["--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  try {
    // NODE_ENV=production would leave out what we build with.
    await run(npm[0], [...npm.slice(1), "ci", ...options], { env: { NODE_ENV: "development" } });
  } catch (cause) {
    throw new PlainError(cause.message, {
      cause,
      advice: "Check the network and the free space, then run npm start again.",
    });
  }
}

/** npm tells its scripts where it lives; that one is sure to exist. */
function npmCommand() {
  const cli = process.env["npm_execpath"];
  return cli?.endsWith("npm-cli.js") && existsSync(cli) ? [process.execPath, cli] : ["npm"];
}

/** @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | undefined} */
function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(path.join(root, lockFile), "utf8")).packages;
  } catch {
    return undefined;
  }
}
