import { formatCount } from "#lib/format";
import type { TorrentFilters } from "#lib/torrents/schema";
import type { ListedTorrent } from "#lib/torrents/types";

import { ArrowDownIcon, ArrowUpIcon, DownloadIcon } from "../../../_ui/icons";
import { Bytes } from "../../../_ui/bytes";
import { Link } from "../../../_ui/link";
import { Cell, ColumnHead, Table } from "../../../_ui/table";
import { Age } from "./age";
import { listHref } from "./list-href";
import { MyStateBadge } from "./my-state-badge";
import { SortHead } from "./sort-head";

interface TorrentTableProps {
  readonly torrents: readonly ListedTorrent[];
  readonly filters: TorrentFilters;
}

/** The list. On a phone the lesser columns move under the title. */
export function TorrentTable({ torrents, filters }: TorrentTableProps) {
  return (
    <Table label="Torrents">
      <thead>
        <tr>
          <SortHead sort="title" filters={filters}>
            Title
          </SortHead>
          <ColumnHead className="hidden lg:table-cell">Category</ColumnHead>
          <SortHead sort="size" filters={filters} isNumber className="hidden sm:table-cell">
            Size
          </SortHead>
          <ColumnHead isNumber className="hidden md:table-cell">
            Files
          </ColumnHead>
          <SortHead sort="newest" filters={filters} isNumber className="hidden sm:table-cell">
            Age
          </SortHead>
          <SortHead sort="seeders" filters={filters} isNumber className="max-sm:px-1.5">
            <ArrowUpIcon className="size-3.5 sm:hidden" />
            <span className="max-sm:sr-only">Seeders</span>
          </SortHead>
          <SortHead sort="leechers" filters={filters} isNumber className="max-sm:pl-1.5">
            <ArrowDownIcon className="size-3.5 sm:hidden" />
            <span className="max-sm:sr-only">Leechers</span>
          </SortHead>
          <SortHead sort="snatched" filters={filters} isNumber className="hidden sm:table-cell">
            Snatched
          </SortHead>
          <ColumnHead className="hidden w-0 sm:table-cell">
            <span className="sr-only">Download</span>
          </ColumnHead>
        </tr>
      </thead>
      <tbody>
        {torrents.map((torrent) => (
          <TorrentRow key={torrent.id} torrent={torrent} />
        ))}
      </tbody>
    </Table>
  );
}

function TorrentRow({ torrent }: { readonly torrent: ListedTorrent }) {
  const { id, title, category, categorySlug } = torrent;
  const swarm = "w-0 max-sm:px-1.5";
  return (
    <tr>
      <th scope="row" className="min-w-40 text-left">
        <Link href={`/torrents/${id}`} prefetch={false} className="link-quiet font-medium">
          <bdi>{title}</bdi>
        </Link>{" "}
        <MyStateBadge state={torrent.mine} /> <Tags tags={torrent.tags} />
        <span className="block text-xs text-muted sm:hidden">
          {category} · <Bytes value={torrent.sizeBytes} /> · <Age since={torrent.createdAt} /> ·{" "}
          {formatCount(torrent.snatched)} snatched
        </span>
      </th>
      <Cell className="hidden whitespace-nowrap lg:table-cell">
        <Link
          href={listHref({}, { category: categorySlug })}
          prefetch={false}
          className="link-quiet text-muted"
        >
          {category}
        </Link>
      </Cell>
      <Cell isNumber className="hidden w-0 sm:table-cell">
        <Bytes value={torrent.sizeBytes} />
      </Cell>
      <Cell isNumber className="hidden w-0 md:table-cell">
        {formatCount(torrent.fileCount)}
      </Cell>
      <Cell isNumber className="hidden w-0 sm:table-cell">
        <Age since={torrent.createdAt} />
      </Cell>
      <Cell isNumber className={`${swarm} ${torrent.seeders > 0 ? "text-success" : "text-error"}`}>
        {formatCount(torrent.seeders)}
      </Cell>
      <Cell isNumber className={swarm}>
        {formatCount(torrent.leechers)}
      </Cell>
      <Cell isNumber className="hidden w-0 sm:table-cell">
        {formatCount(torrent.snatched)}
      </Cell>
      <Cell className="hidden w-0 sm:table-cell">
        {/* A plain link: the file is nothing that a router should fetch ahead. */}
        <a
          href={`/torrents/${id}/download`}
          aria-label={`Download ${title}`}
          className="-my-1 flex size-7 items-center justify-center rounded-field text-muted hover:bg-base-200 hover:text-base-content"
        >
          <DownloadIcon />
        </a>
      </Cell>
    </tr>
  );
}

const SHOWN_TAGS = 4;

function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <span className="hidden text-xs text-muted sm:inline">
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Link
          key={tag}
          href={listHref({}, { q: tag })}
          prefetch={false}
          className="link-quiet mr-1.5 inline-block"
        >
          {tag}
        </Link>
      ))}
    </span>
  );
}
