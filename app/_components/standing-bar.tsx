import { formatBytes, formatCount, formatExactBytes, formatRatio } from "#lib/format";
import type { Standing } from "#lib/members/types";

import { ArrowDownIcon, ArrowUpIcon } from "../_ui/icons";

/** The member's own numbers: what was moved, and what is moving now. */
export function StandingBar({ standing }: { readonly standing: Standing }) {
  const { uploaded, downloaded, seeding, leeching } = standing;
  return (
    <dl className="tabular flex flex-wrap items-center justify-between gap-x-2 gap-y-0.5 text-xs sm:justify-start sm:gap-x-4 sm:text-[0.8125rem]">
      <Number name="Uploaded" title={formatExactBytes(uploaded)}>
        <ArrowUpIcon className="size-3.5 text-success" />
        {formatBytes(uploaded)}
      </Number>
      <Number name="Downloaded" title={formatExactBytes(downloaded)}>
        <ArrowDownIcon className="size-3.5 text-error" />
        {formatBytes(downloaded)}
      </Number>
      <Number name="Ratio" isNamed>
        {formatRatio(uploaded, downloaded)}
      </Number>
      <Number name="Seeding" isNamed>
        {formatCount(seeding)}
      </Number>
      <Number name="Leeching" isNamed>
        {formatCount(leeching)}
      </Number>
    </dl>
  );
}

function Number({
  name,
  title,
  isNamed = false,
  children,
}: {
  readonly name: string;
  readonly title?: string;
  /** Shows the name; an arrow says it otherwise. */
  readonly isNamed?: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="flex items-center gap-1 whitespace-nowrap sm:gap-1.5">
      <dt className={isNamed ? "text-muted" : "sr-only"}>{name}</dt>
      <dd
        className="flex items-center gap-1 font-medium"
        title={title === undefined ? undefined : `${name}: ${title}`}
      >
        {children}
      </dd>
    </div>
  );
}
