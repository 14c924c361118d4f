/**
 * Vocabularies: text as numbers of tokens, and back. Characters and words here, byte pairs in `byte-pair.ts`; all are
 * made from a text and saved as JSON. Tokens that are no text come first, if asked for: padding, start, end, unknown.
 */
import { ArgumentError, DataError } from "../base/errors.ts";

/** Tokens that stand for no text. */
export type SpecialToken = "padding" | "start" | "end" | "unknown";

const specialTokens = ["padding", "start", "end", "unknown"] as const;

export interface VocabularyOptions {
  /** Which special tokens there are; they come first, in the order padding, start, end, unknown. Default: none. */
  readonly special?: readonly SpecialToken[];
  /** At most so many tokens in all, the most frequent ones. Default: all. */
  readonly size?: number;
  /** How often a token must occur to be kept. Default 1. */
  readonly least?: number;
}

/** What `toJSON` gives, and `loadVocabulary` takes. */
export interface SavedVocabulary {
  readonly kind: "characters" | "words" | "byte pairs";
  readonly special: readonly SpecialToken[];
  /** Of byte pairs: the merges, as the two tokens each joins. */
  readonly tokens: readonly (string | readonly [left: number, right: number])[];
}

export abstract class Vocabulary {
  readonly special: readonly SpecialToken[];

  constructor(special: readonly SpecialToken[]) {
    this.special = specialTokens.filter((token) => special.includes(token));
  }

  /** How many tokens there are, the special ones included. */
  abstract get size(): number;

  /**
   * The tokens of a text. What the vocabulary does not know becomes the unknown token; where it has none, an ArgumentError
   * says what it was.
   */
  abstract encode(text: string): Int32Array;

  /** The text of tokens; special ones are left out. Throws an ArgumentError for a number that is no token. */
  abstract decode(tokens: ArrayLike<number>): string;

  /** How people read one token: its text, or the name of a special one in angle brackets. */
  abstract label(token: number): string;

  abstract toJSON(): SavedVocabulary;

  /** The number of a special token. Throws an ArgumentError where the vocabulary was made without it. */
  token(name: SpecialToken): number {
    const token = this.special.indexOf(name);
    if (token >= 0) return token;
    throw new ArgumentError(`the vocabulary has no token for ${name}`, {
      rule: `It was made with ${this.special.join(", ") || "no special tokens"}.`,
      fix: `Make it with { special: ["${name}", …] }.`,
    });
  }

  protected checkToken(token: number): void {
    if (Number.isInteger(token) && token >= 0 && token < this.size) return;
    throw new ArgumentError(`the vocabulary has no token ${token}`, {
      rule: `Tokens are counted from 0 to ${this.size - 1}.`,
    });
  }
}

/** A table of pieces of text, found by a way to cut text into pieces. */
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
        rule: `It has the ${this.#kind} of the text that it was made from, and no token for unknown ones.`,
        fix: 'Make it with { special: ["unknown"] }.',
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

/** Words are what white space separates. */
const pieceCutters = {
  characters: (text: string): Iterable<string> => text,
  words: (text: string): Iterable<string> => text.match(/\S+/gu) ?? [],
} as const;

/** A token for each character (code point) of `text`, in the order of their codes. */
export function characterVocabulary(text: string, options: VocabularyOptions = {}): Vocabulary {
  return tableVocabulary("characters", text, options);
}

/** A token for each word of `text`, words being what white space separates; in the order of their code points. */
export function wordVocabulary(text: string, options: VocabularyOptions = {}): Vocabulary {
  return tableVocabulary("words", text, options);
}

function tableVocabulary(kind: "characters" | "words", text: string, options: VocabularyOptions): Vocabulary {
  const { special = [], size = Infinity, least = 1 } = options;
  checkSpecial(special);
  const counts = new Map<string, number>();
  for (const piece of pieceCutters[kind](text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => count >= least);
  // Equal counts are settled by the order of codes, so that the same text gives the same vocabulary.
  frequent.sort(([a, m], [b, n]) => n - m || compareText(a, b));
  const pieces = frequent.slice(0, Math.max(0, size - special.length)).map(([piece]) => piece);
  return new TableVocabulary(kind, special, pieces.sort(compareText));
}

export function checkSpecial(special: readonly string[]): void {
  const odd = special.find((name) => !(specialTokens as readonly string[]).includes(name));
  if (odd === undefined) return;
  throw new ArgumentError(`a vocabulary has no special token called ${typeof odd === "string" ? odd : typeof odd}`, {
    rule: `There are ${specialTokens.join(", ")}.`,
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The characters or words of a saved vocabulary; throws a DataError for anything else. */
export function loadTable(saved: SavedVocabulary, source: string): Vocabulary {
  const { kind, special, tokens } = saved;
  const fits = kind !== "byte pairs" && tokens.every((token) => typeof token === "string");
  if (!fits || new Set(tokens).size !== tokens.length) {
    throw new DataError(`${source} is no vocabulary`, { rule: "Its tokens are texts, each once." });
  }
  return new TableVocabulary(kind, special, tokens);
}
