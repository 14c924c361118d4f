/**
 * Converts text to ASCII for terminals with the locale C. Marks, lines and Braille are replaced by ASCII characters,
 * accents are removed, and letters of other scripts become question marks.
 */

/** Locale variables in their order of precedence (POSIX). */
const variables = ["LC_ALL", "LC_CTYPE", "LANG"];

/** Returns true if the locale is C or POSIX. Without a locale, the terminal is assumed to show UTF-8. */
export function isAscii(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const locale = variables.map((name) => env[name]).find(Boolean);
  return locale === "C" || locale === "POSIX";
}

const standIns: Readonly<Record<string, string>> = {
  "✓": "v",
  "✗": "x",
  "…": "...",
  "–": "-",
  "—": "-",
  "−": "-",
  "·": "*",
  "×": "x",
  "≤": "<=",
  "≥": ">=",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "→": "->",
  "│": "|",
  "┤": "+",
  "├": "+",
  "┬": "+",
  "└": "+",
  "─": "-",
  "━": "-",
  "█": "#",
  // A cell with a foreground and a background color; only the background remains.
  "▀": " ",
};

/** Characters by the number of dots in a Braille cell. */
const shades = " .:-=+*#@";

export function ascii(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII includes them
  return text.replaceAll(/[^\x00-\x7F]/gu, (character) => standIns[character] ?? dotted(character) ?? bare(character));
}

function dotted(character: string): string | undefined {
  let dots = character.codePointAt(0)! - 0x2800;
  if (dots < 0 || dots > 0xff) return undefined;
  let count = 0;
  for (; dots > 0; dots &= dots - 1) count++;
  return shades[count];
}

/** The letter without accents, or the digit of a superscript. */
function bare(character: string): string {
  const plain = character.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return /^[ -~]+$/.test(plain) ? plain : plain === "" ? "" : "?";
}

/** Converts all later output of `stream` to ASCII, while `isWanted`. */
export function writeAscii(stream: { write: NodeJS.WriteStream["write"] }, isWanted: () => boolean): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  const replaced = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === "string" && isWanted() ? ascii(chunk) : chunk, ...rest);
  stream.write = replaced;
}
