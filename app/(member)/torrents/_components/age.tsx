import { cache } from "react";

import { formatMoment } from "#lib/format";

/** One "now" a request, so that the ages of a list agree. */
const requestTime = cache(() => Date.now());

const units = [
  ["y", 31_536_000],
  ["mo", 2_592_000],
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** How old something is, short enough for a column: `17 min`, `3 d`, `2 y`. */
export function Age({ since }: { readonly since: Date }) {
  const seconds = Math.max(0, Math.floor((requestTime() - since.getTime()) / 1000));
  const [unit, size] = units.find((entry) => seconds >= entry[1]) ?? ["s", 1];
  return (
    <time dateTime={since.toISOString()} title={formatMoment(since)} className="whitespace-nowrap">
      {Math.floor(seconds / size)} {unit}
    </time>
  );
}
