// Builds what is older than its sources: Prisma's client, the programs in dist/, the pages.
// Each output carries a stamp with the hash of what it was made from, so it vouches for itself.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { prismaEnv } from "./prisma.mjs";
import { root } from "./root.mjs";
import { PlainError, runNode } from "./run.mjs";

const nextFolder = process.env["NEXT_DIST_DIR"] ?? ".next";

/** Programs that Node runs, by their name in dist/. */
const programs = {
  server: "server.ts",
  "ledger-thread": "lib/ledger/writer-thread.ts",
  seed: "prisma/seed.ts",
  demo: "prisma/demo.ts",
  cli: "lib/cli/main.ts",
  env: "lib/env.ts",
};

/**
 * Outputs in the order in which they build on each other.
 * @satisfies {Record<string, { sources: string[], output: string, make: () => Promise<void> }>}
 */
const outputs = {
  client: {
    sources: ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"],
    output: "lib/db/generated",
    make: generateClient,
  },
  programs: {
    sources: [
      "server.ts",
      "lib",
      "prisma",
      "tsconfig.json",
      "package-lock.json",
      "scripts/build.mjs",
    ],
    output: "dist",
    make: buildPrograms,
  },
  pages: {
    sources: [
      ...["app", "lib", "public", "proxy.ts", "instrumentation.ts"],
      ...["next.config.ts", "postcss.config.mjs", "tsconfig.json", "package-lock.json"],
    ],
    output: nextFolder,
    make: buildPages,
  },
};

/**
 * Makes one output if it is missing or older than its sources.
 * @param {keyof typeof outputs} name
 * @returns {Promise<boolean>} whether it had to be made
 */
export async function ensureBuilt(name) {
  const { sources, output, make } = outputs[name];
  const stamp = stampOf(output);
  const wanted = hashOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  // An interrupted build must not look like a finished one.
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}

const stampOf = (output) => path.join(root, output, ".swarmkeep-sources");

function generateClient() {
  return runNode(["node_modules/prisma/build/index.js", "generate"], { env: prismaEnv });
}

async function buildPrograms() {
  const esbuild = await import("esbuild");
  try {
    await esbuild.build(programOptions());
  } catch (cause) {
    throw new PlainError(cause.message, { cause });
  } finally {
    // Its service process would keep us alive.
    await esbuild.stop();
  }
}

/**
 * For development: builds the programs anew at each change of their sources.
 * @param {() => void} onChange called when the server came out different, and so must be restarted
 * @returns {Promise<() => Promise<void>>} ends it
 */
export async function watchServer(onChange) {
  const esbuild = await import("esbuild");
  // From now on the outputs follow the sources without the stamp's knowledge.
  rmSync(stampOf("dist"), { force: true });
  const server = path.join(root, "dist/server.js");
  let known = readFileSync(server, "utf8");
  const report = ({ errors }) => {
    for (const { text, location } of errors) {
      process.stderr.write(`${location?.file ?? ""}:${location?.line ?? ""} ${text}\n`);
    }
    const built = readFileSync(server, "utf8");
    if (built === known) return;
    known = built;
    onChange();
  };
  const plugin = { name: "watch", setup: (build) => build.onEnd(report) };
  const context = await esbuild.context({ ...programOptions(), plugins: [plugin] });
  await context.watch();
  return () => context.dispose();
}

/** How the programs are bundled: our own code into one file each, dependencies left outside. */
function programOptions() {
  const present = Object.entries(programs).filter(([, file]) => existsSync(path.join(root, file)));
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present),
    outdir: "dist",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    logLevel: "silent",
  };
}

async function buildPages() {
  await runNode(["node_modules/next/dist/bin/next", "build"], {
    env: {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      // Modules read the environment when they load, also while Next only looks at the pages.
      DATABASE_URL: "postgresql://localhost/none",
      AUTH_SECRET: "used by no one: the build only loads the modules",
    },
  });
}

function hashOf(sources) {
  const hash = createHash("sha256").update(process.versions.node);
  for (const source of sources) {
    for (const file of filesOf(source))
      hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

/** All files of a source in a fixed order, without tests and what was generated from others. */
function filesOf(source) {
  const at = path.join(root, source);
  if (!existsSync(at)) return [];
  const entries = readdirOrFile(at);
  if (entries === undefined) return [source];
  return entries
    .filter((name) => !/\.test\.tsx?$/.test(name) && name !== "generated")
    .sort()
    .flatMap((name) => filesOf(path.join(source, name)));
}

function readdirOrFile(at) {
  try {
    return readdirSync(at);
  } catch (error) {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    for (const name of Object.keys(outputs)) await ensureBuilt(name);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
