import { notFound } from "next/navigation";
import { cache } from "react";

import type { Actor } from "#lib/access/actor";
import { torrentById } from "#lib/torrents/queries-details";
import { torrentIdSchema } from "#lib/torrents/schema";
import type { TorrentDetails } from "#lib/torrents/types";

const byId = cache(torrentById);

/** The torrent of the address, read once a request; the 404 page when there is none. */
export async function loadTorrent(viewer: Actor, idText: string): Promise<TorrentDetails> {
  return (await findTorrent(viewer, idText)) ?? notFound();
}

/** The same for a page's metadata, where a 404 would take the place of the page's own. */
export async function findTorrent(viewer: Actor, idText: string): Promise<TorrentDetails | null> {
  const id = torrentIdSchema.safeParse(idText);
  return id.success ? byId(viewer, id.data) : null;
}
