/**
 * Tag probabilities and hidden states of a trained tagger, word by word, and the influence of one word on the others,
 * measured by replacing it.
 */
import { Tensor, compile, observe } from "hebb";
import type { Tagger } from "./model.ts";
import type { Lexicon } from "./lexicon.ts";

/** Vectors by `[sentence][word]`, padded to the longest sentence; the values at padding are meaningless. */
export type Vectors = readonly (readonly Float32Array[])[];

/** Outputs and states of a tagger. */
export interface Look {
  /** Probabilities of the tags. */
  readonly tags: Vectors;
  /** States of each direction of the first layer. */
  readonly states: readonly Vectors[];
}

/** Computes tag probabilities and states for sentences. */
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

/** Returns the inputs of a tagger: features of the sentences, each i32 [sentences, longest], and their lengths. */
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

/** Converts a tensor [sentences, words, values] to arrays. */
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

/** Effects of replacing a word, by position relative to it. */
export interface Influence {
  /** Positions relative to the replaced word; negative before it. */
  readonly offsets: readonly number[];
  /** Total variation distance between the tag probabilities before and after, from 0 to 1; means over sentences. */
  readonly tags: readonly number[];
  /** Change of the state of each direction, relative to its norm; means over sentences. */
  readonly states: readonly (readonly number[])[];
}

/**
 * Replaces word `at` of each sentence by that of the next sentence (of the first one for the last) and measures the
 * effects.
 */
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
