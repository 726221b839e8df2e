import type { TorrentFilters } from "#lib/torrents/schema";

type Change = { readonly [F in keyof TorrentFilters]?: TorrentFilters[F] | undefined };

/** The list's address with some filters changed. A change of anything but the page starts over. */
export function listHref(filters: Partial<TorrentFilters>, change: Change): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, page: "", ...change })) {
    if (value !== undefined && value !== "" && value !== "newest") query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? "/torrents" : `/torrents?${text}`;
}
