import { notFound } from "next/navigation";
import { cache } from "react";

import type { Actor } from "#lib/access/actor";
import { torrentById } from "#lib/torrents/queries-details";
import { torrentIdSchema } from "#lib/torrents/schema";
import type { TorrentDetails } from "#lib/torrents/types";

const byId = cache(torrentById);

/** The torrent of the address, read once a request; the 404 page when there is none. */
export async function loadTorrent(viewer: Actor, idText: string): Promise<TorrentDetails> {
  const id = torrentIdSchema.safeParse(idText);
  if (!id.success) notFound();
  return (await byId(viewer, id.data)) ?? notFound();
}
