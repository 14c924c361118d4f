/** Training of taggers, including taggers of equal size, and prediction of tags. */
import { type Module, type Tensor, adam, compile, crossEntropy, initialize, schedules, where } from "hebb";
import { universalTags } from "hebb/data";
import type { Run } from "../run.ts";
import { type Corpus, type Part, columnsOf } from "./corpus.ts";
import { Tagger, type TaggerOptions, weightsAbove, wordsOf } from "./model.ts";

export type Shape = Omit<TaggerOptions, "features" | "tags">;

/** Shapes of the saved taggers with one layer, from which the look builds them again. */
export interface SavedShapes {
  readonly both: Shape;
  readonly forward: Shape;
}

/** Hyperparameters of a training. */
export interface Lesson {
  readonly epochs: number;
  /** Number of sentences in a batch. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Padded lengths are multiples of this; each length compiles a program of its own. */
  readonly multiple: number;
  /** Steps in which the learning rate rises from zero. Default: none. */
  readonly warmUp?: number;
}

/** Label of padding, which the loss ignores. */
const none = -1;

/** Creates a tagger for a corpus. */
export function taggerOf({ lexicon }: Pick<Corpus, "lexicon">, shape: Shape): Tagger {
  return new Tagger({ ...shape, features: lexicon.sizes, tags: universalTags.length });
}

/**
 * Returns `shape` with the number of hidden units that makes the network about as large as `other`, embeddings not
 * counted.
 */
export function asLargeAs(other: Shape, shape: Omit<Shape, "hidden">): Shape {
  const weights = (sized: Shape) => weightsAbove({ ...sized, tags: universalTags.length });
  let hidden = 1;
  while (weights({ ...shape, hidden: hidden + 1 }) <= weights(other)) hidden++;
  return { ...shape, hidden };
}

/** Creates a tagger and trains it on the training texts. */
export async function trainTagger(
  run: Run,
  label: string,
  corpus: Corpus,
  shape: Shape,
  lesson: Lesson,
): Promise<Tagger> {
  return fitTagger(run, label, corpus, taggerOf(corpus, shape), lesson);
}

/** Any network that maps features of words, each i32 [batch, time], and lengths to logits [batch, time, tags]. */
export type AnyTagger = Module & { forward(features: readonly Tensor[], lengths: Tensor): Tensor };

/** Initializes a tagger, trains it on the training texts, and returns it. */
export async function fitTagger<M extends AnyTagger>(
  run: Run,
  label: string,
  corpus: Corpus,
  model: M,
  { epochs, batchSize, learningRate, multiple, warmUp }: Lesson,
): Promise<M> {
  const { sequences } = corpus.train;
  initialize(model, { seed: run.seed });
  const steps = epochs * batchesIn(corpus.train, batchSize, multiple);
  const decay = schedules.cosine(learningRate, { steps });
  const schedule = warmUp === undefined ? decay : schedules.warmUp(decay, { steps: warmUp });
  const optimizer = adam(model, { learningRate: schedule });
  const step = compile((features: Tensor[], tags: Tensor, lengths: Tensor) => {
    const labels = where(wordsOf(tags, lengths), tags, none);
    const loss = crossEntropy(model.forward(features, lengths), labels, { ignoreIndex: none });
    return optimizer.minimize(loss, { clipNorm: 5 });
  });
  const batches = sequences.batches(batchSize, { epochs, seed: run.seed, multiple, last: "pad" });
  await run.loop(label, {
    total: batches.length,
    state: { model, optimizer },
    async step(i) {
      const { features, tags, lengths } = columnsOf(batches.at(i));
      const loss = await step(features, tags, lengths).item();
      run.record(`${label} loss`, i + 1, loss);
      return { values: { loss } };
    },
  });
  return model;
}

/** Returns the number of batches per epoch, given that each batch holds sentences of one padded length. */
function batchesIn({ sentences }: Part, batchSize: number, multiple: number): number {
  const counts = new Map<number, number>();
  for (const { words } of sentences) {
    const width = Math.ceil(words.length / multiple);
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum + Math.ceil(count / batchSize), 0);
}

/** Returns the predicted tags of all words, as indices into `universalTags`. */
export async function tagAll(model: AnyTagger, part: Part): Promise<Int32Array> {
  const predict = compile((features: Tensor[], lengths: Tensor) => model.forward(features, lengths).argmax(-1));
  const predicted = new Int32Array(part.tags.length);
  for (const drawn of part.sequences.batches(64, { shuffle: false, multiple: 48, last: "pad" })) {
    const { features, numbers, lengths } = columnsOf(drawn);
    const [tags, places, counts] = await Promise.all([
      predict(features, lengths).array(),
      numbers.array(),
      lengths.array(),
    ]);
    const width = numbers.shape[1]!;
    counts.forEach((count, row) => {
      for (let t = row * width; t < row * width + count; t++) predicted[places[t]!] = tags[t]!;
    });
  }
  return predicted;
}
