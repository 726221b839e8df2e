import type { Actor } from "#lib/access/actor";
import { formatCount } from "#lib/format";
import { fileTreeOf, WHOLE_TREE_FILES } from "#lib/torrents/queries-files";
import type { TorrentDetails } from "#lib/torrents/types";

import { Link } from "../../../../_ui/link";
import { Panel } from "../../../../_ui/panel";
import { FileTree } from "./file-tree";
import { filesHref } from "./folder-view";

/** The files: all of a small torrent, the way to the files of a large one. */
export async function FilesPanel({
  viewer,
  torrent: { id, fileCount },
}: {
  readonly viewer: Actor;
  readonly torrent: TorrentDetails;
}) {
  const isWhole = fileCount <= WHOLE_TREE_FILES;
  return (
    <Panel title="Files" help={`${formatCount(fileCount)} in all`}>
      {isWhole ? (
        <div className="max-w-4xl">
          <FileTree root={await fileTreeOf(viewer, id)} />
        </div>
      ) : (
        <p>
          That is too many for one page.{" "}
          <Link href={filesHref(id, "")} className="link-text">
            Browse and search the files
          </Link>
        </p>
      )}
    </Panel>
  );
}
