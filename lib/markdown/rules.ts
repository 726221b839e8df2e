/** Quoted lists in quoted lists: the parser's work grows much faster than the depth. */
const MAX_NESTING = 12;
const MAX_INDENT_COLUMNS = 60;
/** Short rows are filled up to the table's width: 15 KB can ask for millions of cells. */
const MAX_TABLE_CELLS = 5000;

/**
 * Whether Markdown is cheap to parse. Parsers take seconds, or all the memory, for some texts of a
 * few kilobytes (`1. 1. 1. …`, `*a**b*c**…`, a wide table of short rows). What people write
 * is far below these bounds; what is above is shown as it was typed. Linear in the text.
 * @param budget how many lines and signs of markup may be in it
 */
export function isTame(markdown: string, budget: number): boolean {
  let spent = 0;
  let rows = 0;
  let columns = 0;
  for (const line of markdown.split("\n")) {
    spent += 1 + countMatches(line, signs);
    if (spent > budget || !isShallow(line)) return false;
    const isBlank = /^[\s>]*$/.test(line);
    rows = isBlank ? 0 : rows + 1;
    columns = isBlank ? 0 : Math.max(columns, countMatches(line, /\|/g));
    if (rows * columns > MAX_TABLE_CELLS) return false;
  }
  return true;
}

/** A run of one sign counts once: `-----` is one rule. */
const signs = /([*_`~[\]()<>#|!&\\:@+-])\1*/g;

function isShallow(line: string): boolean {
  let depth = 0;
  const prefix = /[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))|[ \t]+/y;
  let end = 0;
  while (prefix.test(line)) {
    end = prefix.lastIndex;
    if (++depth > MAX_NESTING) return false;
  }
  return columnsOf(line.slice(0, end)) <= MAX_INDENT_COLUMNS;
}

function columnsOf(indent: string): number {
  return indent.length + 3 * countMatches(indent, /\t/g);
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
