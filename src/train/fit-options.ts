/** Options of a training: their checks, and the plan that follows from them. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import type { MinimizeOptions, Optimizer } from "../optim/index.ts";
import type { Tensor } from "../tensor/index.ts";
import type { Callback, FitPlan } from "./callback.ts";
import { type Examples, type Model, checkExamples, checkModel } from "./examples.ts";
import type { Metrics } from "./metrics.ts";

/** Options of `fit`. */
export interface FitOptions extends MinimizeOptions {
  /** Loss function: predictions and targets of a batch -> a scalar to minimize. */
  readonly loss: (prediction: Tensor, target: Tensor) => Tensor;
  /** Optimizer of the parameters to train. */
  readonly optimizer: Optimizer;
  /** Number of passes over the examples. Default 1. */
  readonly epochs?: number;
  /** Batch size: number of examples per step. Default 128. */
  readonly batchSize?: number;
  /** Validation examples, on which loss and metrics are measured after each epoch. Default: none. */
  readonly validation?: Examples;
  /** Metrics in addition to the loss, by name, such as { accuracy: correct }. Default: none. */
  readonly metrics?: Metrics;
  /** Callbacks, called in this order. Default: none. */
  readonly callbacks?: readonly Callback[];
  /** AbortSignal that ends the training after the current step. The model keeps what it has learned. */
  readonly signal?: { readonly aborted: boolean };
  /**
   * Random seed of the order of examples. Default: a new order for each call, reproducible in every run of the program.
   */
  readonly seed?: number;
  /** Use a new random order in each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Keep or drop the last batch of an epoch if it is not full. Default "keep". */
  readonly last?: "keep" | "drop";
}

const fitKinds = {
  loss: "required function",
  optimizer: "required object",
  epochs: "number",
  batchSize: "number",
  validation: "object",
  metrics: "object",
  callbacks: "array",
  signal: "object",
  seed: "number",
  shuffle: "boolean",
  last: "string",
  clipNorm: "number",
  clipValue: "number",
  project: "function",
} as const;

export function checkFit(caller: string, model: Model, examples: Examples, options: FitOptions): void {
  const { optimizer, validation, epochs = 1, batchSize = 128, last = "keep" } = readOptions(caller, options, fitKinds);
  checkModel(caller, model);
  checkExamples(caller, "examples", examples);
  if (validation !== undefined) checkExamples(caller, "validation", validation);
  checkCounts(caller, { epochs }, 0);
  checkCounts(caller, { batchSize }, 1);
  if (last !== "keep" && last !== "drop") {
    throw new ArgumentError(`${caller} was given ${shown(last)} as last`, { rule: 'It must be "keep" or "drop".' });
  }
  if (typeof optimizer.minimize === "function") return;
  throw new ArgumentError(`${caller} was given ${shown(optimizer)} as optimizer`, {
    rule: "Pass the result of a function such as sgd or adam.",
  });
}

export function planOf(
  caller: string,
  examples: Examples,
  { epochs = 1, batchSize = 128, last = "keep", metrics = {} }: FitOptions,
): FitPlan {
  const whole = Math.floor(examples.length / batchSize);
  const steps = last === "drop" ? whole : Math.ceil(examples.length / batchSize);
  if (!(steps > 0)) {
    throw new ArgumentError(`${caller} cannot make batches of ${batchSize} from ${examples.length} examples`, {
      rule: "An epoch must have at least one step.",
    });
  }
  if (Object.hasOwn(metrics, "loss")) {
    throw new ArgumentError(`${caller} was given a metric named loss`, { rule: "This name is used for the loss." });
  }
  return { epochs, steps, examples: epochs * (last === "drop" ? whole * batchSize : examples.length) };
}
