// Prisma's client and Next's route types, which `tsc` needs and git does not hold.
import { spawnSync } from "node:child_process";
import path from "node:path";

import { prismaEnv } from "./prisma.mjs";
import { root } from "./root.mjs";

const commands = [
  ["prisma/build/index.js", "generate"],
  ["next/dist/bin/next", "typegen"],
];
for (const [bin, verb] of commands) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, "node_modules", bin), verb],
    { cwd: root, env: { ...process.env, ...prismaEnv }, encoding: "utf8" },
  );
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}\n${bin} ${verb} failed\n`);
    process.exit(1);
  }
}
