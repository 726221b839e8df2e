// The environment of the site: checked before anything slow, and completed with what a start makes.
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

import { listenerOn } from "./processes.mjs";
import { root } from "./root.mjs";
import { PlainError } from "./run.mjs";

/** Stand in while a variable is checked that the start makes itself. */
const madeLater = { DATABASE_URL: "postgresql://made-later", AUTH_SECRET: "-".repeat(32) };

/**
 * The data folder, made when it is missing.
 * @throws PlainError when we may not write there
 */
export function dataFolder() {
  const folder = path.resolve(root, process.env["DATA_DIR"] || ".data");
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true });
      // Postgres may run as another user, who must be able to pass through to its own folder.
      chmodSync(folder, 0o711);
    }
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new PlainError(`The data folder ${folder} cannot be used: ${cause.message}`, {
      cause,
      advice: "Start as the user whom it belongs to, or set DATA_DIR to a folder of your own.",
    });
  }
  return folder;
}

/**
 * Checks the environment by the rules of lib/env.ts (built into dist/).
 * @throws PlainError that names every bad variable
 */
export async function checkEnvironment() {
  const { parseEnv } = await import(path.join(root, "dist/env.js"));
  const given = Object.entries(process.env).filter(([, value]) => value !== "");
  try {
    return parseEnv({ ...madeLater, ...Object.fromEntries(given) });
  } catch (cause) {
    throw new PlainError(cause.message, { cause });
  }
}

/** The key that signs sessions: AUTH_SECRET, else one that is made once and kept. */
export function authSecret(dataDir) {
  if (process.env["AUTH_SECRET"]) return process.env["AUTH_SECRET"];
  const file = path.join(dataDir, "secret");
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  }
  return readFileSync(file, "utf8").trim();
}

/**
 * Makes sure that the address can be listened on. Port 0 becomes one that is free; `::`, when
 * nobody asked for it and the machine has no IPv6, becomes the IPv4 one.
 * @returns {Promise<{ HOST: string, PORT: string }>}
 * @throws PlainError that says who has the port
 */
export async function freeAddress(host, port) {
  try {
    return { HOST: host, PORT: String(await tryListening(host, port)) };
  } catch (cause) {
    const isWithoutIpv6 = ["EAFNOSUPPORT", "EADDRNOTAVAIL"].includes(cause.code);
    if (isWithoutIpv6 && !process.env["HOST"] && host === "::") return freeAddress("0.0.0.0", port);
    throw portError({ host, port, cause });
  }
}

function tryListening(host, port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen({ host, port }, () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}

function portError({ host, port, cause }) {
  if (cause.code === "EADDRINUSE") {
    const by = listenerOn(port) ?? "another program";
    return new PlainError(`Port ${port} is taken by ${by}.`, {
      cause,
      advice: `Stop it, or choose another port: PORT=${port + 1} npm start`,
    });
  }
  if (cause.code === "EACCES") {
    return new PlainError(`Port ${port} is not for normal users.`, {
      cause,
      advice: "Choose a PORT above 1023, and put a reverse proxy before it for 80 and 443.",
    });
  }
  return new PlainError(`Cannot listen on ${host} port ${port}: ${cause.message}`, {
    cause,
    advice: "HOST is an address of this machine: 127.0.0.1 for this machine only, :: for all.",
  });
}
