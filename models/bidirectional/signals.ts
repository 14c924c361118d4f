/**
 * On which side of a word the context tells its tag: counted in the training texts, without any network. A word that has
 * several tags is uncertain by H(tag | word); the tag of its neighbor takes some of that away, on one side more than on
 * the other. "to" is settled by the next word ("to leave", "to London"), "work" by the one before ("the work", "to work").
 */
import { universalTags } from "hebb/data";
import type { Part } from "./corpus.ts";

export interface Signal {
  readonly word: string;
  readonly count: number;
  /** H(tag | word), nats. */
  readonly entropy: number;
  /** H(tag | word, tag of the word before), nats; the start of a sentence counts as a tag. */
  readonly previous: number;
  /** H(tag | word, tag of the word after), nats; so does its end. */
  readonly next: number;
}

/** Where the signal lies: after the word, before it, or on neither side clearly. */
export type Side = "ahead" | "behind" | "neither";

/** A word must occur so often, since entropies of few examples are too low. */
const least = 50;
/** By how many nats one side must tell more than the other. */
const margin = 0.05;

const tags = universalTags.length;
const border = tags;

/** Of all words in small letters that occur often enough, in the order of their first occurrence. */
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
      entropy: surprise(own) / this.total,
      previous: this.#given(this.#before),
      next: this.#given(this.#after),
    };
  }

  /** The mean entropy within the rows of a table [neighbor, tag]. */
  #given(table: Float64Array): number {
    let sum = 0;
    for (let row = 0; row <= tags; row++) sum += surprise(table.subarray(row * tags, (row + 1) * tags));
    return sum / this.total;
  }
}

/** n H of n things that are counted by kind. */
function surprise(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count > 0 ? count * Math.log(count / total) : 0), 0);
}
