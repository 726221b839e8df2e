import { cache } from "react";

import { formatDuration } from "#lib/format";

/** One "now" a request, so that the ages on a page agree. */
const requestTime = cache(() => Date.now());

/** How long ago to the second, with the exact moment in its title. For server components. */
export function SecondsAgo({ value }: { readonly value: Date }) {
  const seconds = Math.max(0, Math.round((requestTime() - value.getTime()) / 1000));
  const exact = `${value.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return (
    <time dateTime={value.toISOString()} title={exact} className="whitespace-nowrap">
      {seconds === 0 ? "now" : `${formatDuration(seconds)} ago`}
    </time>
  );
}
