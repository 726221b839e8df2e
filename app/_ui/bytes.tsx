import { formatBytes, formatExactBytes } from "#lib/format";

/** An amount of bytes, with the exact number in its title. */
export function Bytes({ value }: { readonly value: bigint }) {
  return (
    <span className="tabular whitespace-nowrap" title={formatExactBytes(value)}>
      {formatBytes(value)}
    </span>
  );
}
