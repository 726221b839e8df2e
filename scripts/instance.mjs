// Which processes of ours belong to a data folder: a number alone may be somebody else's by now, so
// a record holds the time its process began as well.
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { beganAt, isAlive } from "./processes.mjs";
import { PlainError } from "./run.mjs";

/**
 * Claims the data folder for this start.
 * @param {string} dataDir
 * @returns {() => void} gives it back
 * @throws PlainError when another start holds it
 */
export function claim(dataDir) {
  const file = path.join(dataDir, "start.pid");
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, record(process.pid));
  try {
    while (!tryLink(draft, file)) {
      const holder = readRecord(file);
      if (holder !== undefined) throw alreadyRunning(holder);
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  // Two that clear away one stale record may both get here; the file names one of them.
  const holder = readRecord(file);
  if (holder !== process.pid) throw alreadyRunning(holder);
  return () => {
    if (readRecord(file) === process.pid) rmSync(file, { force: true });
  };
}

/** Remembers the server, for the start that comes after a `kill -9` of this one. */
export function rememberServer(dataDir, pid) {
  writeFileSync(serverFile(dataDir), record(pid));
}

/** Forgets it after an orderly end. */
export function forgetServer(dataDir) {
  rmSync(serverFile(dataDir), { force: true });
}

/**
 * Ends the server of a start that was killed. It leaves by itself when it notices; it may be busy
 * committing what it has, so it gets time before it is killed.
 * @returns {Promise<boolean>} whether there was one
 */
export async function endOldServer(dataDir) {
  const pid = readRecord(serverFile(dataDir));
  if (pid === undefined) return false;
  for (const [signal, patienceMs] of [
    ["SIGTERM", 20_000],
    ["SIGKILL", 5_000],
  ]) {
    tryKill(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (isAlive(pid) && Date.now() < deadline) await sleep(20);
    if (!isAlive(pid)) break;
  }
  forgetServer(dataDir);
  return true;
}

const serverFile = (dataDir) => path.join(dataDir, "server.pid");

const record = (pid) => `${pid} ${beganAt(pid)}\n`;

/** The process of a record if that very process still lives. */
function readRecord(file) {
  let text;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
  const [pid, ...began] = text.split(" ");
  const isSame = isAlive(Number(pid)) && beganAt(Number(pid)) === began.join(" ");
  return isSame ? Number(pid) : undefined;
}

function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function tryKill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or another user's: then the port tells.
  }
}

function alreadyRunning(pid) {
  return new PlainError(`Swarmkeep is already being started or running here (process ${pid}).`, {
    advice: "Stop that one first, or give this one another DATA_DIR and PORT.",
  });
}
