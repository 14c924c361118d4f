/** Formats a record of nested numbers as an aligned table. */

/** Aligns columns: the first one left, the others right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const align = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return rows.map((row) => row.map(align).join("  ").trimEnd()).join("\n");
}

/** One line per value. A value that is a table of numbers follows below. */
export function formatTable(record: Readonly<Record<string, unknown>>): string {
  const plain: string[][] = [];
  const tables: string[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (key === "sizes") tables.push(formatSizes(value as Record<string, Record<string, number>>));
    else if (typeof value === "object" && value !== null) {
      for (const [inner, number] of Object.entries(value)) plain.push([`${key} ${inner}`, formatValue(number)]);
    } else plain.push([key, formatValue(value)]);
  }
  return [columns(plain), ...tables].join("\n\n");
}

function formatSizes(sizes: Readonly<Record<string, Readonly<Record<string, number>>>>): string {
  const forms = Object.keys(Object.values(sizes)[0]!);
  const heading = ["GFLOP/s", ...forms.map((form) => (form === "gflops" ? "nn" : form))];
  return columns([
    heading,
    ...Object.entries(sizes).map(([n, row]) => [n, ...forms.map((form) => formatValue(row[form]))]),
  ]);
}

export function formatValue(value: unknown): string {
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : value.toPrecision(value >= 100 ? 4 : 3);
}
