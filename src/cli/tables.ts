/** Tables of experiments: printed in the language of the command line, and as comma-separated values. */
import stringWidth from "string-width";
import { number, percent } from "../../models/quantity.ts";
import type { Cell, Column, Table } from "../../models/system.ts";
import type { Text } from "../../models/text.ts";
import { said } from "./language.ts";
import { padded } from "./terminal/wrap.ts";

/** Maximum number of printed rows; the file has all rows. */
const printedRows = 24;

/** Returns the table in columns that line up, numbers to the right. */
export function printedTable({ columns, rows }: Table): string {
  const shown = rows.slice(0, printedRows).map((row) => row.map((cell, i) => printedCell(cell, columns[i])));
  const cells = [columns.map(nameOf), ...shown];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => stringWidth(row[i]!))));
  const isNumeric = columns.map((_, i) => rows.length > 0 && rows.every((row) => isNumber(row[i]!)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => (isNumeric[i] ? " ".repeat(widths[i]! - stringWidth(cell)) + cell : padded(cell, widths[i]!)))
      .join("  ")
      .trimEnd(),
  );
  const rest = rows.length - printedRows;
  return [...lines, ...(rest > 0 ? [said({ en: `… and ${rest} more rows`, zh: `……还有 ${rest} 行` })] : [])].join("\n");
}

/** Returns the table as comma-separated values (RFC 4180). A mean and its standard deviation are two columns. */
export function commaSeparated({ columns, rows }: Table): string {
  const hasSpread = columns.map((_, i) => rows.some((row) => isSpread(row[i]!)));
  const header = columns.flatMap((column, i) =>
    hasSpread[i] ? [nameOf(column), deviationOf(column)] : [nameOf(column)],
  );
  const lines = rows.map((row) =>
    row.flatMap((cell, i) => {
      if (!hasSpread[i]) return [plain(cell)];
      return isSpread(cell) ? [String(cell.mean), String(cell.std ?? "")] : [plain(cell), ""];
    }),
  );
  return [header, ...lines].map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

const deviationOf = (column: Table["columns"][number]): string =>
  said({ en: `${nameOf(column)} (standard deviation)`, zh: `${nameOf(column)}（标准差）` });

function nameOf(column: Table["columns"][number]): string {
  if (typeof column === "string") return column;
  return said("name" in column ? column.name : column);
}

function printedCell(cell: Cell, column: Table["columns"][number] | undefined): string {
  if (typeof cell === "string") return cell;
  if (isText(cell)) return said(cell);
  const { unit, digits } = typeof column === "object" && "name" in column ? column : ({} satisfies Partial<Column>);
  const value = typeof cell === "number" ? cell : cell.mean;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
  if (unit === "fraction") return said(percent(cell, { digits: digits ?? 1 }));
  if (typeof cell === "number" && digits === undefined) return String(Number(cell.toPrecision(5)));
  return said(number(cell, digits === undefined ? {} : { digits }));
}

const isText = (cell: Cell): cell is Text => typeof cell === "object" && "en" in cell;

const isSpread = (cell: Cell): cell is Exclude<Cell, number | string | Text> =>
  typeof cell === "object" && "mean" in cell;

const isNumber = (cell: Cell): boolean => typeof cell === "number" || isSpread(cell);

function plain(cell: Cell): string {
  if (typeof cell !== "object") return String(cell);
  return isText(cell) ? said(cell) : String(cell.mean);
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
