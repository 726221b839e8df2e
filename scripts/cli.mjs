// `npm run cli -- …`: runs the command line against the site's database, whether the site runs or
// not. Only the command's answer goes to stdout.
import "./check-node.mjs";

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { ensureBuilt } from "./build.mjs";
import { migrate } from "./database.mjs";
import { startPostgres } from "./embedded-postgres.mjs";
import { install, isInstalled } from "./install.mjs";
import { root } from "./root.mjs";
import { authSecret, checkEnvironment, dataFolder } from "./site-environment.mjs";
import { explain } from "./steps.mjs";

const args = process.argv.slice(2);
/** @type {import("./embedded-postgres.mjs").EmbeddedPostgres | undefined} */
let postgres;

// The command hears of Ctrl-C itself; we stay to stop Postgres after it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

try {
  const isHelp = args.length === 0 || args.includes("--help");
  await prepare();
  if (!isHelp) await openDatabase();
  process.exitCode = await runCommand();
} catch (error) {
  process.exitCode = 1;
  if (args.includes("--json"))
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
  else process.stderr.write(explain(error));
} finally {
  await postgres?.stop();
}

async function prepare() {
  if (!isInstalled()) {
    process.stderr.write("Installing first; this takes a minute.\n");
    await install();
  }
  await ensureBuilt("client");
  await ensureBuilt("programs");
  const { env } = process;
  const dataDir = dataFolder();
  await checkEnvironment();
  env["DATA_DIR"] = dataDir;
  env["AUTH_SECRET"] = authSecret(dataDir);
  env["NODE_ENV"] = "production";
  env["BASE_URL"] ||= baseUrlOfLastStart(dataDir);
}

/** The embedded one is adopted if it runs, and stopped at the end if nobody else uses it. */
async function openDatabase() {
  if (!process.env["DATABASE_URL"]) {
    postgres = await startPostgres({ directory: path.join(process.env["DATA_DIR"], "postgres") });
    process.env["DATABASE_URL"] = postgres.url;
  }
  await migrate(process.env["DATABASE_URL"]);
}

/** Members' announce addresses are the same, however the site was told where it is. */
function baseUrlOfLastStart(dataDir) {
  const file = path.join(dataDir, "base-url");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

function runCommand() {
  return new Promise((resolve, reject) => {
    const command = spawn(process.execPath, [path.join(root, "dist/cli.js"), ...args], {
      // Paths are meant from where the operator stands, and npm changes to our folder.
      cwd: process.env["INIT_CWD"] ?? process.cwd(),
      stdio: "inherit",
    });
    command.on("error", reject);
    command.on("exit", (code) => resolve(code ?? 1));
  });
}
