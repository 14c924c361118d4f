/**
 * Text for terminals that show ASCII only, which is what the locale C says of them: marks, rules and Braille get stand-ins,
 * accents go, and a letter of another script is a question mark.
 */

/** Variables by their order of precedence, as POSIX has it. */
const variables = ["LC_ALL", "LC_CTYPE", "LANG"];

/** Whether the locale is C or POSIX; where none is named, terminals of today show UTF-8. */
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
  // A cell in two colors, of which the background is shown.
  "▀": " ",
};

/** By the number of dots in a Braille cell. */
const shades = " .:-=+*#@";

export function ascii(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII begins with them
  return text.replaceAll(/[^\x00-\x7F]/gu, (character) => standIns[character] ?? dotted(character) ?? bare(character));
}

function dotted(character: string): string | undefined {
  let dots = character.codePointAt(0)! - 0x2800;
  if (dots < 0 || dots > 0xff) return undefined;
  let count = 0;
  for (; dots > 0; dots &= dots - 1) count++;
  return shades[count];
}

/** A letter without its accents, a digit out of its superscript. */
function bare(character: string): string {
  const plain = character.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return /^[ -~]+$/.test(plain) ? plain : plain === "" ? "" : "?";
}

/** From now on what is written to `stream` is ASCII. */
export function writeAscii(stream: { write: NodeJS.WriteStream["write"] }): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  const replaced = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === "string" ? ascii(chunk) : chunk, ...rest);
  stream.write = replaced;
}
