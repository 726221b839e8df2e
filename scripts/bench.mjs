// `npm run bench`: what the tracker promises, each promise with its figure. After `--`:
// --quick          fewer and shorter rounds
// --only a,b       rates, size, memory, start, isolation, lanes
// --huge           five million stored peers, too
// --rounds N, --json, --out FILE
import "./check-node.mjs";

import { spawnSync } from "node:child_process";
import path from "node:path";

import { ensureBuilt } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { root } from "./root.mjs";
import { explain } from "./steps.mjs";

try {
  if (!isInstalled()) await install();
  await ensureBuilt("client");
  await ensureBuilt("programs");
  const main = path.join(root, "tests/bench/main.ts");
  const { status } = spawnSync(
    process.execPath,
    ["--import", "tsx", main, ...process.argv.slice(2)],
    { cwd: process.cwd(), stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
} catch (error) {
  process.stderr.write(explain(error));
  process.exitCode = 1;
}
