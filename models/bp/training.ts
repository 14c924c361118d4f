/** Trains a BP network with its own gradients, and loads its data. */
import { type State, type Tensor, compile } from "hebb";
import { type Dataset, digits } from "hebb/data";
import type { Run } from "../run.ts";
import type { BPNetwork } from "./model.ts";

export const classes = 10;
export const pixels = 64;

/** Digits of 8 x 8 pixels, u8 from 0 to 16, with their labels. */
export type Examples = Dataset<[images: Tensor, labels: Tensor]>;

export const load = () => digits();

/** Converts pixels u8 [N, 64] from 0 to 16 to f32 from 0 to 1. */
export function inputs(images: Tensor): Tensor {
  return images.cast("f32").div(16);
}

/** Converts labels u8 [N] to one-hot vectors f32 [N, 10]. */
export function targets(labels: Tensor): Tensor {
  return labels.cast("i32").oneHot(classes);
}

/** Options of `descend`. */
export interface Descent {
  readonly epochs: number;
  /** Initial learning rate α, which decreases linearly to 0. */
  readonly learningRate: number;
  readonly lambda: number;
  readonly batchSize?: number;
  /** Name shown with the progress. */
  readonly label: string;
  /** Values collected by `onStep`, to be saved with the descent. Default: none. */
  readonly kept?: State;
  /** Called after each step, counted from 1, with the loss and each layer's ‖δ⁽ˡ⁾‖ averaged over the examples. */
  readonly onStep?: (step: number, loss: number, norms: readonly number[]) => void | Promise<void>;
}

/** Trains by mini-batch gradient descent: forward pass, backward pass, update. */
export async function descend(run: Run, model: BPNetwork, examples: Examples, descent: Descent): Promise<void> {
  const { epochs, learningRate, lambda, batchSize = 32, label, kept = {}, onStep } = descent;
  const step = compile((images: Tensor, labels: Tensor, learningRate: Tensor) => {
    const [x, y] = [inputs(images), targets(labels)];
    const pass = model.propagate(x);
    const deltas = model.deltas(pass, y);
    const loss = model.risk(x, y, lambda);
    model.update(model.gradients(pass, deltas, lambda), learningRate);
    // The deltas are divided by the batch size, so the sum over examples is the mean norm for the loss of one example.
    const norms = deltas.map((delta) => delta.norm(-1).sum());
    return { loss, norms };
  });
  const batches = examples.batches(batchSize, { epochs, seed: run.seed });
  await run.loop(label, {
    total: batches.length,
    state: { model, kept },
    async step(i) {
      const { loss, norms } = step(...batches.at(i), learningRate * (1 - i / batches.length));
      const value = await loss.item();
      await onStep?.(i + 1, value, await Promise.all(norms.map((norm) => norm.item())));
      return { values: { loss: value } };
    },
  });
}
