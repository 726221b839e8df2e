import type { TorrentFilters } from "#lib/torrents/schema";
import type { Category } from "#lib/torrents/types";

import { Button } from "../../../_ui/button";
import { Link } from "../../../_ui/link";

const sorts = [
  { value: "newest", label: "Newest" },
  { value: "title", label: "Title" },
  { value: "size", label: "Size" },
  { value: "seeders", label: "Seeders" },
  { value: "leechers", label: "Leechers" },
  { value: "snatched", label: "Snatched" },
] as const;

/** Search, category and, where there is no room for column heads, the sorting: a plain GET form. */
export function ListFilters({
  filters,
  categories,
}: {
  readonly filters: TorrentFilters;
  readonly categories: readonly Category[];
}) {
  const hasFilters = filters.q !== "" || filters.category !== "";
  return (
    <form action="/torrents" role="search" className="flex flex-wrap items-end gap-2">
      <label className="flex min-w-40 flex-1 flex-col gap-1 sm:max-w-96">
        <span className="text-[0.8125rem] font-medium">Search</span>
        <input
          key={filters.q}
          type="search"
          name="q"
          defaultValue={filters.q}
          maxLength={200}
          placeholder="Words of the title, or tags"
          autoComplete="off"
          className="input h-9"
        />
      </label>
      <label className="flex min-w-32 flex-col gap-1">
        <span className="text-[0.8125rem] font-medium">Category</span>
        <select
          key={filters.category}
          name="category"
          defaultValue={filters.category}
          className="select h-9"
        >
          <option value="">All</option>
          {categories.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {/* Hidden it still carries the sorting along. */}
      <label className="flex min-w-28 flex-col gap-1 sm:hidden">
        <span className="text-[0.8125rem] font-medium">Sort by</span>
        <select key={filters.sort} name="sort" defaultValue={filters.sort} className="select h-9">
          {sorts.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {filters.order === undefined ? null : (
        <input type="hidden" name="order" value={filters.order} />
      )}
      <Button type="submit" look="primary">
        Search
      </Button>
      {hasFilters ? (
        <Link href="/torrents" className="link-text flex h-9 items-center px-1">
          Clear
        </Link>
      ) : null}
    </form>
  );
}
