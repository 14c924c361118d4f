/** How well words are tagged: all of them, and kinds of them that counting the training texts tells apart. */
import { universalTags } from "hebb/data";
import type { Corpus, Part } from "./corpus.ts";
import { type Signal, sideOf, signalsOf } from "./signals.ts";

/** Which words of the test texts are of a kind. */
export type Kind = "all" | "ahead" | "behind" | "unknown";

export interface Exam {
  readonly part: Part;
  /** For each word. */
  readonly kinds: Readonly<Record<Kind, readonly boolean[]>>;
  /** The words in small letters. */
  readonly words: readonly string[];
  /** Of ambiguous and other frequent words, by word. */
  readonly signals: ReadonlyMap<string, Signal>;
}

/** The test texts; words are "ahead" or "behind" by where the training texts have their signal, "unknown" if too rare there. */
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

/** The share of the chosen words whose tag is said rightly. */
export function shareRight(said: Int32Array, { tags }: Part, chosen: readonly boolean[]): number {
  let [right, count] = [0, 0];
  for (const [i, isChosen] of chosen.entries()) {
    if (!isChosen) continue;
    count++;
    if (said[i] === tags[i]) right++;
  }
  return right / count;
}

/** For each kind of words. */
export function sharesRight(said: Int32Array, { part, kinds }: Exam): Record<Kind, number> {
  const share = (kind: Kind) => shareRight(said, part, kinds[kind]);
  return { all: share("all"), ahead: share("ahead"), behind: share("behind"), unknown: share("unknown") };
}

/** Without context: to each word of `part` the tag that it has most often in training; unknown ones are like rare ones there. */
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
