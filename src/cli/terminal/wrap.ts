/** Wraps text between words. Wide characters count as two columns. */
import wrapAnsi from "wrap-ansi";

/** Minimum width of a text column in characters. */
const narrowest = 28;

/** Wraps `text` to `columns` and indents all lines except the first by `indent` spaces. */
export function wrapped(text: string, columns: number, indent = 0): string {
  return wrapAnsi(text, Math.max(narrowest, columns - indent)).replaceAll("\n", `\n${" ".repeat(indent)}`);
}

/** Rows of a name and a text, side by side, or with the text below the name if the names leave too little width. */
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
