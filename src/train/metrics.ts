/** Metrics of predictions, their means, and the evaluation of models on data sets. */
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import { type Tensor, compile } from "../tensor/index.ts";
import { nodeOf } from "../tensor/value/lazy.ts";
import { type Examples, type Model, checkExamples, checkModel } from "./examples.ts";

/** Metric: predictions and targets of a batch -> one value per example, or a scalar that is their mean. */
export type Metric = (prediction: Tensor, target: Tensor) => Tensor;

/** Metrics by name. */
export type Metrics = Readonly<Record<string, Metric>>;

/** Means of metrics over examples, by name, in the order of the metrics. */
export type MetricValues = Record<string, number>;

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Metrics to compute, by name, such as { accuracy: correct }. */
  readonly metrics: Metrics;
  /** Batch size. Default 500. */
  readonly batchSize?: number;
  /** AbortSignal that ends the evaluation after the current batch. */
  readonly signal?: { readonly aborted: boolean } | undefined;
}

/**
 * Metric of correct classifications: true if the largest logit is that of the label. logits [..., classes] and integer
 * labels [...] -> bool [...]. Its mean is the accuracy. Throws a ShapeError if the shapes do not match.
 */
export const correct: Metric = (logits, labels) => {
  for (const each of [logits, labels]) nodeOf(each, "correct");
  if (sameShape(logits.shape.slice(0, -1), labels.shape) && logits.shape.length > 0)
    return logits.argmax(-1).equal(labels);
  throw new ShapeError("correct cannot compare these logits with the labels", {
    operands: [
      { name: "logits", shape: logits.shape, dtype: logits.dtype },
      { name: "labels", shape: labels.shape, dtype: labels.dtype },
    ],
    rule: "There must be one label per row of logits.",
  });
};

/**
 * Accuracy of a classifier, from 0 to 1: the fraction of examples whose largest logit is that of their label. NaN for
 * no examples. `batchSize` defaults to 500. Rejects with an ArgumentError if an argument is invalid.
 */
export async function accuracy(
  model: Model,
  examples: Examples,
  options: { readonly batchSize?: number } = {},
): Promise<number> {
  const { batchSize = 500 } = readOptions("accuracy", options, { batchSize: "number" });
  const values = await evaluate(model, examples, { metrics: { accuracy: correct }, batchSize });
  return values["accuracy"]!;
}

/**
 * Means of metrics over all examples, or over the batches before the signal aborted. NaN for no examples. The model
 * runs in evaluation mode. Rejects with an ArgumentError if an argument is invalid.
 */
export async function evaluate(model: Model, examples: Examples, options: EvaluateOptions): Promise<MetricValues> {
  return evaluator(model, options)(examples);
}

/** Returns `evaluate` for a model, compiled once for any number of calls. */
export function evaluator(model: Model, options: EvaluateOptions): (examples: Examples) => Promise<MetricValues> {
  const kinds = { metrics: "required object", batchSize: "number", signal: "object" } as const;
  const { metrics, batchSize = 500, signal } = readOptions("evaluate", options, kinds);
  checkModel("evaluate", model);
  checkCounts("evaluate", { batchSize }, 1);
  const step = compile((input: Tensor, target: Tensor) => measure(metrics, model.forward(input), target));
  return async (examples) => {
    checkExamples("evaluate", "examples", examples);
    const means = new Means(Object.keys(metrics));
    for (const [input, target] of examples.batches(batchSize, { shuffle: false })) {
      if (signal?.aborted === true) break;
      means.add(await readMeans(step(input, target)), rowsOf(input));
    }
    return means.values();
  };
}

/** Sum and count of a mean. The division happens outside the program, so counts stay exact. */
export interface Measured {
  readonly sum: Tensor;
  readonly count: number;
}

/** Computes the metrics of a batch, within compile. */
export function measure(metrics: Metrics, prediction: Tensor, target: Tensor): Record<string, Measured> {
  const entries = Object.entries(metrics).map(([name, metric]) => {
    if (typeof metric !== "function") {
      throw new ArgumentError(`the metric ${name} is ${shown(metric)}`, {
        rule: "A metric must be a function of predictions and targets, such as correct.",
      });
    }
    const values = metric(prediction, target);
    return [name, { sum: values.sum(), count: sizeOf(values.shape) }] as const;
  });
  return Object.fromEntries(entries);
}

/** Reads measured sums and divides them by their counts. */
export async function readMeans(measured: Readonly<Record<string, Measured>>): Promise<MetricValues> {
  const entries = Object.entries(measured).map(async ([name, { sum, count }]) => {
    return [name, (await sum.item()) / count] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Number of examples of a batch. */
export function rowsOf(input: Tensor): number {
  return input.shape[0]!;
}

/** Running means over batches, weighted by their numbers of examples. */
export class Means {
  readonly #sums: Map<string, number>;
  #weight = 0;

  constructor(names: readonly string[]) {
    this.#sums = new Map(names.map((name) => [name, 0]));
  }

  add(values: MetricValues, weight: number): void {
    for (const [name, sum] of this.#sums) this.#sums.set(name, sum + values[name]! * weight);
    this.#weight += weight;
  }

  values(): MetricValues {
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#weight]));
  }
}
