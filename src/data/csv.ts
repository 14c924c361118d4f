/** Comma-separated values as text, without quotes: all that the files of our data sets use. */
import { DataError } from "../base/errors.ts";

/** The cells of each line. Throws a DataError, which calls the text `source`, where a line has more or fewer than the first. */
export function decodeCsv(bytes: Uint8Array, source: string): string[][] {
  const lines = new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
  const rows = lines.map((line) => line.split(","));
  for (const [i, { length }] of rows.entries()) {
    if (length === rows[0]!.length) continue;
    throw new DataError(`line ${i + 1} of ${source} has ${length} cells`, {
      rule: `Every line has as many as the first: ${rows[0]!.length}.`,
    });
  }
  return rows;
}

/** The number that a cell holds. Throws a DataError for anything else, nothing included. */
export function numberIn(cell: string, source: string): number {
  const value = Number(cell);
  if (cell.trim() !== "" && Number.isFinite(value)) return value;
  throw new DataError(`${JSON.stringify(cell)} in ${source} is not a number`);
}
