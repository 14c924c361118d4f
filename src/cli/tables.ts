/** Tables of experiments: printed in the language of the command line, and as comma-separated values. */
import stringWidth from "string-width";
import type { Cell, Table } from "../../models/system.ts";
import { columnName, isSpread, isText, tableCells } from "../pages/table.ts";
import { language, said } from "./language.ts";
import { padded } from "./terminal/wrap.ts";

/** Maximum number of printed rows; the file has all rows. */
const printedRows = 24;

/** Returns the table in columns that line up, numbers to the right. */
export function printedTable(table: Table): string {
  const { columns, rows } = table;
  const cells = tableCells({ columns, rows: rows.slice(0, printedRows) }, language());
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
  const names = columns.map((column) => columnName(column, language()));
  const hasSpread = columns.map((_, i) => rows.some((row) => isSpread(row[i]!)));
  const header = names.flatMap((name, i) => (hasSpread[i] ? [name, deviationOf(name)] : [name]));
  const lines = rows.map((row) =>
    row.flatMap((cell, i) => {
      if (!hasSpread[i]) return [plain(cell)];
      return isSpread(cell) ? [String(cell.mean), String(cell.std ?? "")] : [plain(cell), ""];
    }),
  );
  return [header, ...lines].map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

const deviationOf = (name: string): string => said({ en: `${name} (standard deviation)`, zh: `${name}（标准差）` });

const isNumber = (cell: Cell): boolean => typeof cell === "number" || isSpread(cell);

function plain(cell: Cell): string {
  if (typeof cell !== "object") return String(cell);
  return isText(cell) ? said(cell) : String(cell.mean);
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
