/** Rules of the project's language that a program can check: openers of doc comments, words, spelling, sentence length. */

/** A place in a text that breaks a rule. */
export interface Finding {
  readonly line: number;
  readonly message: string;
}

const openers = new Set(
  (
    "after and as at because before besides between but by during for from how if in into like of on once or over since so than that " +
    "those though to under unless until upon what when whenever where wherever whether which while who whom whose why with within without"
  ).split(" "),
);

/** Clauses that stand for a definition, at the start of any sentence. */
const clauses = /^(?:How (?:many|much|far|long|often)|Of|Those|What|Whether|Which|Who|Whose)\b/;

/** Phrases to avoid, in any case, with better words. */
const phrases: readonly (readonly [pattern: RegExp, better: string])[] = [
  [/\brightly\b/i, "correctly"],
  [/\bdear(?:er|est|ly)?\b/i, "expensive"],
  [/\bbesides\b/i, "also, beside, or except"],
  [/\bmisspelt\b/i, "misspelled"],
  [/\banew\b/i, "again"],
  [/\b(?:thereof|therein|thereby|therewith|hereby|herein|whereby|wherein|whence|thence)\b/i, "that, in it, by it"],
  [/\bshall\b/i, "must, or will"],
  [/\b(?:leave|leaves|left|leaving)(?: \w+)? away\b/i, "omit"],
  [/\b(?:in|takes?|took|after) some (?:\d|[a-z]+ty\b)/i, "about"],
  [/\bfrom (?:\d[\d.,]*|one|two|three|[a-z]) on\b/i, "at least, or starting at"],
  [/\bwhat (?:became|becomes|has become) of\b/i, "the result, or outcome"],
  [/\b(?:go|goes|going|went|gone) on (?:from|where|with)\b/i, "continue, or resume"],
  [/\b(?:give|gives|given|gave|giving) back\b/i, "return, restore, or release"],
  [/\b(?:lie|lies|lay) on top\b/i, "are stacked"],
  [/\bon top of each other\b/i, "stacked"],
  [/\ba trifle\b/i, "slightly"],
  [/\btells?(?: \w+)* apart\b|\btold apart\b/i, "distinguish, or classify"],
  [/\b(?:is|are|was|were) of the opinion\b/i, "name who expects it"],
  [/\bwaited for\b/i, "awaited"],
  [/\bthe one (?:where|whose|who)\b/i, "name the thing"],
  [/\bone after the other\b/i, "one after another"],
  [/\bwhole numbers?\b/i, "integer"],
  [/\bat hand\b/i, "available"],
  [/\bas (?:it|they) stands?\b/i, "unchanged, or current"],
  [/\bso many\b/i, "this number of"],
  [/\btowards\b/i, "toward"],
  [/\b(?:is|are|was|were|be) told\b/i, "receives, is reported, or is passed"],
  [/\bthat there (?:is|are)(?: not|n't)\b/i, "unknown, or missing"],
  [/\bgiv(?:e|es|en|ing) up\b/i, "release, stop, or abandon"],
  [/\blast but one\b/i, "second to last"],
  [/\bfor Hebb's own use\b/i, "@internal"],
  [/\b(?:null|undefined|throws an? \w+) where\b/i, "if"],
];

/** British spellings. */
const british =
  /\b\w*(?:(?:initial|optim|regular|normal|standard|maxim|minim|recogn|serial|visual|summar|organ|general|special|real|material|random|quant|token|vector|parallel|memor|synchron|capital|categor|emphas|util|final|symbol|linear|factor|stabil|pol|immun|custom|local|central|equal|neutral)is(?:e|ed|er|ers|es|ing|ation|ations|able)|analys(?:e|ed|ing)|behaviour\w*|colour\w*|favour\w*|flavour\w*|neighbour\w*|honour\w*|labour\w*|centre[ds]?|metre[s]?|licen[c]e\w*|defence|offence|catalogue\w*|grey(?!hound)\w*|artefact\w*|programme[s]?|whilst|amongst|learnt|spelt|burnt|modell(?:ed|ing)|labell(?:ed|ing)|travell(?:ed|ing)|cancell(?:ed|ing)|signall(?:ed|ing)|channell(?:ed|ing)|fulfil(?:s|ment)?\b|judgement|acknowledgement)\b/gi;

/** American words that the pattern above also matches. */
const innocent = /precis|advis|revis|supervis|surpris|exercis|promis|otherwis|realism|finalis(?:t|m)|polis[^e]/i;

/** Maximum number of words in a sentence. */
const longest = 35;

/** Finds openers, clauses and long sentences in the doc comments of a module. */
export function docFindings(source: string): Finding[] {
  return [...source.matchAll(/\/\*\*(?!\*)([^]*?)\*\//g)].flatMap((match) => {
    const line = lineOf(source, match.index);
    const text = proseOf(match[1]!.replace(/^[ \t]*\*[ \t]?/gm, ""));
    return sentencesOf(text).flatMap((sentence, i) => sentenceFindings(sentence, i === 0, line));
  });
}

/** Finds long sentences in Markdown outside code, tables and quotations. */
export function markdownFindings(markdown: string): Finding[] {
  const prose = blank(markdown, /^(?:```|~~~)[^]*?^(?:```|~~~)|^ *\|.*$|^>.*$|^#.*$|<!--[^]*?-->/gm);
  return [...prose.matchAll(/(?:^(?!\s*$).*\n?)+/gm)].flatMap((paragraph) => {
    const items = paragraph[0].split(/^(?=\s*(?:[-*]|\d+\.)\s)/m);
    const line = lineOf(prose, paragraph.index);
    return items.flatMap((item) => sentencesOf(proseOf(item)).flatMap((sentence) => lengthFindings(sentence, line)));
  });
}

/** Finds words that the field does not use and British spelling anywhere in a text. */
export function wordFindings(text: string): Finding[] {
  const found = phrases.flatMap(([pattern, better]) =>
    [...text.matchAll(new RegExp(pattern, "gi"))].map((match) => ({
      line: lineOf(text, match.index),
      message: `"${match[0]}": ${better}`,
    })),
  );
  const spelled = [...text.matchAll(british)].filter(([word]) => !innocent.test(word));
  return [
    ...found,
    ...spelled.map(({ 0: word, index }) => ({ line: lineOf(text, index), message: `"${word}": American spelling` })),
  ];
}

/** Returns the source with everything but comments blanked, so that lines keep their numbers. */
export const commentsOf = (source: string): string =>
  [...source.matchAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/ .*$/gm)].reduce(
    ({ text, end }, match) => ({
      text: text + source.slice(end, match.index).replace(/[^\n]/g, " ") + match[0],
      end: match.index + match[0].length,
    }),
    { text: "", end: 0 },
  ).text;

function sentenceFindings(sentence: string, first: boolean, line: number): Finding[] {
  const word = sentence.match(/^[A-Za-z]+(?![\w`(.[])/)?.[0] ?? "";
  const shown = sentence.split(" ").slice(0, 6).join(" ");
  const found = lengthFindings(sentence, line);
  if (first && openers.has(word.toLowerCase())) {
    found.push({ line, message: `"${shown} …": begin with a noun phrase or a verb` });
  } else if (clauses.test(sentence) && !sentence.endsWith("?")) {
    found.push({ line, message: `"${shown} …": a clause as a definition` });
  }
  return found;
}

function lengthFindings(sentence: string, line: number): Finding[] {
  const words = sentence.split(/\s+/).filter((word) => /\w/.test(word)).length;
  const shown = sentence.split(" ").slice(0, 6).join(" ");
  return words > longest ? [{ line, message: `"${shown} …": ${words} words, at most ${longest}` }] : [];
}

/** Removes link targets, tags and code blocks, and replaces inline code by one word. */
const proseOf = (text: string): string =>
  text
    .replace(/```[^]*?```/g, "")
    .replace(/^\s*@\w+/gm, "")
    .replace(/`[^`]*`/g, "`code`")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/\{@link \S+ ?([^}]*)\}/g, "`code` $1")
    .replace(/\s+/g, " ")
    .trim();

const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.?!:][)"']?)\s+(?=[-*(["'`]*[A-Z\d`])/).filter((sentence) => sentence !== "");

const blank = (text: string, pattern: RegExp): string => text.replace(pattern, (match) => match.replace(/[^\n]/g, " "));

const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;
