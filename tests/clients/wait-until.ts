import { setTimeout as delay } from "node:timers/promises";

const probeEveryMs = 50;

/**
 * Asks again and again until the probe gives something, and returns that.
 * A probe that throws counts as "not yet": a client's RPC refuses while it starts.
 * @throws Error saying what was waited for, when the deadline passes
 */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T | false | undefined> | T | false | undefined,
  deadlineSeconds = 60,
): Promise<T> {
  const deadline = performance.now() + deadlineSeconds * 1000;
  let trouble: unknown;
  while (performance.now() < deadline) {
    try {
      const found = await probe();
      if (found !== false && found !== undefined) return found;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    await delay(probeEveryMs);
  }
  throw new Error(`waited ${deadlineSeconds} s in vain: ${what}`, { cause: trouble });
}
