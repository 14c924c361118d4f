/** Estimates of text width without font metrics, and lines of limited width. */

/** Estimated width in pixels, an upper bound for most sans-serif fonts. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * size;
}

/** Chinese characters and full-width punctuation are as wide as the font is high. */
function characterWidth(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  if (/\p{Emoji_Presentation}/u.test(character)) return 1.4;
  if (character >= "\u2e80" || character === "…") return 1;
  if (/[ijl.,:;'|!()[\] ]/.test(character)) return 0.33;
  if (/[ftrI-]/.test(character)) return 0.4;
  if (/[mwMW%@—]/.test(character)) return 0.9;
  // Signs such as = and + are wider than letters.
  if (/\p{Sm}/u.test(character)) return 0.84;
  return /[A-Z]/.test(character) ? 0.7 : 0.61;
}

const chinese = "\u2e80-\uffef";
/** Punctuation that must not begin a line, and punctuation that must not end one. */
const [closing, opening] = ["，。；：、！？）】》」』”’…—～％", "（【《「『“‘"];

const before = `(?<![${opening}\\s])(?=[${chinese}])(?![${closing}])`;
const after = `(?<=[${chinese}])(?<![${opening}])(?![${closing}\\s])`;
/** Source of a regular expression that matches between Chinese characters, and between these and other text. */
export const chineseBreak = `${before}|${after}`;
const anyBreak = new RegExp(`(?<=[\\s/_-])|${chineseBreak}`, "u");

/** Pieces of a text between which a line may break, each with the spaces after it. */
export function pieces(text: string): string[] {
  return text.split(anyBreak);
}

/** Wraps text to lines of at most `width` pixels, between pieces or within pieces that are too long. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
    if (line !== "" && textWidth((line + piece).trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
    while (textWidth(line.trimEnd(), size) > width && line.length > 1) {
      const fitting = line.slice(0, fittingLength(line, width, size));
      lines.push(fitting);
      line = line.slice(fitting.length);
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** The text, shortened with an ellipsis if it is wider than `width` pixels. */
export function shorten(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  return `${text.slice(0, fittingLength(text, width - 0.9 * size, size)).trimEnd()}…`;
}

/** Names of at most `width` pixels: shortened at the end, or in the middle if only their ends differ. */
export function shortenAll(names: readonly string[], width: number, size: number): string[] {
  const shown = names.map((name) => shorten(name, width, size));
  const owner = new Map<string, string>();
  const isAmbiguous = shown.some((text, i) => {
    const before = owner.get(text) ?? names[i]!;
    owner.set(text, before);
    return before !== names[i];
  });
  return isAmbiguous ? names.map((name) => shortenInside(name, width, size)) : shown;
}

function shortenInside(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const half = (width - size) / 2;
  const end = Array.from(text).reverse().join("");
  const last = Array.from(end.slice(0, fittingLength(end, half, size)))
    .reverse()
    .join("");
  return `${text.slice(0, fittingLength(text, half, size)).trimEnd()}…${last.trimStart()}`;
}

/** Number of characters that fit, at least 1. Does not split surrogate pairs. */
function fittingLength(text: string, width: number, size: number): number {
  let used = 0;
  let length = 0;
  for (const character of text) {
    used += textWidth(character, size);
    if (used > width && length > 0) break;
    length += character.length;
  }
  return length;
}
