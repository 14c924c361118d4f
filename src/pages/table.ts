/** Cells of a table as texts in one language. */
import type { Language } from "../../models/language.ts";
import { number, percent } from "../../models/quantity.ts";
import type { Cell, Column, Table } from "../../models/system.ts";
import type { Text } from "../../models/text.ts";

type ColumnName = Table["columns"][number];

/** Returns the names of the columns, followed by the rows. */
export function tableCells({ columns, rows }: Table, language: Language): string[][] {
  return [
    columns.map((column) => columnName(column, language)),
    ...rows.map((row) => row.map((cell, i) => shownCell(cell, columns[i]!, language))),
  ];
}

export function columnName(column: ColumnName, language: Language): string {
  if (typeof column === "string") return column;
  return ("name" in column ? column.name : column)[language];
}

function shownCell(cell: Cell, column: ColumnName, language: Language): string {
  if (typeof cell === "string") return cell;
  if (isText(cell)) return cell[language];
  const { unit, digits } = typeof column === "object" && "name" in column ? column : ({} satisfies Partial<Column>);
  const value = typeof cell === "number" ? cell : cell.mean;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (unit === "fraction") return percent(cell, { digits: digits ?? 1 })[language];
  if (typeof cell === "number" && digits === undefined) return isTiny(cell) ? inPowers(cell) : fiveDigits(cell);
  return number(cell, digits === undefined ? {} : { digits })[language];
}

/** Returns true for numbers that have too many zeros after the point to be read. */
export const isTiny = (value: number): boolean => value !== 0 && Math.abs(value) < 1e-4;

/** Returns a number with a power of ten, such as "7.1·10⁻⁵", for tables, in which words would hide the differences. */
export function inPowers(value: number): string {
  const [digits, exponent] = value.toExponential(1).split("e") as [string, string];
  const factor = Number(digits) === 1 ? "" : `${Number(digits)}·`;
  const power = Array.from(String(Number(exponent)), (sign) => superscripts["-0123456789".indexOf(sign)]);
  return `${factor}10${power.join("")}`.replace("-", "−");
}

const superscripts = Array.from("⁻⁰¹²³⁴⁵⁶⁷⁸⁹");

/** Returns five significant digits; an integer exactly, as counts are. */
function fiveDigits(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(5))).replace("-", "−");
}

export const isText = (cell: Cell): cell is Text => typeof cell === "object" && "en" in cell;

export const isSpread = (cell: Cell): cell is Exclude<Cell, number | string | Text> =>
  typeof cell === "object" && "mean" in cell;
