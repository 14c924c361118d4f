/** Accuracy of taggers on all words, and on kinds of words determined by counts of the training texts. */
import { universalTags } from "hebb/data";
import { type Summary, summarize } from "../verdicts.ts";
import type { Corpus, Part } from "./corpus.ts";
import type { Reading } from "./model.ts";
import { type Signal, sideOf, signalsOf } from "./signals.ts";

/** Kinds of words in the test texts. */
export const kinds = ["all", "ahead", "behind", "unknown"] as const;
export type Kind = (typeof kinds)[number];

/** Test words with their kinds. */
export interface Exam {
  readonly part: Part;
  /** Membership of every word, by kind. */
  readonly kinds: Readonly<Record<Kind, readonly boolean[]>>;
  /** The words in lower case. */
  readonly words: readonly string[];
  /** Signals of frequent words, by word. */
  readonly signals: ReadonlyMap<string, Signal>;
}

/**
 * Prepares the test texts. Words are "ahead" or "behind" by the side of their signal in the training texts, and
 * "unknown" if they are rare there.
 */
export function examOf({ train, test, lexicon }: Corpus): Exam {
  const signals = new Map(signalsOf(train).map((signal) => [signal.word, signal]));
  const words = test.sentences.flatMap((sentence) => sentence.words.map((word) => word.toLowerCase()));
  const sides = words.map((word) => {
    const signal = signals.get(word);
    return signal && sideOf(signal);
  });
  const kinds = {
    all: words.map(() => true),
    ahead: sides.map((side) => side === "ahead"),
    behind: sides.map((side) => side === "behind"),
    unknown: test.sentences.flatMap((sentence) => lexicon.unknown(sentence.words)),
  };
  return { part: test, kinds, words, signals };
}

/** Returns the accuracy of the predicted tags on the chosen words. */
export function accuracyOn(predicted: Int32Array, { tags }: Part, chosen: readonly boolean[]): number {
  let [right, count] = [0, 0];
  for (const [i, isChosen] of chosen.entries()) {
    if (!isChosen) continue;
    count++;
    if (predicted[i] === tags[i]) right++;
  }
  return right / count;
}

/** Returns the accuracy for each kind of words. */
export function accuracies(predicted: Int32Array, { part, kinds }: Exam): Record<Kind, number> {
  const share = (kind: Kind) => accuracyOn(predicted, part, kinds[kind]);
  return { all: share("all"), ahead: share("ahead"), behind: share("behind"), unknown: share("unknown") };
}

/** Returns the difference in accuracy between both directions and a single one, by seed. */
export function gainOver(single: Exclude<Reading, "both">, accuracy: Readonly<Record<Reading, Summary>>): Summary {
  const [both, one] = [accuracy.both, accuracy[single]];
  return summarize(
    both.values.map((value, i) => value - one.values[i]!),
    both.seeds,
  );
}

/**
 * Predicts the most frequent tag in training of each word of `part`, without context. An unknown word gets the most
 * frequent tag of rare words.
 */
export function mostFrequentTags(train: Part, part: Part): Int32Array {
  const tokensOf = ({ sequences }: Part) => sequences.fields[0]!.flatMap((tokens) => Array.from(tokens));
  const counts = new Map<number, Int32Array>();
  for (const [i, token] of tokensOf(train).entries()) {
    let own = counts.get(token);
    if (own === undefined) counts.set(token, (own = new Int32Array(universalTags.length)));
    own[train.tags[i]!]!++;
  }
  const best = new Map([...counts].map(([token, own]) => [token, own.indexOf(Math.max(...own))]));
  const noun = universalTags.indexOf("NOUN");
  return Int32Array.from(tokensOf(part), (token) => best.get(token) ?? noun);
}
