/** Training loop: a compiled step for each batch, validation after each epoch, and callbacks. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import type { MinimizeOptions, Optimizer } from "../optim/index.ts";
import { type Tensor, compile } from "../tensor/index.ts";
import type { Callback, EpochReport, History, FitPlan } from "./callback.ts";
import { type Examples, type Model, checkExamples, checkModel } from "./examples.ts";
import {
  Means,
  type Measured,
  type Metrics,
  type MetricValues,
  evaluator,
  measure,
  readMeans,
  rowsOf,
} from "./metrics.ts";

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

/**
 * Trains `model` on `examples` and returns the history of the training run. For each batch, a compiled step computes
 * the loss and its gradient and updates the parameters. Resolves early if the signal aborts or a callback returns
 * "stop". Rejects with an ArgumentError if an option is invalid or there are no batches, and with the errors of steps
 * and callbacks.
 */
export async function fit(model: Model, examples: Examples, options: FitOptions): Promise<History> {
  checkFit(model, examples, options);
  const plan = planOf(examples, options);
  const { callbacks = [], signal } = options;
  const training = new Training(model, options, plan);
  const epochs: EpochReport[] = [];
  for (const callback of callbacks) await callback.onTrainBegin?.(plan);
  const batches = batchesOf(examples, options);
  for (let epoch = 1; epoch <= plan.epochs && signal?.aborted !== true; epoch++) {
    for (const callback of callbacks) await callback.onEpochBegin?.(epoch);
    const report = await training.epoch(epoch, batches);
    if (report.steps > 0) epochs.push(report);
    if (report.steps < plan.steps) break;
    let stop = false;
    for (const callback of callbacks) stop = (await callback.onEpochEnd?.(report)) === "stop" || stop;
    if (stop) break;
  }
  const steps = epochs.reduce((total, report) => total + report.steps, 0);
  const history = { epochs, steps, stopped: steps < plan.epochs * plan.steps };
  for (const callback of callbacks) await callback.onTrainEnd?.(history);
  return history;
}

type Batches = Iterator<readonly [input: Tensor, target: Tensor]>;

class Training {
  readonly #options: FitOptions;
  readonly #plan: FitPlan;
  readonly #names: readonly string[];
  readonly #step: (input: Tensor, target: Tensor) => Record<string, Measured>;
  readonly #evaluate: (examples: Examples) => Promise<MetricValues>;
  #examples = 0;

  constructor(model: Model, options: FitOptions, plan: FitPlan) {
    const { loss, optimizer, metrics = {}, batchSize = 128, signal, clipNorm, clipValue, project } = options;
    const given = Object.entries({ clipNorm, clipValue, project }).filter(([, value]) => value !== undefined);
    const update: MinimizeOptions = Object.fromEntries(given);
    this.#options = options;
    this.#plan = plan;
    this.#names = ["loss", ...Object.keys(metrics)];
    this.#step = compile((input: Tensor, target: Tensor) => {
      const prediction = model.forward(input);
      const value = optimizer.minimize(loss(prediction, target), update);
      return { loss: { sum: value, count: 1 }, ...measure(metrics, prediction, target) };
    });
    this.#evaluate = evaluator(model, { metrics: { loss, ...metrics }, batchSize, signal });
  }

  /** Runs one epoch, or a part of it if the signal aborts. */
  async epoch(epoch: number, batches: Batches): Promise<EpochReport> {
    const { callbacks = [], signal, validation } = this.#options;
    const start = performance.now();
    const means = new Means(this.#names);
    let steps = 0;
    while (steps < this.#plan.steps && signal?.aborted !== true) {
      const next = batches.next();
      if (next.done === true)
        throw new ArgumentError(`the batches ended in epoch ${epoch}`, {
          rule: "examples.batches must cover all epochs.",
        });
      const values = await readMeans(this.#step(...next.value));
      const rows = rowsOf(next.value[0]);
      means.add(values, rows);
      this.#examples += rows;
      steps++;
      const report = { epoch, step: steps, examples: this.#examples, values, means: means.values(), plan: this.#plan };
      for (const callback of callbacks) await callback.onStepEnd?.(report);
    }
    const whole = steps === this.#plan.steps;
    const measured =
      whole && validation !== undefined && signal?.aborted !== true ? await this.#evaluate(validation) : null;
    return {
      epoch,
      steps,
      training: means.values(),
      validation: signal?.aborted === true ? null : measured,
      seconds: (performance.now() - start) / 1000,
    };
  }
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

function checkFit(model: Model, examples: Examples, options: FitOptions): void {
  const { optimizer, validation, epochs = 1, batchSize = 128, last = "keep" } = readOptions("fit", options, fitKinds);
  checkModel("fit", model);
  checkExamples("fit", "examples", examples);
  if (validation !== undefined) checkExamples("fit", "validation", validation);
  checkCounts("fit", { epochs }, 0);
  checkCounts("fit", { batchSize }, 1);
  if (last !== "keep" && last !== "drop") {
    throw new ArgumentError(`fit was given ${shown(last)} as last`, { rule: 'It must be "keep" or "drop".' });
  }
  if (typeof optimizer.minimize === "function") return;
  throw new ArgumentError(`fit was given ${shown(optimizer)} as optimizer`, {
    rule: "Pass the result of a function such as sgd or adam.",
  });
}

function planOf(examples: Examples, { epochs = 1, batchSize = 128, last = "keep", metrics = {} }: FitOptions): FitPlan {
  const whole = Math.floor(examples.length / batchSize);
  const steps = last === "drop" ? whole : Math.ceil(examples.length / batchSize);
  if (!(steps > 0)) {
    throw new ArgumentError(`fit cannot make batches of ${batchSize} from ${examples.length} examples`, {
      rule: "An epoch must have at least one step.",
    });
  }
  if (Object.hasOwn(metrics, "loss")) {
    throw new ArgumentError("fit was given a metric named loss", { rule: "This name is used for the loss." });
  }
  return { epochs, steps, examples: epochs * (last === "drop" ? whole * batchSize : examples.length) };
}

function batchesOf(examples: Examples, options: FitOptions): Batches {
  const { epochs = 1, batchSize = 128, seed, shuffle = true, last = "keep" } = options;
  const order = { epochs, shuffle, last, ...(seed !== undefined && { seed }) };
  return examples.batches(batchSize, order)[Symbol.iterator]();
}
