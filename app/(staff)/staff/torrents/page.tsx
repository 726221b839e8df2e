import type { Metadata } from "next";

import { formatCount } from "#lib/format";
import { listStaffTorrents } from "#lib/moderation/queries";
import { torrentFiltersSchema } from "#lib/moderation/schema";
import type { StaffTorrent } from "#lib/moderation/types";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../_components/define-page";
import { Badge } from "../../../_ui/badge";
import { Bytes } from "../../../_ui/bytes";
import { EmptyState } from "../../../_ui/empty-state";
import { Link } from "../../../_ui/link";
import { Pagination } from "../../../_ui/pagination";
import { RelativeTime } from "../../../_ui/relative-time";
import { Cell, ColumnHead, Table } from "../../../_ui/table";
import { FilterForm, FilterInput, FilterSelect } from "../_components/filter-form";
import { hrefWith, type SearchParams } from "../_components/search-params";
import { StaffPage } from "../_components/staff-page";

export const metadata: Metadata = { title: "Torrents · Staff" };

const path = "/staff/torrents";

export default definePage(async ({ searchParams }: { searchParams: SearchParams }) => {
  const viewer = await requirePermission("staff.view");
  const filters = torrentFiltersSchema.parse(await searchParams);
  const { torrents, next } = await listStaffTorrents(viewer, filters);
  const { before, ...kept } = filters;
  const hasFilters = filters.q !== undefined || filters.state !== "all";
  return (
    <StaffPage
      viewer={viewer}
      section="torrents"
      title="Torrents"
      about="All of them, deleted ones too. Anonymous uploaders are named here: keep it to staff."
    >
      <FilterForm path={path} label="Find torrents" hasFilters={hasFilters}>
        <FilterInput
          label="Title, #id or info hash"
          name="q"
          defaultValue={filters.q}
          key={filters.q}
        />
        <FilterSelect
          label="State"
          name="state"
          value={filters.state}
          choices={[
            { value: "all", label: "All" },
            { value: "listed", label: "Listed" },
            { value: "deleted", label: "Deleted" },
          ]}
        />
      </FilterForm>
      {torrents.length === 0 ? (
        <EmptyState title={hasFilters ? "No torrent fits" : "No torrents yet"}>
          {hasFilters
            ? "Try a shorter part of the title, or clear the filters."
            : "The first upload will stand here."}
        </EmptyState>
      ) : (
        <TorrentTable torrents={torrents} />
      )}
      <Pagination
        label="Pages of torrents"
        firstHref={before === undefined ? undefined : hrefWith(path, kept)}
        nextHref={next === null ? undefined : hrefWith(path, { ...kept, before: next })}
      />
    </StaffPage>
  );
});

function TorrentTable({ torrents }: { readonly torrents: readonly StaffTorrent[] }) {
  return (
    <Table label="Torrents">
      <thead>
        <tr>
          <ColumnHead>Title</ColumnHead>
          <ColumnHead>Category</ColumnHead>
          <ColumnHead>Uploader</ColumnHead>
          <ColumnHead isNumber>Size</ColumnHead>
          <ColumnHead isNumber>Seeders</ColumnHead>
          <ColumnHead isNumber>Leechers</ColumnHead>
          <ColumnHead>Uploaded</ColumnHead>
          <ColumnHead>State</ColumnHead>
        </tr>
      </thead>
      <tbody>
        {torrents.map((torrent) => (
          <tr key={torrent.id}>
            <Cell className="min-w-56">
              <Link href={`${path}/${torrent.id}`} className="link-quiet font-medium">
                {torrent.title}
              </Link>
            </Cell>
            <Cell className="whitespace-nowrap">{torrent.category}</Cell>
            <Cell className="whitespace-nowrap">
              <Uploader torrent={torrent} />
            </Cell>
            <Cell isNumber>
              <Bytes value={torrent.sizeBytes} />
            </Cell>
            <Cell isNumber>{formatCount(torrent.seeders)}</Cell>
            <Cell isNumber>{formatCount(torrent.leechers)}</Cell>
            <Cell>
              <RelativeTime value={torrent.createdAt} />
            </Cell>
            <Cell className="min-w-40">
              <State torrent={torrent} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Uploader({ torrent: { uploader, isAnonymous } }: { readonly torrent: StaffTorrent }) {
  if (uploader === null) return <span className="text-muted">gone</span>;
  return (
    <>
      <Link href={`/staff/members/${encodeURIComponent(uploader)}`} className="link-quiet">
        {uploader}
      </Link>
      {isAnonymous ? (
        <>
          {" "}
          <Badge>anonymous</Badge>
        </>
      ) : null}
    </>
  );
}

function State({ torrent: { deletion } }: { readonly torrent: StaffTorrent }) {
  if (deletion === null) return <Badge tone="good">Listed</Badge>;
  return (
    <>
      <Badge tone="bad">Deleted</Badge> {deletion.reason}
    </>
  );
}
