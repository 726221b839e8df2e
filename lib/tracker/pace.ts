import type { TrackerSettings } from "./ports";
import type { RandomSource } from "./swarm/selection";
import type { SwarmSize } from "./swarm/swarms";

/** Seconds after its upload during which a torrent's swarm changes quickly. */
const YOUNG_SECONDS = 7200;
/** Seeders from which a swarm that nobody downloads can do with fewer announces. */
const LARGE_SEEDERS = 20;
/** Two announces of one client, over both families or for both hashes of a hybrid, come this close. */
export const SIBLING_SECONDS = 10;
/** Clients' clocks are not ours: so much of the shortest interval must have passed. */
const EARLY_SHARE = 0.9;

/**
 * Seconds until the next announce, as the reply asks for: shorter for new torrents, longer for
 * large idle swarms, and up to a tenth more at random, so that clients that started together do
 * not come together for ever.
 */
export function intervalSeconds(
  settings: TrackerSettings,
  swarm: SwarmSize & { readonly ageSeconds: number },
  random: RandomSource,
): number {
  const base = Math.max(baseSeconds(settings, swarm), settings.announceMinIntervalSeconds);
  return base + Math.floor(base * 0.1 * random());
}

/**
 * Whether a regular announce comes before the shortest interval since the last list of peers is
 * over. A client's second announce of a moment is not early: it is the same client over its other
 * address, or with a hybrid torrent's other hash.
 */
export function isEarly(sinceServedSeconds: number, minIntervalSeconds: number): boolean {
  if (sinceServedSeconds <= SIBLING_SECONDS) return false;
  return sinceServedSeconds < minIntervalSeconds * EARLY_SHARE;
}

function baseSeconds(
  settings: TrackerSettings,
  swarm: SwarmSize & { readonly ageSeconds: number },
): number {
  if (swarm.ageSeconds < YOUNG_SECONDS) {
    return Math.min(settings.youngIntervalSeconds, settings.announceIntervalSeconds);
  }
  if (swarm.leechers === 0 && swarm.seeders >= LARGE_SEEDERS) {
    return Math.max(settings.idleIntervalSeconds, settings.announceIntervalSeconds);
  }
  return settings.announceIntervalSeconds;
}
