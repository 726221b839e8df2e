import type { Metadata } from "next";

import { listCategories, listTorrents } from "#lib/torrents/queries";
import { torrentFiltersSchema, type TorrentFilters } from "#lib/torrents/schema";
import { requireViewer } from "#lib/web/viewer";

import { LinkButton } from "../../_ui/button";
import { EmptyState } from "../../_ui/empty-state";
import { PageHeader } from "../../_ui/page-header";
import { Pagination } from "../../_ui/pagination";
import { ListFilters } from "./_components/list-filters";
import { listHref } from "./_components/list-href";
import { TorrentTable } from "./_components/torrent-table";

export const metadata: Metadata = { title: "Torrents" };

interface TorrentsPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TorrentsPage({ searchParams }: TorrentsPageProps) {
  const viewer = await requireViewer();
  const filters = torrentFiltersSchema.parse(await searchParams);
  const [page, categories] = await Promise.all([
    listTorrents(viewer, filters),
    listCategories(viewer),
  ]);
  return (
    <>
      <PageHeader title="Torrents" />
      <ListFilters filters={filters} categories={categories} />
      {page.torrents.length === 0 ? (
        <NoTorrents filters={filters} />
      ) : (
        <TorrentTable torrents={page.torrents} filters={filters} />
      )}
      <Pagination
        label="Pages of torrents"
        previousHref={
          page.previous === null ? undefined : listHref(filters, { page: page.previous })
        }
        firstHref={filters.page === "" ? undefined : listHref(filters, {})}
        nextHref={page.next === null ? undefined : listHref(filters, { page: page.next })}
      />
    </>
  );
}

function NoTorrents({ filters }: { readonly filters: TorrentFilters }) {
  if (filters.q !== "" || filters.category !== "" || filters.page !== "") {
    return (
      <EmptyState
        title="Nothing found"
        action={<LinkButton href="/torrents">Show all torrents</LinkButton>}
      >
        Every word must be in the title or be a tag. Try fewer or shorter words, or another
        category.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="There are no torrents yet"
      action={
        <LinkButton href="/upload" look="primary">
          Upload a torrent
        </LinkButton>
      }
    >
      Be the first to share something.
    </EmptyState>
  );
}
