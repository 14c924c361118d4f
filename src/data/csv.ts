/** Comma-separated values without quotes, the format of the data sets' files. */
import { DataError } from "../base/errors.ts";

/** Returns the cells of each line. Throws a DataError that names `source` if lines have different numbers of cells. */
export function decodeCsv(bytes: Uint8Array, source: string): string[][] {
  const lines = new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
  const rows = lines.map((line) => line.split(","));
  for (const [i, { length }] of rows.entries()) {
    if (length === rows[0]!.length) continue;
    throw new DataError(`line ${i + 1} of ${source} has ${length} cells`, {
      rule: `Every line must have as many as the first: ${rows[0]!.length}.`,
    });
  }
  return rows;
}

/** Returns the number in a cell. Throws a DataError if the cell is empty or not a finite number. */
export function numberIn(cell: string, source: string): number {
  const value = Number(cell);
  if (cell.trim() !== "" && Number.isFinite(value)) return value;
  throw new DataError(`${JSON.stringify(cell)} in ${source} is not a number`);
}
