import { admitMember } from "./admission/member-state";
import { admitPasskey } from "./admission/passkey";
import { admitTorrent } from "./admission/torrent";
import { isRefusal, type Refusal } from "./refusals";
import type { Tracker } from "./tracker";

/** Info hashes in one scrape; BEP 15 allows 74, HTTP clients stay below it. */
export const HASHES_AT_MOST = 74;

/** What a scrape tells of one torrent. */
export interface ScrapeEntry {
  /** As asked for: 20 bytes, one char code each. */
  readonly infoHash: string;
  readonly complete: number;
  /** Members that ever completed it. */
  readonly downloaded: number;
  readonly incomplete: number;
}

/**
 * Answers one scrape (BEP 15, 48). Torrents that are unknown or deleted are left out, and a scrape
 * without info hashes lists nothing: a private site's catalogue is not told.
 *
 * @param call.hashes the readings of each info hash: see codec/query.ts
 */
export function scrape(
  tracker: Tracker,
  call: { readonly passkey: string; readonly hashes: readonly (readonly string[])[] },
): ScrapeEntry[] | Refusal {
  const known = admitPasskey(tracker.registry, call.passkey);
  const member = isRefusal(known) ? known : admitMember(known);
  if (isRefusal(member)) return member;
  const entries: ScrapeEntry[] = [];
  for (const readings of call.hashes) {
    const torrent = admitTorrent(tracker.registry, readings);
    if (isRefusal(torrent)) continue;
    const { seeders, leechers } = tracker.swarms.sizeOf(torrent.id);
    entries.push({
      infoHash: readings[0] ?? "",
      complete: seeders,
      downloaded: tracker.registry.snatchedOf(torrent.id),
      incomplete: leechers,
    });
  }
  return entries;
}
