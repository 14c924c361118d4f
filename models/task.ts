/**
 * What a system offers to whoever trains it, such as the command line: data, model, loss, measure and recipes. A new
 * system is a folder with a `task.ts` that exports one of these, and a line in `index.ts`.
 */
import type { Metric, Model, Optimizer, Tensor } from "hebb";
import type { Dataset } from "hebb/data";

export type Examples = Dataset<[inputs: Tensor, targets: Tensor]>;

export interface Recipe {
  readonly epochs: number;
  /** Examples in a step. */
  readonly batch: number;
  /** Training examples used. Default: all. */
  readonly examples?: number;
  /** What `metric` reaches on the test examples, for any seed. */
  readonly bar: number;
}

export interface Task {
  /** Such as "MLP on MNIST". */
  readonly title: string;
  /** `quick` takes seconds, and shows that everything works. */
  readonly recipes: { readonly full: Recipe; readonly quick: Recipe };
  readonly data: () => Promise<{ readonly train: Examples; readonly test: Examples }>;
  readonly model: () => Model;
  readonly loss: (prediction: Tensor, target: Tensor) => Tensor;
  /** For a training of so many steps in all. */
  readonly optimizer: (model: Model, steps: number) => Optimizer;
  /** What counts in the end; the better the higher, from 0 to 1. */
  readonly metric: { readonly name: string; readonly of: Metric };
  /** Where inputs are grey pictures of bytes and predictions are logits of labels: how large the pictures are. */
  readonly pictures?: { readonly width: number; readonly height: number };
}
