import { LinkButton } from "./button";

/**
 * Keyset pages: to the first, back to the one before, on to the next. There are no page numbers,
 * since a keyset page has no number; `nextHref` is absent on the last page, the others on the
 * first. Lists that only go forward leave `previousHref` out.
 */
export function Pagination({
  label,
  firstHref,
  previousHref,
  nextHref,
}: {
  readonly label: string;
  readonly previousHref?: string | undefined;
  readonly firstHref?: string | undefined;
  readonly nextHref?: string | undefined;
}) {
  if (firstHref === undefined && nextHref === undefined) return null;
  return (
    <nav aria-label={label} className="flex items-center justify-between gap-2">
      <span className="flex flex-wrap gap-2">
        {firstHref === undefined ? null : (
          <LinkButton href={firstHref} size="small">
            Back to the start
          </LinkButton>
        )}
        {previousHref === undefined ? null : (
          <LinkButton href={previousHref} size="small" rel="prev">
            Previous page
          </LinkButton>
        )}
      </span>
      {nextHref === undefined ? (
        <span className="text-muted">That is all.</span>
      ) : (
        <LinkButton href={nextHref} size="small" rel="next">
          Next page
        </LinkButton>
      )}
    </nav>
  );
}
