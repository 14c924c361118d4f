/** How good a model is: measures of predictions, their means over examples, and the evaluation of a whole data set. */
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import { type Tensor, compile } from "../tensor/index.ts";
import { nodeOf } from "../tensor/value/lazy.ts";
import { type Examples, type Model, checkExamples, checkModel } from "./examples.ts";

/** From predictions and targets of a batch, a value for each example, or a scalar that is their mean. */
export type Metric = (prediction: Tensor, target: Tensor) => Tensor;

export type Metrics = Readonly<Record<string, Metric>>;

/** The mean of each metric over examples, in the order of the metrics. */
export type Values = Record<string, number>;

export interface EvaluateOptions {
  readonly metrics: Metrics;
  /** Examples at once. Default 500. */
  readonly batchSize?: number;
  /** An AbortSignal: ends the evaluation after the present batch. */
  readonly signal?: { readonly aborted: boolean } | undefined;
}

/** Whether the largest logit is that of the label: logits [..., classes] and integers [...] -> bool [...]. */
export const correct: Metric = (logits, labels) => {
  for (const each of [logits, labels]) nodeOf(each, "correct");
  if (sameShape(logits.shape.slice(0, -1), labels.shape) && logits.shape.length > 0)
    return logits.argmax(-1).equal(labels);
  throw new ShapeError("correct cannot compare these logits with the labels", {
    operands: [
      { name: "logits", shape: logits.shape, dtype: logits.dtype },
      { name: "labels", shape: labels.shape, dtype: labels.dtype },
    ],
    rule: "There is one label for each row of logits.",
  });
};

/** The share of examples whose largest logit is that of their label, from 0 to 1; NaN for no examples. */
export async function accuracy(
  model: Model,
  examples: Examples,
  options: { readonly batchSize?: number } = {},
): Promise<number> {
  const { batchSize = 500 } = readOptions("accuracy", options, { batchSize: "number" });
  const values = await evaluate(model, examples, { metrics: { accuracy: correct }, batchSize });
  return values["accuracy"]!;
}

/** The means of the metrics over all examples, or over those of the batches before the signal; NaN for none. */
export async function evaluate(model: Model, examples: Examples, options: EvaluateOptions): Promise<Values> {
  return evaluator(model, options)(examples);
}

/** `evaluate` for several data sets, or for one again and again: compiled once. */
export function evaluator(model: Model, options: EvaluateOptions): (examples: Examples) => Promise<Values> {
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

/** A mean, to be divided outside the program: exact for counts, such as those of correct answers. */
export interface Measured {
  readonly sum: Tensor;
  readonly count: number;
}

/** Within compile: each metric over the batch. */
export function measure(metrics: Metrics, prediction: Tensor, target: Tensor): Record<string, Measured> {
  const entries = Object.entries(metrics).map(([name, metric]) => {
    if (typeof metric !== "function") {
      throw new ArgumentError(`the metric ${name} is ${shown(metric)}`, {
        rule: "A metric is a function of predictions and targets, such as correct.",
      });
    }
    const values = metric(prediction, target);
    return [name, { sum: values.sum(), count: sizeOf(values.shape) }] as const;
  });
  return Object.fromEntries(entries);
}

export async function readMeans(measured: Readonly<Record<string, Measured>>): Promise<Values> {
  const entries = Object.entries(measured).map(async ([name, { sum, count }]) => {
    return [name, (await sum.item()) / count] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The number of examples in a batch. */
export function rowsOf(input: Tensor): number {
  return input.shape[0]!;
}

/** Means of batches, weighted by their examples. */
export class Means {
  readonly #sums: Map<string, number>;
  #weight = 0;

  constructor(names: readonly string[]) {
    this.#sums = new Map(names.map((name) => [name, 0]));
  }

  add(values: Values, weight: number): void {
    for (const [name, sum] of this.#sums) this.#sums.set(name, sum + values[name]! * weight);
    this.#weight += weight;
  }

  /** The number of examples so far. */
  get weight(): number {
    return this.#weight;
  }

  values(): Values {
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#weight]));
  }
}
