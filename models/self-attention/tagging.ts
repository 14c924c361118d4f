/** Taggers of the Brown corpus by self-attention, and the sentences on which experiments look into them. */
import { Tensor, compile } from "hebb";
import { universalTags } from "hebb/data";
import { type Corpus, corpusOf } from "../bidirectional/corpus.ts";
import { type Lesson, fitTagger } from "../bidirectional/training.ts";
import type { Lexicon } from "../bidirectional/lexicon.ts";
import type { Run } from "../run.ts";
import { EncoderTagger, type EncoderTaggerOptions, type Insight } from "./model.ts";

/** Creates a tagger for a corpus. */
export function encoderOf(
  { lexicon }: { readonly lexicon: Pick<Lexicon, "sizes"> },
  shape: Omit<EncoderTaggerOptions, "vocabularies" | "tags">,
): EncoderTagger {
  return new EncoderTagger({ ...shape, vocabularies: lexicon.sizes, tags: universalTags.length });
}

/** The small tagger of the experiments, trained on a part of the corpus. */
export async function smallTagger(run: Run): Promise<{ readonly model: EncoderTagger; readonly corpus: Corpus }> {
  const corpus = await corpusOf(run.quick ? 0.02 : 0.2, run.quick ? 0.1 : 0.5);
  return { model: await trainSmall(run, corpus), corpus };
}

/** Trains the small tagger, with the words' own queries or with an outside one. */
export function trainSmall(
  run: Run,
  corpus: Corpus,
  query: NonNullable<EncoderTaggerOptions["query"]> = "own",
): Promise<EncoderTagger> {
  const lesson: Lesson = { epochs: run.quick ? 1 : 3, batchSize: 16, learningRate: 3e-3, multiple: 16, warmUp: 50 };
  const model = encoderOf(corpus, { features: 64, heads: 4, layers: 2, feedForward: 128, dropout: 0.1, query });
  return fitTagger(run, query === "own" ? "tagger" : "tagger with an outside query", corpus, model, lesson);
}

/** Values of one sentence: states `[layer][word]` and attention weights `[layer][head][n][m]`. */
export interface Reading {
  readonly states: readonly (readonly Float32Array[])[];
  readonly weights: readonly (readonly (readonly (readonly number[])[])[])[];
  /** Most probable tag of each word. */
  readonly tags: readonly string[];
}

/** Returns a function that reads one sentence. Sentences are padded to few lengths, each of which is compiled once. */
export function reader(model: EncoderTagger, lexicon: Lexicon): (words: readonly string[]) => Promise<Reading> {
  const inspect = compile((features: Tensor[], lengths: Tensor): Insight & { readonly tags: Tensor } => {
    const insight = model.inspect(features, lengths);
    return { ...insight, tags: model.output.forward(insight.states.at(-1)!).argmax(-1) };
  });
  return async (words) => {
    const [n, width] = [words.length, 16 * Math.ceil(words.length / 16)];
    const padded = (values: Int32Array) =>
      Tensor.from(
        Int32Array.from({ length: width }, (_, i) => values[i] ?? 0),
        [1, width],
      );
    const { states, weights, tags } = inspect(lexicon.encode(words).map(padded), Tensor.from([n], [1], "i32"));
    const rows = await Promise.all(states.map(async (state) => rowsOf(await state.array(), width).slice(0, n)));
    const matrices = await Promise.all(
      weights.map(async (one) => {
        const all = rowsOf(await one.array(), one.shape[1]! * width);
        return Array.from({ length: one.shape[1]! }, (_, head) =>
          all.slice(head * width, head * width + n).map((row) => Array.from(row.subarray(0, n))),
        );
      }),
    );
    const named = Array.from((await tags.array()).subarray(0, n), (tag) => universalTags[tag]!);
    return { states: rows, weights: matrices, tags: named };
  };
}

/** Cuts an array into rows of equal length. */
function rowsOf(values: ArrayLike<number>, count: number): Float32Array[] {
  const all = Float32Array.from(values);
  const width = all.length / count;
  return Array.from({ length: count }, (_, i) => all.slice(i * width, (i + 1) * width));
}
