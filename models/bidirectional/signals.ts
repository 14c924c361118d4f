/**
 * Information about a word's tag in the tag of each neighbor, counted in the training texts without a network. A word
 * with several tags has the uncertainty H(tag | word). The tag of a neighbor reduces it, on one side more than on the
 * other: "to" is settled by the next word ("to leave", "to London"), "work" by the previous one ("the work", "to
 * work").
 */
import { universalTags } from "hebb/data";
import type { Part } from "./corpus.ts";

/** Entropies of a word's tag. */
export interface Signal {
  readonly word: string;
  readonly count: number;
  /** H(tag | word) in nats. */
  readonly entropy: number;
  /** H(tag | word, tag of the previous word) in nats; the start of a sentence counts as a tag. */
  readonly previous: number;
  /** H(tag | word, tag of the next word) in nats; the end of a sentence counts as a tag. */
  readonly next: number;
}

/** Side of the more informative neighbor: after the word, before it, or neither. */
export type Side = "ahead" | "behind" | "neither";

/** Minimum number of occurrences of a word; entropies estimated from few examples are too low. */
const least = 50;
/** Minimum difference in nats between the information of both sides. */
const margin = 0.05;

const tags = universalTags.length;
const border = tags;

/** Returns the signals of all lower-case words that occur often enough, in the order of their first occurrence. */
export function signalsOf({ sentences, tags: labels }: Part): Signal[] {
  const counts = new Map<string, Counts>();
  let first = 0;
  for (const { words } of sentences) {
    const own = labels.subarray(first, (first += words.length));
    for (const [t, word] of words.entries()) {
      const key = word.toLowerCase();
      let count = counts.get(key);
      if (count === undefined) counts.set(key, (count = new Counts()));
      count.add(own[t]!, own[t - 1] ?? border, own[t + 1] ?? border);
    }
  }
  return [...counts].filter(([, { total }]) => total >= least).map(([word, count]) => count.signal(word));
}

/** Returns the side of the more informative neighbor. */
export function sideOf({ previous, next }: Signal): Side {
  if (previous - next >= margin) return "ahead";
  return next - previous >= margin ? "behind" : "neither";
}

class Counts {
  total = 0;
  readonly #before = new Float64Array((tags + 1) * tags);
  readonly #after = new Float64Array((tags + 1) * tags);

  add(tag: number, before: number, after: number): void {
    this.total++;
    this.#before[before * tags + tag]!++;
    this.#after[after * tags + tag]!++;
  }

  signal(word: string): Signal {
    const own = new Float64Array(tags);
    this.#before.forEach((count, i) => (own[i % tags]! += count));
    return {
      word,
      count: this.total,
      entropy: totalEntropy(own) / this.total,
      previous: this.#given(this.#before),
      next: this.#given(this.#after),
    };
  }

  /** Returns the mean entropy of the rows of a table [neighbor, tag], weighted by their counts. */
  #given(table: Float64Array): number {
    let sum = 0;
    for (let row = 0; row <= tags; row++) sum += totalEntropy(table.subarray(row * tags, (row + 1) * tags));
    return sum / this.total;
  }
}

/** Returns n H for n items counted by kind. */
function totalEntropy(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count > 0 ? count * Math.log(count / total) : 0), 0);
}
