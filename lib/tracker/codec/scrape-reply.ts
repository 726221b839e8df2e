import type { ScrapeEntry } from "../scrape";

/** Bencodes a scrape (BEP 48), hashes sorted and once each. */
export function scrapeReply(entries: readonly ScrapeEntry[]): string {
  const files = [...new Map(entries.map((entry) => [entry.infoHash, entry])).values()]
    .sort((a, b) => (a.infoHash < b.infoHash ? -1 : 1))
    .map(
      (entry) =>
        `${entry.infoHash.length}:${entry.infoHash}d8:completei${entry.complete}e` +
        `10:downloadedi${entry.downloaded}e10:incompletei${entry.incomplete}ee`,
    );
  return `d5:filesd${files.join("")}ee`;
}
