/** Training of Transformers on texts, their loss, and the sampling of batches by index. */
import { type Module, type Tensor, adamw, compile, crossEntropy, schedules } from "hebb";
import { textStreams } from "hebb/data";
import type { Run } from "../run.ts";
import type { CharacterText } from "../shared/texts.ts";
import { Transformer, type TransformerOptions } from "./model.ts";
import { keepTransformer } from "./writing.ts";

/** Model and hyperparameters of `trainTransformer`; those of nanoGPT's configuration for a CPU by default. */
export interface TransformerTraining {
  readonly model: Omit<TransformerOptions, "tokens">;
  /** Number of windows of `context` characters in a batch. */
  readonly batchSize: number;
  readonly steps: number;
  /** Largest learning rate of AdamW, which then decreases to a tenth by a cosine schedule. */
  readonly learningRate: number;
  /** Steps in which the learning rate rises from zero. */
  readonly warmUp: number;
}

/** A trained Transformer and its losses in nats per token. */
export interface TrainedTransformer {
  readonly model: Transformer;
  readonly nats: number;
  readonly test_nats: number;
}

/** Trains a Transformer on a text. Saves it under `label`, with its vocabulary and its settings, if `isKept`. */
export async function trainTransformer(
  run: Run,
  label: string,
  { vocabulary, train, validation, test }: CharacterText,
  training: TransformerTraining,
  { isKept = false } = {},
): Promise<TrainedTransformer> {
  const settings = { ...training.model, tokens: vocabulary.size };
  const model = new Transformer(settings);
  if (isKept) keepTransformer(run, label, model, { vocabulary, settings });
  await fitTransformer(run, label, model, train, training);
  const measure = lossOf(model, training.model.context);
  return { model, nats: await measure(validation), test_nats: await measure(test) };
}

/** Trains `model` on windows of a text. */
export async function fitTransformer(
  run: Run,
  label: string,
  model: Transformer,
  text: Int32Array,
  { batchSize, steps, learningRate, warmUp }: Omit<TransformerTraining, "model">,
): Promise<void> {
  const decay = schedules.cosine(learningRate, { steps: steps - warmUp, floor: learningRate / 10 });
  const optimizer = adamw(model, {
    learningRate: warmUp === 0 ? decay : schedules.warmUp(decay, { steps: warmUp }),
    betas: [0.9, 0.99],
    weightDecay: 0.1,
  });
  const step = compile((input: Tensor, target: Tensor) =>
    optimizer.minimize(crossEntropy(model.forward(input), target), { clipNorm: 1 }),
  );
  const batches = textStreams(text, { batchSize, length: model.context, epochs: Infinity });
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const loss = await step(...batches.at(i)).item();
      run.record(`${label} loss`, i + 1, loss);
      return { values: { loss } };
    },
  });
}

/**
 * Returns a function that measures the mean cross entropy of a text in nats per token. The text is cut into windows of
 * `length` tokens, and each window is read without the ones before it.
 */
export function lossOf(
  model: Module & { forward(tokens: Tensor): Tensor },
  length: number,
): (text: Int32Array) => Promise<number> {
  const loss = compile((input: Tensor, target: Tensor) => crossEntropy(model.forward(input), target));
  return async (text) => {
    let [sum, count] = [0, 0];
    for (const batch of textStreams(text, { batchSize: 32, length })) {
      sum += await loss(...batch).item();
      count++;
    }
    return sum / count;
  };
}
