/** Vectors of the same word in different contexts: is the nearest other occurrence used as the same part of speech? */
import type { Corpus } from "../../bidirectional/corpus.ts";
import { universalTag } from "hebb/data";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { ContextFacts, Occurrence } from "../facts.ts";
import { curve } from "../../shared/curves.ts";
import { reader, smallTagger } from "../tagging.ts";
import { contextWords } from "../words.ts";

/** An occurrence with its vector after each layer. */
interface Placed extends Occurrence {
  readonly vectors: readonly Float32Array[];
}

export const contextExperiment = defineExperiment<ContextFacts>({
  question: {
    en: "Does the same word get a different vector in a different context?",
    zh: "同一个词，放在不同的上下文里，表示会不一样吗？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const { model, corpus } = await smallTagger(one);
      const read = reader(model, corpus.lexicon);
      const groups = await Promise.all(
        ambiguous(corpus, one.quick ? 5 : 40).map(async (occurrences) => {
          const placed: Placed[] = [];
          for (const occurrence of occurrences) {
            const { states } = await read(occurrence.words);
            placed.push({ ...occurrence, vectors: states.map((rows) => rows[occurrence.place]!) });
          }
          return placed;
        }),
      );
      const layers = groups[0]![0]!.vectors.length;
      const shares = Array.from({ length: layers }, (_, layer) => agreementOf(groups, layer));
      return { shares, examples: examplesOf(groups), occurrences: groups.flat().length, words: groups.length };
    });
    const agreement = measured[0]!.shares.map((_, layer) =>
      summarize(
        measured.map(({ shares }) => shares[layer]!),
        run.seeds,
      ),
    );
    const [{ examples, occurrences, words }] = measured as [(typeof measured)[number]];
    return {
      agreement,
      occurrences,
      words,
      order: distinguishable(agreement.at(-1)!, agreement[0]!),
      examples,
    };
  },

  words: contextWords,

  table: ({ examples }) => ({
    columns: [text("occurrence", "出现"), text("tag", "词性"), text("nearest", "最近的另一处"), text("tag", "词性")],
    rows: examples.map(({ own, nearest }) => [excerpt(own), own.tag, excerpt(nearest), nearest.tag]),
  }),

  figure: ({ agreement }) => ({
    kind: "chart",
    title: text(
      "Nearest occurrence of the same word, used as the same part of speech",
      "同一个词最近的另一处，词性相同的比例",
    ),
    x: { label: text("layers", "层数") },
    y: { label: text("share", "比例"), domain: [0, 1] },
    layers: curve(text("self-attention", "自注意力"), [...agreement.keys()], agreement),
  }),
});

/** Returns occurrences in the test texts of words with two frequent tags, at most `most` of each word. */
function ambiguous({ test }: Corpus, most: number): Occurrence[][] {
  const byWord = new Map<string, Occurrence[]>();
  for (const { words, tags } of test.sentences) {
    if (words.length > 24) continue;
    for (const [place, word] of words.entries()) {
      const key = word.toLowerCase();
      const own = byWord.get(key) ?? [];
      byWord.set(key, own);
      own.push({ words, place, tag: universalTag(tags[place]!) });
    }
  }
  const groups = [...byWord.values()].filter((occurrences) => {
    const counts = new Map<string, number>();
    for (const { tag } of occurrences) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    const second = [...counts.values()].sort((a, b) => b - a)[1] ?? 0;
    return second >= 4 && second >= occurrences.length / 5;
  });
  return groups.slice(0, 40).map((occurrences) => occurrences.slice(0, most));
}

/** Share of occurrences whose nearest other occurrence of the same word has the same tag. */
function agreementOf(groups: readonly (readonly Placed[])[], layer: number): number {
  const all = groups.flatMap((group) => group.map((own) => nearestTo(own, group, layer).tag === own.tag));
  return all.filter(Boolean).length / all.length;
}

/** Returns the other occurrence with the largest cosine. */
function nearestTo(own: Placed, group: readonly Placed[], layer: number): Placed {
  const closeness = (other: Placed) => (other === own ? -Infinity : cosine(own.vectors[layer]!, other.vectors[layer]!));
  return group.reduce((best, other) => (closeness(other) > closeness(best) ? other : best), own);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    dot += x * b[i]!;
    aa += x * x;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

/** Returns one occurrence for each tag of three words, with its nearest other occurrence after the last layer. */
function examplesOf(groups: readonly (readonly Placed[])[]): { own: Occurrence; nearest: Occurrence }[] {
  const plain = ({ words, place, tag }: Placed): Occurrence => ({ words, place, tag });
  return groups.slice(0, 3).flatMap((group) => {
    const tags = [...new Set(group.map(({ tag }) => tag))].slice(0, 2);
    const layer = group[0]!.vectors.length - 1;
    return tags.map((tag) => {
      const own = group.find((one) => one.tag === tag)!;
      return { own: plain(own), nearest: plain(nearestTo(own, group, layer)) };
    });
  });
}

/** The word with its neighbors, itself in brackets. */
function excerpt({ words, place }: Occurrence): string {
  const shown = words.map((word, i) => (i === place ? `[${word}]` : word));
  return shown.slice(Math.max(0, place - 3), place + 4).join(" ");
}
