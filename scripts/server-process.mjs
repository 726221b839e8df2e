// The site's server as a child process.
import { spawn } from "node:child_process";

import { forgetServer, rememberServer } from "./instance.mjs";
import { root } from "./root.mjs";
import { PlainError } from "./run.mjs";

/**
 * Starts dist/server.js with our environment.
 * @param {string} dataDir where its number is written down, for the start after a `kill -9` of us
 * @returns {{ ready: Promise<void>, lost: Promise<string>, stop: () => Promise<void> }}
 *   ready: it serves; lost: it ended without stop(), and how; stop: commits what it has, and ends
 */
export function startServer(dataDir) {
  // The channel tells the server of our end, however it comes: then it leaves by itself.
  const server = spawn(process.execPath, ["--enable-source-maps", "dist/server.js"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Ctrl-C reaches every process of the terminal: the server shall hear of it from us alone.
    detached: true,
  });
  let isStopping = false;
  const exited = new Promise((resolve) => {
    server.once("exit", (code, signal) => resolve(String(code ?? signal)));
    server.once("error", (error) => resolve(error.message));
  });
  if (server.pid !== undefined) rememberServer(dataDir, server.pid);
  const lost = new Promise((resolve) => {
    void exited.then((how) => isStopping || resolve(`The server left by itself (${how}).`));
  });
  const ready = new Promise((resolve, reject) => {
    server.on("message", ({ type }) => type === "ready" && resolve());
    void lost.then((ending) => reject(new PlainError(ending)));
  });
  return { ready, lost, stop };

  async function stop() {
    isStopping = true;
    server.kill("SIGTERM");
    await exited;
    forgetServer(dataDir);
  }
}
