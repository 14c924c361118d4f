/**
 * Vocabularies: conversion between text and token ids. Character and word vocabularies are here, byte pairs in
 * `byte-pair.ts`. A vocabulary is created from a text and saved as JSON. Optional special tokens come first.
 */
import { ArgumentError, DataError } from "../base/errors.ts";

/** Tokens that do not represent text. */
export type SpecialToken = "padding" | "start" | "end" | "unknown";

const specialTokens = ["padding", "start", "end", "unknown"] as const;

/** Options of `characterVocabulary` and `wordVocabulary`. */
export interface VocabularyOptions {
  /** Special tokens, which come first in the order padding, start, end, unknown. Default: none. */
  readonly special?: readonly SpecialToken[];
  /** Maximum number of tokens including special tokens; the most frequent ones are kept. Default: all. */
  readonly size?: number;
  /** Minimum number of occurrences of a token. Default 1. */
  readonly least?: number;
}

/** Saved vocabulary, as returned by `toJSON`. */
export interface SavedVocabulary {
  readonly kind: "characters" | "words" | "byte pairs";
  readonly special: readonly SpecialToken[];
  /** Characters or words in the order of their ids; for byte pairs, the merges. */
  readonly tokens: readonly (string | readonly [left: number, right: number])[];
}

/** Vocabulary: converts between text and token ids. */
export abstract class Vocabulary {
  /** Special tokens; their index is their id. */
  readonly special: readonly SpecialToken[];

  constructor(special: readonly SpecialToken[]) {
    this.special = specialTokens.filter((token) => special.includes(token));
  }

  /** Number of tokens, including special tokens. */
  abstract get size(): number;

  /**
   * Returns the token ids of a text. Unknown pieces become the unknown token. Throws an ArgumentError for an unknown
   * piece if the vocabulary has no unknown token.
   */
  abstract encode(text: string): Int32Array;

  /** Returns the text of token ids, without special tokens. Throws an ArgumentError for an invalid id. */
  abstract decode(tokens: ArrayLike<number>): string;

  /**
   * Returns the text of one token, or the name of a special token in angle brackets. Throws an ArgumentError for an
   * invalid id.
   */
  abstract label(token: number): string;

  /** Returns the content to save as JSON; see `loadVocabulary`. */
  abstract toJSON(): SavedVocabulary;

  /** Returns the id of a special token. Throws an ArgumentError if the vocabulary does not have it. */
  token(name: SpecialToken): number {
    const token = this.special.indexOf(name);
    if (token >= 0) return token;
    throw new ArgumentError(`the vocabulary has no token for ${name}`, {
      rule: `It was created with ${this.special.join(", ") || "no special tokens"}.`,
      fix: `Create it with { special: ["${name}", …] }.`,
    });
  }

  protected checkToken(token: number): void {
    if (Number.isInteger(token) && token >= 0 && token < this.size) return;
    throw new ArgumentError(`the vocabulary has no token ${token}`, {
      rule: `Tokens are numbered from 0 to ${this.size - 1}.`,
    });
  }
}

/** Vocabulary of characters or words. */
class TableVocabulary extends Vocabulary {
  readonly #kind: "characters" | "words";
  readonly #pieces: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(kind: "characters" | "words", special: readonly SpecialToken[], pieces: readonly string[]) {
    super(special);
    this.#kind = kind;
    this.#pieces = pieces;
    this.#numbers = new Map(pieces.map((piece, i) => [piece, this.special.length + i]));
  }

  get size(): number {
    return this.special.length + this.#pieces.length;
  }

  encode(text: string): Int32Array {
    const unknown = this.special.indexOf("unknown");
    return Int32Array.from(pieceCutters[this.#kind](text), (piece) => {
      const token = this.#numbers.get(piece) ?? unknown;
      if (token >= 0) return token;
      throw new ArgumentError(`the vocabulary does not know ${JSON.stringify(piece)}`, {
        rule: `It contains the ${this.#kind} of the text it was created from, and no token for unknown ones.`,
        fix: 'Create it with { special: ["unknown"] }.',
      });
    });
  }

  decode(tokens: ArrayLike<number>): string {
    const pieces = Array.from(tokens, (token) => {
      this.checkToken(token);
      return this.#pieces[token - this.special.length] ?? "";
    });
    return this.#kind === "characters" ? pieces.join("") : pieces.filter(Boolean).join(" ");
  }

  label(token: number): string {
    this.checkToken(token);
    return this.#pieces[token - this.special.length] ?? `<${this.special[token]!}>`;
  }

  toJSON(): SavedVocabulary {
    return { kind: this.#kind, special: this.special, tokens: this.#pieces };
  }
}

/** Functions that split text into pieces. Words are separated by white space. */
const pieceCutters = {
  characters: (text: string): Iterable<string> => text,
  words: (text: string): Iterable<string> => text.match(/\S+/gu) ?? [],
} as const;

/**
 * Creates a vocabulary with one token per character (code point) of `text`, in the order of code points. Throws an
 * ArgumentError for an unknown special token.
 */
export function characterVocabulary(text: string, options: VocabularyOptions = {}): Vocabulary {
  return tableVocabulary("characters", text, options);
}

/**
 * Creates a vocabulary with one token per word of `text`, in the order of code points. Words are separated by white
 * space. Throws an ArgumentError for an unknown special token.
 */
export function wordVocabulary(text: string, options: VocabularyOptions = {}): Vocabulary {
  return tableVocabulary("words", text, options);
}

function tableVocabulary(kind: "characters" | "words", text: string, options: VocabularyOptions): Vocabulary {
  const { special = [], size = Infinity, least = 1 } = options;
  checkSpecial(special);
  const counts = new Map<string, number>();
  for (const piece of pieceCutters[kind](text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => count >= least);
  // Ties are resolved by the order of codes, so that the same text results in the same vocabulary.
  frequent.sort(([a, m], [b, n]) => n - m || compareText(a, b));
  const pieces = frequent.slice(0, Math.max(0, size - special.length)).map(([piece]) => piece);
  return new TableVocabulary(kind, special, pieces.sort(compareText));
}

/** Throws an ArgumentError for an unknown special token. */
export function checkSpecial(special: readonly string[]): void {
  const odd = special.find((name) => !(specialTokens as readonly string[]).includes(name));
  if (odd === undefined) return;
  throw new ArgumentError(`a vocabulary has no special token named ${typeof odd === "string" ? odd : typeof odd}`, {
    rule: `Available: ${specialTokens.join(", ")}.`,
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Loads a saved character or word vocabulary. Throws a DataError if its tokens are invalid. */
export function loadTable(saved: SavedVocabulary, source: string): Vocabulary {
  const { kind, special, tokens } = saved;
  const fits = kind !== "byte pairs" && tokens.every((token) => typeof token === "string");
  if (!fits || new Set(tokens).size !== tokens.length) {
    throw new DataError(`${source} is not a vocabulary`, { rule: "Its tokens must be unique strings." });
  }
  return new TableVocabulary(kind, special, tokens);
}
