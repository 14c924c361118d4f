/** Text that is broken between words where a line is full, wide characters counted as what they take. */
import wrapAnsi from "wrap-ansi";

/** Less than this is no column to read. */
const narrowest = 28;

/** Lines that fit into `columns`, all but the first of them behind `indent` spaces. */
export function wrapped(text: string, columns: number, indent = 0): string {
  return wrapAnsi(text, Math.max(narrowest, columns - indent)).replaceAll("\n", `\n${" ".repeat(indent)}`);
}

/** Rows of a name and a text: side by side, or the text below the name where the names leave too little of the line. */
export function rows(entries: readonly (readonly [name: string, text: string])[], columns: number): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  const isWide = columns - width - 4 < narrowest;
  const indent = isWide ? 6 : width + 4;
  const row = ([name, text]: readonly [string, string]) => {
    const between = isWide ? `\n${" ".repeat(indent)}` : `${" ".repeat(width - name.length)}  `;
    return `  ${name}${between}${wrapped(text, columns, indent)}`;
  };
  return entries.map(row).join("\n");
}
