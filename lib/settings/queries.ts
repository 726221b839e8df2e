import { prisma } from "#lib/db/client";

import { settingsFromRows } from "./rules";
import type { Settings } from "./schema";

const CACHE_MILLISECONDS = 1000;

/** Next bundles modules more than once: one cache a process, so that forgetting reaches all. */
const slot = globalThis as { [CACHE]?: { at: number; settings: Promise<Settings> } | undefined };
const CACHE = Symbol.for("swarmkeep.settings");

/**
 * The site's settings, with defaults for what is not stored or no longer valid. At most a second
 * old in a process that did not make the change itself.
 */
export async function readSettings(): Promise<Settings> {
  const cached = slot[CACHE];
  if (cached !== undefined && performance.now() - cached.at < CACHE_MILLISECONDS)
    return cached.settings;
  const loading = { at: performance.now(), settings: loadSettings() };
  slot[CACHE] = loading;
  try {
    return await loading.settings;
  } catch (error) {
    // A failure is not kept: the next caller asks the database again.
    if (slot[CACHE] === loading) slot[CACHE] = undefined;
    throw error;
  }
}

/** Makes the next `readSettings` of this process ask the database. */
export function forgetSettings(): void {
  slot[CACHE] = undefined;
}

async function loadSettings(): Promise<Settings> {
  return settingsFromRows(await prisma.setting.findMany());
}
