/** Ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads ports and ranges such as `1-1023, 6881`. An empty text names none.
 *
 * @returns the ranges as typed, or null when the text names something else than ports 1 to 65535
 */
export function parsePortRanges(text: string): PortRange[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const ranges: PortRange[] = [];
  for (const part of parts) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (match === null) return null;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first < 1 || last > 65_535 || first > last) return null;
    ranges.push({ first, last });
  }
  return ranges;
}
