// Runs other programs, and says what went wrong in words an operator can act on.
import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

import { root } from "./root.mjs";

/** A failure whose message is meant for people; `advice` says what to do about it. */
export class PlainError extends Error {
  /**
   * @param {string} message
   * @param {{ advice?: string, cause?: unknown }} [detail]
   */
  constructor(message, { advice, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.advice = advice;
  }
}

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends every program that `run` waits for: when we are told to leave in the middle of a step. */
export async function stopRunning() {
  await Promise.all(
    [...running].map((child) => {
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
      return closed.finally(() => clearTimeout(patience));
    }),
  );
}

/**
 * Runs a program to its end and returns what it wrote to stdout.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, isShown?: boolean }} [options]
 *   env: over our own; isShown: its output goes to the terminal instead
 * @returns {Promise<string>}
 * @throws PlainError with the end of its output when it fails
 */
export function run(command, args, { env = {}, isShown = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", isShown ? "inherit" : "pipe", isShown ? "inherit" : "pipe"],
    });
    running.add(child);
    let output = "";
    let stdout = "";
    child.stdout?.on("data", (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (cause) => {
      running.delete(child);
      reject(new PlainError(`${command} cannot be run: ${cause.message}`, { cause }));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) return resolve(stdout);
      const name = [command === process.execPath ? "node" : command, ...args].join(" ");
      const end = stripVTControlCharacters(output).trim().split("\n").slice(-40).join("\n");
      reject(new PlainError(`${name} failed (${code ?? signal}).\n${end}`.trim()));
    });
  });
}

/** Runs a script with the Node that runs us. */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}
