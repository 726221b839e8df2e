import type { Metadata } from "next";

import type { Actor } from "#lib/access/actor";
import { formatCount } from "#lib/format";
import { folderOf, searchFiles } from "#lib/torrents/queries-files";
import { filePageSchema } from "#lib/torrents/schema";
import type { FilePage, TorrentDetails } from "#lib/torrents/types";
import { requireViewer } from "#lib/web/viewer";

import { definePage } from "../../../../_components/define-page";
import { FileName } from "../../../../_components/file-name";
import { Button, LinkButton } from "../../../../_ui/button";
import { EmptyState } from "../../../../_ui/empty-state";
import { Link } from "../../../../_ui/link";
import { PageHeader } from "../../../../_ui/page-header";
import { filesHref, FolderView } from "../_components/folder-view";
import { loadTorrent } from "../_components/load";

export const metadata: Metadata = { title: "Files" };

interface FilesPageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default definePage(async ({ params, searchParams }: FilesPageProps) => {
  const viewer = await requireViewer();
  const torrent = await loadTorrent(viewer, (await params).id);
  const { folder, q } = filePageSchema.parse(await searchParams);
  const shown = await load(viewer, torrent, { folder, q });
  const isEmpty = shown.page.folders.length + shown.page.files.length === 0;
  return (
    <>
      <PageHeader
        title="Files"
        actions={<LinkButton href={`/torrents/${torrent.id}`}>Back to the torrent</LinkButton>}
      >
        {formatCount(torrent.fileCount)} in <bdi>{torrent.title}</bdi>
      </PageHeader>
      <SearchForm torrentId={torrent.id} query={q} />
      {q === "" ? <Path torrentId={torrent.id} folder={shown.folder} /> : null}
      {isEmpty ? (
        <EmptyState
          title="No such file"
          action={<LinkButton href={filesHref(torrent.id, "")}>Show all files</LinkButton>}
        />
      ) : (
        <FolderView torrentId={torrent.id} {...shown} />
      )}
    </>
  );
});

async function load(
  viewer: Actor,
  { id: torrentId }: TorrentDetails,
  { folder, q }: { folder: string; q: string },
): Promise<{ folder: string; page: FilePage }> {
  if (q !== "") return { folder: "", page: await searchFiles(viewer, { torrentId, query: q }) };
  const page = await folderOf(viewer, { torrentId, folder });
  const [only, ...others] = page.folders;
  const isWrapper = folder === "" && others.length === 0 && page.files.length === 0;
  if (only === undefined || !isWrapper) return { folder, page };
  // Most torrents hold one folder with everything in it: nobody wants to open that first.
  return { folder: only.name, page: await folderOf(viewer, { torrentId, folder: only.name }) };
}

function SearchForm({ torrentId, query }: { readonly torrentId: number; readonly query: string }) {
  return (
    <form action={filesHref(torrentId, "")} role="search" className="flex items-end gap-2">
      <label className="flex min-w-40 flex-1 flex-col gap-1 sm:max-w-96">
        <span className="text-[0.8125rem] font-medium">Search in the files</span>
        <input
          key={query}
          type="search"
          name="q"
          defaultValue={query}
          maxLength={200}
          autoComplete="off"
          className="input h-9"
        />
      </label>
      <Button type="submit" look="primary">
        Search
      </Button>
    </form>
  );
}

function Path({ torrentId, folder }: { readonly torrentId: number; readonly folder: string }) {
  if (folder === "") return null;
  const components = folder.split("/");
  return (
    <nav aria-label="Folders above">
      <ol className="flex flex-wrap gap-x-1">
        {components.map((name, index) => {
          const path = components.slice(0, index + 1).join("/");
          return (
            <li key={path}>
              {index === components.length - 1 ? (
                <span aria-current="page" className="font-medium">
                  <FileName>{name}</FileName>
                </span>
              ) : (
                <Link href={filesHref(torrentId, path)} prefetch={false} className="link-text">
                  <FileName>{name}</FileName>
                </Link>
              )}{" "}
              /
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
