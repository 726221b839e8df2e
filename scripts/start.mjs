// `npm start`: from a clean clone to a running site. Only Node's own modules may be imported here
// before the step that installs the others.
import "./check-node.mjs";

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { ensureBuilt, watchServer } from "./build.mjs";
import { migrate } from "./database.mjs";
import { startPostgres } from "./embedded-postgres.mjs";
import { install, isInstalled } from "./install.mjs";
import { claim, endOldServer } from "./instance.mjs";
import { root } from "./root.mjs";
import { PlainError, runNode, stopRunning } from "./run.mjs";
import { startServer } from "./server-process.mjs";
import { authSecret, checkEnvironment, dataFolder, freeAddress } from "./site-environment.mjs";
import { explain, Steps } from "./steps.mjs";

const wishes = new Set(process.argv.slice(2));
const isDevelopment = wishes.has("--dev");
const steps = new Steps();

/** What must be let go of at the end, the last one first. */
const cleanups = [];
/** @type {Promise<never> | undefined} */
let leaving;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void leave(0));

try {
  await main();
} catch (error) {
  if (!leaving) process.stderr.write(`\nSwarmkeep could not start.\n\n${explain(error)}`);
  await leave(1);
}

async function main() {
  const dataDir = dataFolder();
  cleanups.push(claim(dataDir));
  await prepare();
  const settings = await checkEnvironment();
  await freePort(dataDir, settings);
  if (!isDevelopment) await step("build", "pages");
  completeEnvironment(dataDir);
  if (!process.env["DATABASE_URL"]) await startDatabase(dataDir);
  await steps.run("migrate", async (note) => {
    const missing = await migrate(process.env["DATABASE_URL"], { patienceMs: 30_000 });
    note(missing === 0 ? "up to date" : `${missing} applied`);
  });
  // Before the owner is looked for: the demo brings one.
  if (wishes.has("--demo")) await runNode(["dist/demo.js"], { isShown: true });
  const { setupUrl, owner } = await steps.run("seed", seed);
  await steps.run("serve", () => serve(dataDir));
  greet({ setupUrl, owner });
}

/** Everything that needs no settings. */
async function prepare() {
  await steps.run("install", async (note) => {
    if (isInstalled()) return note("up to date");
    await install();
  });
  await step("generate", "client");
  await step("compile", "programs");
}

function step(name, output) {
  return steps.run(name, async (note) => {
    if (!(await ensureBuilt(output))) note("up to date");
  });
}

/** Sets PORT and HOST to what can be listened on. */
function freePort(dataDir, { HOST, PORT }) {
  return steps.run("port", async (note) => {
    if (await endOldServer(dataDir)) note("ended the server of a start that was killed");
    Object.assign(process.env, await freeAddress(HOST, PORT));
  });
}

/** What the programs that follow need and an operator need not give. */
function completeEnvironment(dataDir) {
  const { env } = process;
  env["DATA_DIR"] = dataDir;
  env["AUTH_SECRET"] = authSecret(dataDir);
  env["NODE_ENV"] = isDevelopment ? "development" : "production";
  // No request of ours leaves the site, not even Next's own.
  env["NEXT_TELEMETRY_DISABLED"] = "1";
  env["BASE_URL"] ||= `http://localhost:${env["PORT"]}`;
  // The command line runs beside us, often without our PORT and BASE_URL.
  writeFileSync(path.join(dataDir, "base-url"), `${env["BASE_URL"]}\n`);
}

async function startDatabase(dataDir) {
  const directory = path.join(dataDir, "postgres");
  let postgres = startPostgres({ directory });
  cleanups.push(async () => {
    // A failure to start has been told by its step.
    const started = await postgres.catch(() => undefined);
    await started?.stop();
  });
  const { url, port, lost } = await steps.run("postgres", async (note) => {
    const started = await postgres;
    note(started.note ?? (started.adopted ? "adopted the one that was running" : ""));
    return started;
  });
  process.env["DATABASE_URL"] = url;
  watch(lost);

  /** The server keeps what it could not commit, so a new Postgres on the same port heals it. */
  function watch(gone) {
    void gone.then(async () => {
      if (leaving) return;
      process.stderr.write("PostgreSQL went away; starting it again.\n");
      postgres = startPostgres({ directory, port });
      try {
        const again = await postgres;
        if (again.url !== url) throw new PlainError(`Another program took its port ${port}.`);
        watch(again.lost);
      } catch (error) {
        process.stderr.write(`PostgreSQL does not come back. ${explain(error)}`);
        await leave(1);
      }
    });
  }
}

async function seed() {
  const output = await runNode(["dist/seed.js"]);
  return JSON.parse(output.trim().split("\n").at(-1));
}

async function serve(dataDir) {
  let server = start();
  cleanups.push(() => server.stop());
  await server.ready;
  if (isDevelopment) cleanups.push(await watchServer(restart));

  function start() {
    const started = startServer(dataDir);
    void started.lost.then((ending) => {
      process.stderr.write(`${ending}\n`);
      void leave(1);
    });
    return started;
  }

  async function restart() {
    await server.stop();
    if (!leaving) server = start();
  }
}

function greet({ setupUrl, owner }) {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const lines = ["", `Swarmkeep ${version} is at ${process.env["BASE_URL"]}`];
  if (owner) lines.push(`The owner is ${owner}.`);
  if (setupUrl) {
    lines.push(
      "",
      "Make yourself the owner (this link works once, within 24 hours):",
      `  ${setupUrl}`,
    );
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** The server first, Postgres last. npm passes Ctrl-C on, so a second signal may be the same one. */
function leave(exitCode) {
  leaving ??= cleanUp().then(() => process.exit(exitCode));
  return leaving;
}

async function cleanUp() {
  await stopRunning();
  for (const cleanup of cleanups.reverse()) {
    try {
      await cleanup();
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
    }
  }
}
