import type { Prisma } from "#lib/db/client";

type Cell = string | number | bigint | boolean | Date | Uint8Array | null | undefined;

/**
 * Inserts rows with every column given, thousands at a time: a tenth of the time that `createMany`
 * takes. Property names are the columns' in camel case.
 */
export async function insertRows(
  db: Prisma.TransactionClient,
  table: "metainfos" | "torrent_files" | "peers" | "snatches",
  rows: readonly Record<string, Cell>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement).map(jsonRow);
    await db.$executeRawUnsafe(
      `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`,
      JSON.stringify(part),
    );
  }
}

const rowsPerStatement = 5000;

function jsonRow(row: Record<string, Cell>) {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [
      name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
      jsonCell(cell),
    ]),
  );
}

/** Postgres reads a cell as it would read its text. */
function jsonCell(cell: Cell) {
  if (cell instanceof Uint8Array) return `\\x${Buffer.from(cell).toString("hex")}`;
  if (typeof cell === "bigint") return cell.toString();
  return cell;
}
