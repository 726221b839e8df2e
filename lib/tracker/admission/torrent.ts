import type { Registry, TrackedTorrent } from "../ports";
import { refuse, type Refusal } from "../refusals";

/**
 * The torrent that an info hash names.
 *
 * @param readings the info hash as sent, and as form decoding reads it when that differs
 */
export function admitTorrent(
  registry: Registry,
  readings: readonly (string | null)[],
): TrackedTorrent | Refusal {
  for (const infoHash of readings) {
    const torrent = infoHash === null ? undefined : registry.torrentByInfoHash(infoHash);
    if (torrent === undefined) continue;
    if (torrent.deleteReason === null) return torrent;
    return refuse("torrent_deleted", torrent.deleteReason);
  }
  return refuse("torrent_unregistered");
}
