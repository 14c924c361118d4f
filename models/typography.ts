/** Typography of Chinese text: spaces between Chinese characters and Latin letters, digits or formulas. */

const han = String.raw`\p{sc=Han}`;

/** Full-width marks, which need no space on either side. */
const marks = "，。；：？！、（）《》“”‘’【】…—";

/** Ends of words, numbers and formulas of a line of Latin text, such as "h", "98.4%" and "f(x)". */
const start = String.raw`\p{sc=Latin}\p{sc=Greek}\p{Nd}∇∂∑√−±`;
const end = String.raw`\p{sc=Latin}\p{sc=Greek}\p{Nd}%°)\]′²³₀-₉`;

const missing = new RegExp(`(?<=[${han}])(?=[${start}])|(?<=[${end}])(?=[${han}])`, "gu");
const superfluous = new RegExp(
  `(?<=[${han}${marks}])\\s+(?=[${han}${marks}])|(?<=[${marks}])\\s+|\\s+(?=[${marks}])`,
  "gu",
);

/**
 * Returns Chinese text with one space between a Chinese character and a Latin letter, a digit or a formula, and with no
 * space between Chinese characters or beside full-width punctuation.
 */
export function spaced(chinese: string): string {
  return chinese.replace(missing, " ").replace(/\s+/g, " ").replace(superfluous, "").trim();
}
