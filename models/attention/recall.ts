/** Associative recall: pairs of different letters with digits; a letter is asked for, and the answer is its digit. */
import { Tensor, argsort, compile, crossEntropy, random } from "hebb";
import type { Run } from "../run.ts";
import { Recall, type RecallOptions, digitCount, letterCount } from "./model.ts";
import { descend } from "./training.ts";

/** A batch: letters and digits i32 [batch, n], the letters asked for and the answers i32 [batch]. */
export type RecallBatch = readonly [letters: Tensor, digits: Tensor, asked: Tensor, answers: Tensor];

/** Draws a batch of lists of `pairs` pairs, within a compiled function. */
export function drawRecall(batch: number, pairs: number): RecallBatch {
  const letters = argsort(random.uniform([batch, letterCount])).slice(null, [0, pairs]);
  const digits = random.uniform([batch, pairs], { high: digitCount }).cast("i32");
  const at = random.uniform([batch], { high: pairs }).cast("i32").oneHot(pairs);
  const chosen = (x: Tensor) => x.cast("f32").mul(at).sum(-1).cast("i32");
  return [letters, digits, chosen(letters), chosen(digits)];
}

/** Number of test lists. */
const tested = 2000;

/** Draws test lists. They depend on the seed of the random numbers and on the number of pairs only. */
export function testRecall(pairs: number, count = tested): Promise<RecallBatch> {
  const draw = compile(() => drawRecall(count, pairs));
  return random.scope(`test recall ${pairs}`, async () => {
    const drawn = await Promise.all(draw().map(async (x) => Tensor.from(Int32Array.from(await x.array()), x.shape)));
    return drawn as unknown as RecallBatch;
  });
}

/** Settings of `trainRecall`. */
export interface RecallTraining extends RecallOptions {
  readonly pairs: number;
  readonly steps: number;
  /** Default: those of `descent`. */
  readonly batchSize?: number;
  readonly learningRate?: number;
  /** Name shown with the progress. */
  readonly label: string;
}

/** Usual settings of a descent. */
export const descent = { batchSize: 64, learningRate: 1e-2 } as const;

export async function trainRecall(run: Run, { pairs, label, ...training }: RecallTraining): Promise<Recall> {
  const { steps, batchSize, learningRate, ...options } = { ...descent, ...training };
  const model = new Recall(options);
  const draw = compile(() => drawRecall(batchSize, pairs));
  await descend(run, label, model, {
    steps,
    learningRate,
    batch: async () => draw(),
    loss: (letters, digits, asked, answers) => crossEntropy(model.forward(letters, digits, asked), answers),
  });
  return model;
}

/** Returns the fraction of test lists for which the model answers with the right digit. */
export async function recalled(model: Recall, pairs: number): Promise<number> {
  const [letters, digits, asked, answers] = await testRecall(pairs);
  return compile(() => model.forward(letters, digits, asked).argmax(-1).equal(answers).mean())().item();
}
