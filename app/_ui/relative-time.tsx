import { cache } from "react";

import { formatMoment, formatRelative } from "#lib/format";

/** One "now" a request, so that the ages on a page agree. */
const requestTime = cache(() => new Date());

/** How long ago, with the exact moment in its title. For server components. */
export function RelativeTime({ value }: { readonly value: Date }) {
  return (
    <time dateTime={value.toISOString()} title={formatMoment(value)} className="whitespace-nowrap">
      {formatRelative(value, requestTime())}
    </time>
  );
}
