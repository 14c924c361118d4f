/**
 * Byte-pair encoding (Sennrich et al., 2016) on bytes, as in GPT-2 (Radford et al., 2019). Tokens are the 256 bytes and
 * merges of the most frequent pairs of tokens in a text. Any text can be encoded. Merges never cross word boundaries; a
 * word starts with the space before it.
 */
import { ArgumentError, DataError } from "../base/errors.ts";
import { type SavedVocabulary, type SpecialToken, Vocabulary, checkSpecial } from "./vocabulary.ts";

/** Two tokens that are merged into one. */
export type Merge = readonly [left: number, right: number];

const bytes = 256;
/**
 * Words: runs of letters, of digits or of other characters, each with a leading space, or white space. Long runs are
 * split.
 */
const words = /\s?\p{L}{1,4096}|\s?\p{N}{1,4096}|\s?[^\s\p{L}\p{N}]{1,4096}|\s{1,4096}/gu;
/** Maximum number of bytes of a word, and therefore of a token. A character has at most four bytes. */
const longestToken = 4 * 4097;
/** Maximum number of bytes of all tokens. In real vocabularies, a token has about eight. */
const mostBytes = 2 ** 26;
/** Maximum number of tokens, so that a pair of tokens is an integer that is exact in f64. */
const mostTokens = 2 ** 21;
const wordsOf = (text: string): readonly string[] => text.match(words) ?? [];

/** Byte-pair vocabulary. */
export class BytePairVocabulary extends Vocabulary {
  readonly #merges: readonly Merge[];
  /** Rank of each merge in the order of learning, by its pair. */
  readonly #ranks: ReadonlyMap<number, number>;
  readonly #spellings: readonly Uint8Array[];
  /** Cache of the tokens of words, counted without the special tokens. */
  readonly #known = new Map<string, readonly number[]>();

  constructor(special: readonly SpecialToken[], merges: readonly Merge[]) {
    super(special);
    this.#merges = merges;
    this.#ranks = new Map(merges.map(([left, right], rank) => [pairOf(left, right), rank]));
    const spellings = Array.from({ length: bytes }, (_, byte) => Uint8Array.of(byte));
    for (const [left, right] of merges) spellings.push(joined(spellings[left]!, spellings[right]!));
    this.#spellings = spellings;
  }

  get size(): number {
    return this.special.length + this.#spellings.length;
  }

  encode(text: string): Int32Array {
    const first = this.special.length;
    return Int32Array.from(
      wordsOf(text).flatMap((word) => this.#tokensOf(word)),
      (token) => first + token,
    );
  }

  decode(tokens: ArrayLike<number>): string {
    const parts = Array.from(tokens, (token) => {
      this.checkToken(token);
      return this.#spellings[token - this.special.length] ?? new Uint8Array(0);
    });
    const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return new TextDecoder().decode(joined);
  }

  label(token: number): string {
    this.checkToken(token);
    const spelling = this.#spellings[token - this.special.length];
    return spelling ? new TextDecoder().decode(spelling) : `<${this.special[token]!}>`;
  }

  toJSON(): SavedVocabulary {
    return { kind: "byte pairs", special: this.special, tokens: this.#merges };
  }

  #tokensOf(word: string): readonly number[] {
    const known = this.#known.get(word);
    if (known) return known;
    const tokens = [...new TextEncoder().encode(word)];
    for (;;) {
      const { at, rank } = this.#earliest(tokens);
      if (at < 0) break;
      tokens.splice(at, 2, bytes + rank);
    }
    this.#known.set(word, tokens);
    return tokens;
  }

  /** Applicable merge of the lowest rank, with its first position, or a position of -1. */
  #earliest(tokens: readonly number[]): { at: number; rank: number } {
    let [at, rank] = [-1, Infinity];
    for (let i = 0; i + 1 < tokens.length; i++) {
      const found = this.#ranks.get(pairOf(tokens[i]!, tokens[i + 1]!)) ?? Infinity;
      if (found < rank) [at, rank] = [i, found];
    }
    return { at, rank };
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(left.length + right.length);
  result.set(left);
  result.set(right, left.length);
  return result;
}

/** Pair of tokens as one number. */
const pairOf = (left: number, right: number): number => left * mostTokens + right;

/** Options of `bytePairVocabulary`. */
export interface BytePairOptions {
  /** Special tokens. Default: none. */
  readonly special?: readonly SpecialToken[];
  /** Number of tokens: special tokens, 256 bytes and merges. The result has fewer if no pair occurs twice any more. */
  readonly size: number;
}

/**
 * Learns a byte-pair vocabulary from `text`: merges the most frequent pair of tokens until the vocabulary has `size`
 * tokens. Ties go to the pair with smaller tokens. Throws an ArgumentError if `size` is out of range or a special token
 * is unknown.
 */
export function bytePairVocabulary(text: string, { special = [], size }: BytePairOptions): Vocabulary {
  checkSpecial(special);
  const least = special.length + bytes;
  if (!Number.isSafeInteger(size) || size < least || size > mostTokens) {
    throw new ArgumentError(`a byte-pair vocabulary cannot have ${size} tokens`, {
      rule: `It has ${bytes} bytes, ${special.length} special tokens and at most ${mostTokens} tokens in total.`,
      fix: `Use a size of at least ${least}.`,
    });
  }
  return new BytePairVocabulary(special, learn(text, size - least));
}

function learn(text: string, count: number): Merge[] {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const corpus = Array.from(counts, ([word, times]) => ({ tokens: [...new TextEncoder().encode(word)], times }));
  const pairs = new Pairs();
  corpus.forEach(({ tokens, times }, word) => pairs.add(tokens, times, word));
  const merges: Merge[] = [];
  while (merges.length < count) {
    const best = pairs.mostFrequent();
    if (best === null) break;
    const joined = bytes + merges.length;
    for (const word of pairs.wordsWith(best)) {
      const { tokens, times } = corpus[word]!;
      pairs.add(tokens, -times, word);
      join(tokens, best, joined);
      pairs.add(tokens, times, word);
    }
    merges.push(best);
  }
  return merges;
}

/** Replaces each occurrence of the pair by `joined`, from left to right. */
function join(tokens: number[], [left, right]: Merge, joined: number): void {
  let length = 0;
  for (let i = 0; i < tokens.length; i++, length++) {
    const found = tokens[i] === left && tokens[i + 1] === right;
    tokens[length] = found ? joined : tokens[i]!;
    if (found) i++;
  }
  tokens.length = length;
}

/** Counts of pairs, and the words in which each pair may occur. */
class Pairs {
  readonly #counts = new Map<number, number>();
  readonly #words = new Map<number, Set<number>>();

  add(tokens: readonly number[], times: number, word: number): void {
    for (let i = 0; i + 1 < tokens.length; i++) {
      const pair = pairOf(tokens[i]!, tokens[i + 1]!);
      this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + times);
      if (times < 0) continue;
      const words = this.#words.get(pair);
      if (words) words.add(word);
      else this.#words.set(pair, new Set([word]));
    }
  }

  /** Most frequent pair, or null if no pair occurs twice. */
  mostFrequent(): Merge | null {
    let [best, most] = [Infinity, 1];
    for (const [pair, count] of this.#counts) {
      if (count > most || (count === most && most > 1 && pair < best)) [best, most] = [pair, count];
    }
    return best === Infinity ? null : [Math.floor(best / mostTokens), best % mostTokens];
  }

  wordsWith([left, right]: Merge): readonly number[] {
    return [...(this.#words.get(pairOf(left, right)) ?? [])];
  }
}

/** Loads a saved byte-pair vocabulary. Throws a DataError if its merges are invalid. */
export function loadBytePairs({ special, tokens }: SavedVocabulary, source: string): Vocabulary {
  const isMerge = (token: unknown, rank: number) =>
    Array.isArray(token) &&
    token.length === 2 &&
    token.every((part) => Number.isInteger(part) && part >= 0 && part < bytes + rank);
  if (tokens.length > mostTokens - bytes || !tokens.every(isMerge)) {
    throw new DataError(`${source} is not a vocabulary`, { rule: "A merge must join two earlier tokens." });
  }
  checkLengths(tokens as readonly Merge[], source);
  return new BytePairVocabulary(special, tokens as readonly Merge[]);
}

/** Throws a DataError if tokens are too long. Merges that repeatedly double a token would exhaust the memory. */
function checkLengths(merges: readonly Merge[], source: string): void {
  const lengths = new Array<number>(bytes).fill(1);
  let total = 0;
  for (const [left, right] of merges) {
    const length = lengths[left]! + lengths[right]!;
    total += length;
    if (length > longestToken || total > mostBytes) {
      throw new DataError(
        `${source} is not a vocabulary: token ${lengths.length} has ${length} bytes, all tokens have ${total}`,
        {
          rule: `A token has at most ${longestToken} bytes, all tokens together at most ${mostBytes}.`,
          fix: "Create the vocabulary again with bytePairVocabulary.",
        },
      );
    }
    lengths.push(length);
  }
}
