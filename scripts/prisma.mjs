// Runs Prisma's command line with our schema engine (scripts/schema-engine.mjs), because the
// native one is downloaded at first use and npm is all that this project asks for.
import { spawnSync } from "node:child_process";
import path from "node:path";

import { root } from "./root.mjs";

/** Environment under which the Prisma command line needs no network. */
export const prismaEnv = {
  PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, "scripts", "schema-engine.mjs"),
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  CHECKPOINT_DISABLE: "1",
};

if (process.argv[1] === import.meta.filename) {
  const cli = path.join(root, "node_modules", "prisma", "build", "index.js");
  const { status } = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...prismaEnv },
  });
  process.exit(status ?? 1);
}
