/** Trains taggers, also of equal size, and lets them tag. */
import { type Tensor, adam, compile, crossEntropy, initialize, schedules, where } from "hebb";
import { universalTags } from "hebb/data";
import type { Run } from "../run.ts";
import { type Corpus, type Part, columnsOf } from "./corpus.ts";
import { Tagger, type TaggerOptions, weightsAbove, wordsOf } from "./model.ts";

export type Shape = Omit<TaggerOptions, "features" | "tags">;

export interface Lesson {
  readonly epochs: number;
  /** Sentences in a step. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Widths of batches are multiples of this; each has a program of its own. */
  readonly width: number;
}

/** A label that does not count: that of padding. */
const none = -1;

export function taggerOf({ lexicon }: Pick<Corpus, "lexicon">, shape: Shape): Tagger {
  return new Tagger({ ...shape, features: lexicon.sizes, tags: universalTags.length });
}

/** `shape`, with as many hidden units as make it about as large as `other`: above the embeddings, which are the same. */
export function asLargeAs(other: Shape, shape: Omit<Shape, "hidden">): Shape {
  const weights = (sized: Shape) => weightsAbove({ ...sized, tags: universalTags.length });
  let hidden = 1;
  while (weights({ ...shape, hidden: hidden + 1 }) <= weights(other)) hidden++;
  return { ...shape, hidden };
}

/** A new tagger, trained on the training texts. */
export async function trainTagger(
  run: Run,
  label: string,
  corpus: Corpus,
  shape: Shape,
  { epochs, batchSize, learningRate, width }: Lesson,
): Promise<Tagger> {
  const { sequences } = corpus.train;
  const model = taggerOf(corpus, shape);
  initialize(model, { seed: run.seed });
  const steps = epochs * batchesIn(corpus.train, batchSize, width);
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((features: Tensor[], tags: Tensor, lengths: Tensor) => {
    const labels = where(wordsOf(tags, lengths), tags, none);
    const loss = crossEntropy(model.forward(features, lengths), labels, { ignoreIndex: none });
    return optimizer.minimize(loss, { clipNorm: 5 });
  });
  let done = 0;
  for (const drawn of sequences.batches(batchSize, { epochs, seed: run.seed, multiple: width, last: "pad" })) {
    const { features, tags, lengths } = columnsOf(drawn);
    const loss = await step(features, tags, lengths).item();
    run.record(`${label} loss`, ++done, loss);
    run.progress(label, done, steps, { loss });
  }
  return model;
}

/** How many batches of one width, filled up, the sentences make. */
function batchesIn({ sentences }: Part, batchSize: number, multiple: number): number {
  const counts = new Map<number, number>();
  for (const { words } of sentences) {
    const width = Math.ceil(words.length / multiple);
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum + Math.ceil(count / batchSize), 0);
}

/** The tags that the model gives to all words, as places in `universalTags`. */
export async function tagAll(model: Tagger, part: Part): Promise<Int32Array> {
  const predict = compile((features: Tensor[], lengths: Tensor) => model.forward(features, lengths).argmax(-1));
  const said = new Int32Array(part.tags.length);
  for (const drawn of part.sequences.batches(64, { shuffle: false, multiple: 48, last: "pad" })) {
    const { features, numbers, lengths } = columnsOf(drawn);
    const [tags, places, counts] = await Promise.all([
      predict(features, lengths).array(),
      numbers.array(),
      lengths.array(),
    ]);
    const width = numbers.shape[1]!;
    counts.forEach((count, row) => {
      for (let t = row * width; t < row * width + count; t++) said[places[t]!] = tags[t]!;
    });
  }
  return said;
}
