import { LinkButton } from "./button";

/**
 * Keyset pages: to the first and on to the next. There are no page numbers, since a keyset page
 * has no number; `nextHref` is absent on the last page, `firstHref` on the first.
 */
export function Pagination({
  label,
  firstHref,
  nextHref,
}: {
  readonly label: string;
  readonly firstHref?: string | undefined;
  readonly nextHref?: string | undefined;
}) {
  if (firstHref === undefined && nextHref === undefined) return null;
  return (
    <nav aria-label={label} className="flex items-center justify-between gap-2">
      {firstHref === undefined ? (
        <span />
      ) : (
        <LinkButton href={firstHref} size="small">
          Back to the start
        </LinkButton>
      )}
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
