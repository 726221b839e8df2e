import { admitMember } from "./admission/member-state";
import { admitPasskey } from "./admission/passkey";
import { admitTorrent } from "./admission/torrent";
import { failureBody } from "./codec/bencode";
import { parseScrape } from "./codec/query";
import { scrapeReply, type ScrapeEntry } from "./codec/scrape-reply";
import { isRefusal } from "./refusals";
import type { Tracker } from "./tracker";
import type { TrackerReply } from "./types";

/** Info hashes in one scrape; BEP 15 allows 74, HTTP clients stay below it. */
const HASHES_AT_MOST = 74;

/**
 * Answers one scrape (BEP 48). Torrents that are unknown or deleted are left out, and a scrape
 * without info hashes lists nothing: a private site's catalogue is not told.
 */
export function scrape(
  tracker: Tracker,
  call: { readonly passkey: string; readonly query: string },
): TrackerReply {
  const known = admitPasskey(tracker.registry, call.passkey);
  const member = isRefusal(known) ? known : admitMember(known);
  if (isRefusal(member)) {
    return { body: failureBody(member.reason), hold: "none" };
  }
  const entries: ScrapeEntry[] = [];
  for (const readings of parseScrape(call.query, HASHES_AT_MOST)) {
    const torrent = admitTorrent(tracker.registry, readings);
    if (isRefusal(torrent)) continue;
    const swarm = tracker.swarms.of(torrent.id);
    entries.push({
      infoHash: readings[0] ?? "",
      complete: swarm.seeders.length,
      downloaded: tracker.registry.snatchedOf(torrent.id),
      incomplete: swarm.leechers.length,
    });
  }
  return { body: scrapeReply(entries), hold: "none" };
}
