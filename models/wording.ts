/** Words, punctuation and numbers that texts of systems must not contain, in English and Chinese. */

/** Phrases with better words. */
type Phrases = readonly (readonly [pattern: RegExp, better: string])[];

const english: Phrases = [
  [/\brightly\b/i, "correctly"],
  [/\bdear(?:er|est|ly)?\b/i, "expensive"],
  [/\bbesides\b/i, "also, beside, or except"],
  [/\banew\b/i, "again"],
  [/\b(?:thereof|therein|thereby|therewith|hereby|herein|whereby|wherein|whence|thence)\b/i, "that, in it, by it"],
  [/\bshall\b/i, "must, or will"],
  [/\b(?:leave|leaves|left|leaving)(?: \w+)? away\b/i, "omit"],
  [/\bwhat (?:became|becomes|has become) of\b/i, "the result, or outcome"],
  [/\b(?:go|goes|going|went|gone) on (?:from|where|with)\b/i, "continue, or resume"],
  [/\b(?:give|gives|given|gave|giving) back\b/i, "return, restore, or release"],
  [/\b(?:lie|lies|lay) on top\b|\bon top of each other\b/i, "are stacked"],
  [/\ba trifle\b/i, "slightly"],
  [/\btells?(?: \w+)* apart\b|\btold apart\b/i, "distinguish, or classify"],
  [/\b(?:in|takes?|took|after) some (?:\d|[a-z]+ty\b)/i, "about"],
  [/\bfrom (?:[\d.,]+|one|two|three)(?: \w+)? on\b/i, "at least, or starting at"],
  [/\bone after the other\b/i, "one after another"],
  [/\bso many\b/i, "this number of"],
  [/\btowards\b/i, "toward"],
  [/\bnot distinguishable\b|\bindistinguishable\b/i, "no measurable difference"],
];

/** British spellings that texts about networks are likely to contain. */
const british =
  /\b(?:\w*(?:initial|optim|regular|normal|standard|maxim|minim|recogn|visual|summar|organ|general|special|random|quant|token|vector|parallel|memor)is(?:e|ed|er|ers|es|ing|ation)|analys(?:e|ed|ing)|behaviours?|colour\w*|neighbour\w*|favour\w*|centre[ds]?|grey|modell(?:ed|ing)|labell(?:ed|ing)|learnt|whilst)\b/i;

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
  const spelled = british.exec(text);
  const foreign = /[\p{sc=Han}，。；：？！、（）]+/u.exec(text);
  const long = text.split(/(?<=[.?!])\s+/).filter((sentence) => wordsOf(sentence) > longest);
  return [
    ...matches(text, english),
    ...(spelled ? [`"${spelled[0]}": American spelling`] : []),
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
