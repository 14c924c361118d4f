/** Three tasks for a state: to sum up, to depend on itself, and to remember. */
import { type Tensor, correct, crossEntropy, meanSquaredError } from "hebb";
import { type Drawn, type Parts, copying, copyingTokens, parity, runningSum } from "hebb/data";

/** A task on sequences. */
export interface Task {
  readonly title: string;
  /** Numbers of inputs and outputs per step. */
  readonly inputs: number;
  readonly outputs: number;
  /** Training length: steps of a sequence, or steps between input and recall. */
  readonly length: number;
  readonly data: (
    length: number,
    sizes: { readonly train: number; readonly test: number },
    seed: number,
  ) => Parts<Drawn>;
  /** Encodes the inputs of the data set as f32 [batch, time, inputs]. */
  readonly encode: (inputs: Tensor) => Tensor;
  readonly loss: (prediction: Tensor, target: Tensor) => Tensor;
  /** Returns 1 for correct answers, to be averaged over batch and time. */
  readonly right: (prediction: Tensor, target: Tensor) => Tensor;
}

const half = (sizes: { readonly train: number; readonly test: number }) => ({ ...sizes, validation: 0 });

export type TaskName = "sum" | "parity" | "copy";

export const tasks: Readonly<Record<TaskName, Task>> = {
  sum: {
    title: "running sum",
    inputs: 1,
    outputs: 1,
    length: 20,
    data: (length, sizes, seed) => runningSum({ length, ...half(sizes), seed }),
    encode: (numbers) => numbers.unsqueeze(-1),
    loss: (prediction, sums) => meanSquaredError(prediction.squeeze(-1), sums),
    // Sums are integers.
    right: (prediction, sums) => prediction.squeeze(-1).sub(sums).abs().less(0.5),
  },
  parity: {
    title: "parity",
    inputs: 2,
    outputs: 2,
    length: 16,
    data: (length, sizes, seed) => parity({ length, ...half(sizes), seed }),
    encode: (bits) => bits.oneHot(2),
    loss: crossEntropy,
    right: correct,
  },
  copy: {
    title: "copying",
    inputs: copyingTokens,
    outputs: copyingTokens,
    length: 20,
    data: (delay, sizes, seed) => copying({ delay, count: asked, ...half(sizes), seed }),
    encode: (tokens) => tokens.oneHot(copyingTokens),
    loss: (prediction, tokens) => crossEntropy(last(prediction), last(tokens)),
    right: (prediction, tokens) => correct(last(prediction), last(tokens)),
  },
};

/** Number of symbols to recall. */
const asked = 5;

/** Returns the last steps of [batch, time, ...], which have targets. */
function last(x: Tensor): Tensor {
  return x.slice(null, [x.shape[1]! - asked, x.shape[1]!]);
}
