import type { AnnouncedTorrent } from "#lib/announces/types";

import { Link } from "../../../../../_ui/link";

/** The torrent of an announce, as far as the site has it. */
export function TorrentName({ torrent }: { readonly torrent: AnnouncedTorrent | null }) {
  if (torrent === null) return <span className="text-muted">Unknown torrent</span>;
  if (torrent.isDeleted) return <span className="text-muted">{torrent.title} (deleted)</span>;
  return (
    <Link href={`/torrents/${torrent.id}`} className="link-quiet font-medium">
      {torrent.title}
    </Link>
  );
}
