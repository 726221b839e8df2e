export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Rounds are interleaved, so that each ratio compares neighbours in time. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((own, round) => own / (theirs[round] ?? NaN));
}

/** The median, with the least and the most in brackets: `2.50 (2.48–3.25)`. */
export function spread(values: readonly number[], digits = 0): string {
  if (values.length === 0) return "–";
  const text = (value: number) => figure(value, digits);
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

export function figure(value: number, digits = 0): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** The value under which a share of the sorted values lies. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
