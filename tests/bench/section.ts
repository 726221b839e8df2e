/** A claim of the tracker's requirements, held against what was measured. */
export interface Claim {
  readonly text: string;
  readonly figure: string;
  readonly isMet: boolean;
}

/** What one measurement found. */
export interface Section {
  readonly title: string;
  /** What was done, so that others can do it again. */
  readonly setup: readonly string[];
  readonly lines: readonly string[];
  readonly claims: readonly Claim[];
  /** For machines. */
  readonly figures: unknown;
  /** The one thing that must hold on every machine. */
  readonly isLedgerWrong?: boolean;
}

/** Rows of text, their columns as wide as their widest cell; the first is left-aligned. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width + 2);
      })
      .join("")
      .trimEnd(),
  );
}

export function sectionText(section: Section): string {
  return [
    `== ${section.title}`,
    ...section.setup,
    "",
    ...section.lines,
    ...section.claims.map(claimText),
    "",
    "",
  ].join("\n");
}

export function claimText({ text, figure, isMet }: Claim): string {
  return `${isMet ? "met    " : "NOT MET"}  ${text}: ${figure}`;
}
