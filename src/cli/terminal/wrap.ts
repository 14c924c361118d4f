/** Wraps text between words. Wide characters count as two columns. */
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** Minimum width of a text column in characters. */
const narrowest = 28;

/** Wraps `text` to `columns` and indents all lines except the first by `indent` spaces. */
export function wrapped(text: string, columns: number, indent = 0): string {
  // Chinese has no spaces: lines break between any two characters.
  const hard = /\p{Script=Han}/u.test(text);
  const lines = wrapAnsi(text, Math.max(narrowest, columns - indent), { hard });
  return lines.replaceAll("\n", `\n${" ".repeat(indent)}`);
}

/** Pads `text` with spaces to `width` columns. */
export const padded = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** Rows of a name and a text, side by side, or with the text below the name if the names leave too little width. */
export function rows(entries: readonly (readonly [name: string, text: string])[], columns: number): string {
  const width = Math.max(...entries.map(([name]) => stringWidth(name)));
  const isWide = columns - width - 4 < narrowest;
  const indent = isWide ? 6 : width + 4;
  const row = ([name, text]: readonly [string, string]) => {
    const start = isWide ? `${name}\n${" ".repeat(indent)}` : `${padded(name, width)}  `;
    return `  ${start}${wrapped(text, columns, indent)}`;
  };
  return entries.map(row).join("\n");
}
