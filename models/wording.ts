/** Words, punctuation and numbers that texts of systems must not contain, in English and Chinese. */

import { type Phrases, britishSpellings, englishPhrases } from "./english.ts";

/** Phrases to avoid in answers in addition to those of all texts. */
const english: Phrases = [
  ...englishPhrases,
  [/\bnot distinguishable\b|\bindistinguishable\b/i, "no measurable difference"],
];

const chinese: Phrases = [
  [/使(?:得)?[^，。；]*成为可能/u, "有了……就能……"],
  [/它告诉我们/u, "直接说结论"],
  [/(?:不可|无法)区分的/u, "没有测出差别"],
  [/被[^，。；]{1,12}所/u, "用主动句"],
];

/** Characters that no text contains: scientific notation, values that are not finite, and unfilled slots. */
const broken: Phrases = [
  [/\d[eE][-+]?\d/, "write small numbers in words, large ones with a unit"],
  [/\b(?:NaN|Infinity|undefined)\b/, "not a value"],
  [/\{\w+\}/, "an unfilled slot"],
  [/\s%|％/u, "the percent sign follows the number directly"],
  [/\s{2}|^\s|\s$|\n/, "single spaces between words only"],
];

/** Maximum number of words in an English sentence. */
const longest = 35;

/** Returns a message for each rule of both languages that a text breaks. */
export function commonFindings(text: string): string[] {
  return text === "" ? ["the text is missing"] : matches(text, broken);
}

/** Returns a message for each rule of English that a text breaks. */
export function englishFindings(text: string): string[] {
  const [spelled] = britishSpellings(text);
  const foreign = /[\p{sc=Han}，。；：？！、（）]+/u.exec(text);
  const long = text.split(/(?<=[.?!])\s+/).filter((sentence) => wordsOf(sentence) > longest);
  return [
    ...matches(text, english),
    ...(spelled ? [`"${spelled.word}": American spelling`] : []),
    ...(foreign ? [`"${foreign[0]}" in an English text`] : []),
    ...long.map((sentence) => `"${sentence.slice(0, 40)} …": ${wordsOf(sentence)} words, at most ${longest}`),
  ];
}

/** Half-width marks beside a Chinese character, or between words of a Chinese text. */
const halfWidth = /\p{sc=Han}\s*(?:[,.;:?!"']|\()|[,.;:?!)"']\p{sc=Han}|\S?[,;:?!](?=\s|$)/u;

/** Returns a message for each rule of Chinese that a text breaks, other than spaces. */
export function chineseFindings(text: string): string[] {
  // The arguments of a formula, such as f(x, y), are not Chinese.
  const found = halfWidth.exec(text.replace(/(?<=[\p{sc=Latin}\p{sc=Greek}])\([^()]*\)/gu, ""));
  return [...matches(text, chinese), ...(found ? [`"${found[0]}": full-width punctuation`] : [])];
}

const matches = (text: string, phrases: Phrases): string[] =>
  phrases.flatMap(([pattern, better]) => {
    const found = pattern.exec(text);
    return found ? [`"${found[0]}": ${better}`] : [];
  });

const wordsOf = (sentence: string): number => sentence.split(/\s+/).filter((word) => /\w/.test(word)).length;
