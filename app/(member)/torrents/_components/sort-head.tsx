import type { ReactNode } from "react";

import { defaultOrder, type Sort, type TorrentFilters } from "#lib/torrents/schema";

import { ArrowDownIcon, ArrowUpIcon } from "../../../_ui/icons";
import { Link } from "../../../_ui/link";
import { ColumnHead } from "../../../_ui/table";
import { listHref } from "./list-href";

/** A column head that sorts by its column, and turns the order around when it does already. */
export function SortHead({
  sort,
  filters,
  isNumber = false,
  className,
  children,
}: {
  readonly sort: Sort;
  readonly filters: TorrentFilters;
  readonly isNumber?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const isCurrent = filters.sort === sort;
  const order = filters.order ?? defaultOrder(filters.sort);
  const turned = order === "asc" ? "desc" : "asc";
  // The newest first is the least age first.
  const isAscending = (order === "asc") !== (sort === "newest");
  const next = isCurrent && turned !== defaultOrder(sort) ? turned : undefined;
  return (
    <ColumnHead
      isNumber={isNumber}
      className={className}
      aria-sort={isCurrent ? (isAscending ? "ascending" : "descending") : undefined}
    >
      <Link
        href={listHref(filters, { sort, order: next })}
        prefetch={false}
        className="link-quiet inline-flex items-center gap-1 py-1"
      >
        {children}
        {isCurrent ? <Arrow isUp={isAscending} /> : null}
      </Link>
    </ColumnHead>
  );
}

function Arrow({ isUp }: { readonly isUp: boolean }) {
  return isUp ? <ArrowUpIcon className="size-3" /> : <ArrowDownIcon className="size-3" />;
}
