/** Rules of the project's language that a program can check: openers of doc comments, words, spelling, sentence length. */
import { type Phrases, britishSpellings, englishPhrases } from "../../models/english.ts";

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

/** Phrases to avoid: those of all texts, and those of code and its documentation. */
const phrases: Phrases = [
  ...englishPhrases,
  [/\b(?:is|are|was|were) of the opinion\b/i, "name who expects it"],
  [/\bwaited for\b/i, "awaited"],
  [/\bthe one (?:where|whose|who)\b/i, "name the thing"],
  [/\bat hand\b/i, "available"],
  [/\bas (?:it|they) stands?\b/i, "unchanged, or current"],
  [/\b(?:is|are|was|were|be) told\b/i, "receives, is reported, or is passed"],
  [/\bthat there (?:is|are)(?: not|n't)\b/i, "unknown, or missing"],
  [/\bgiv(?:e|es|en|ing) up\b/i, "release, stop, or abandon"],
  [/\bfor Hebb's own use\b/i, "@internal"],
  [/\b(?:null|undefined|throws an? \w+) where\b/i, "if"],
];

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
  const spelled = britishSpellings(text).map(({ word, index }) => {
    return { line: lineOf(text, index), message: `"${word}": American spelling` };
  });
  return [...found, ...spelled];
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
