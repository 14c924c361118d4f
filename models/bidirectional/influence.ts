/** What a trained tagger has in mind, word by word, and how far a word is felt: one is replaced, and all are watched. */
import { Tensor, compile, observe } from "hebb";
import type { Tagger } from "./model.ts";
import type { Lexicon } from "./words.ts";

/** `[sentence][word]`, over the longest sentence; what stands for padding means nothing. */
export type Vectors = readonly (readonly Float32Array[])[];

export interface Look {
  /** Probabilities of the tags. */
  readonly tags: Vectors;
  /** States of each direction of the first layer. */
  readonly states: readonly Vectors[];
}

export async function lookInto(
  model: Tagger,
  lexicon: Lexicon,
  sentences: readonly (readonly string[])[],
): Promise<Look> {
  const directions = [...model.layers[0]!.directions.keys()];
  const look = compile((features: Tensor[], lengths: Tensor) => {
    const [logits, seen] = observe(() => model.forward(features, lengths));
    const states = directions.map((direction) => seen[`layers.0.directions.${direction}`]!.transpose(0, 1));
    return { tags: logits.softmax(-1), states };
  });
  const { tags, states } = look(...inputsOf(lexicon, sentences));
  return { tags: await vectorsOf(tags), states: await Promise.all(states.map(vectorsOf)) };
}

/** Features of sentences, each i32 [sentences, longest], and the sentences' lengths: what a tagger reads. */
export function inputsOf(
  lexicon: Lexicon,
  sentences: readonly (readonly string[])[],
): [features: Tensor[], lengths: Tensor] {
  const lengths = sentences.map(({ length }) => length);
  const width = Math.max(...lengths);
  const encoded = sentences.map((words) => lexicon.encode(words));
  const features = lexicon.vocabularies.map((vocabulary, i) => {
    const values = new Int32Array(sentences.length * width).fill(vocabulary.token("padding"));
    for (const [row, own] of encoded.entries()) values.set(own[i]!, row * width);
    return Tensor.from(values, [sentences.length, width], "i32");
  });
  return [features, Tensor.from(lengths, [lengths.length], "i32")];
}

/** [sentences, words, values] as arrays. */
async function vectorsOf(tensor: Tensor): Promise<Vectors> {
  const [sentences, words, size] = tensor.shape as [number, number, number];
  const array = (await tensor.array()) as Float32Array;
  return Array.from({ length: sentences }, (_, row) =>
    Array.from({ length: words }, (_unused, t) => {
      const start = (row * words + t) * size;
      return array.slice(start, start + size);
    }),
  );
}

/** By places around a word that is replaced: what happens to the words there. */
export interface Influence {
  /** Places before (negative) and after the word. */
  readonly offsets: readonly number[];
  /** The total variation between probabilities of tags before and after, from 0 to 1: means over sentences. */
  readonly tags: readonly number[];
  /** For each direction: how far its state moves, as a share of its length; means over sentences. */
  readonly states: readonly (readonly number[])[];
}

/** Word `at` of each sentence is replaced by that of the next one, the last one's by the first one's. */
export async function influenceOf(
  model: Tagger,
  lexicon: Lexicon,
  sentences: readonly (readonly string[])[],
  { at, reach }: { readonly at: number; readonly reach: number },
): Promise<Influence> {
  const others = sentences.map((words, i) => words.with(at, sentences[(i + 1) % sentences.length]![at]!));
  const [before, after] = [await lookInto(model, lexicon, sentences), await lookInto(model, lexicon, others)];
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const means = (a: Vectors, b: Vectors, distance: (a: Float32Array, b: Float32Array) => number) =>
    offsets.map((offset) => {
      const distances = sentences.map((_, row) => distance(a[row]![at + offset]!, b[row]![at + offset]!));
      return distances.reduce((sum, value) => sum + value, 0) / distances.length;
    });
  return {
    offsets,
    tags: means(before.tags, after.tags, (p, q) => p.reduce((sum, value, i) => sum + Math.abs(value - q[i]!), 0) / 2),
    states: before.states.map((states, direction) => means(states, after.states[direction]!, moved)),
  };
}

function moved(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...a);
}
