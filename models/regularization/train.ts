/** Training of the classifier with one kind of regularization; everything else is the same for all kinds. */
import {
  type ResumableCallback,
  type Model,
  adam,
  adamw,
  correct,
  crossEntropy,
  earlyStopping,
  evaluate,
  parameters,
  random,
} from "hebb";
import type { Run } from "../run.ts";
import type { RunFitOptions } from "../run-options.ts";
import type { Digits, FewDigits } from "../shared/few-digits.ts";
import { Classifier, type ClassifierOptions, boundNorms, l1Penalty, l2Penalty } from "./model.ts";

export const kinds = ["none", "l1", "l2", "decay", "norm", "early"] as const;
/** Kind of regularization. */
export type Kind = (typeof kinds)[number];

/** Names of trainings in progress. Snapshots are saved under these names, so they are the same in all languages. */
export const kindNames: Readonly<Record<Kind, string>> = {
  none: "none",
  l1: "L1",
  l2: "L2",
  decay: "weight decay",
  norm: "norms ≤ 1",
  early: "early stopping",
};

/**
 * Strengths: λ of the penalties; the fraction by which weights decay per step, divided by the learning rate; the bound
 * on each unit's norm. They have the lowest validation cross entropy in the experiment `strength`, whose seed and
 * training digits differ from those of the recipe.
 */
export const strengths = { l1: 1e-4, l2: 3e-3, decay: 1, norm: 1 };
export type Strengths = Readonly<typeof strengths>;
/** Kind that has a strength. */
export type Tuned = keyof Strengths;

/** Epochs without improvement after which early stopping ends a training. */
export const patience = 10;

/** Batch size of training and validation. */
const batchSize = 50;

/** Options of `trainClassifier`. */
export interface TrainOptions {
  readonly units: number;
  readonly epochs: number;
  readonly seed: number;
  /** Learning rate of Adam. Default 1e-3. */
  readonly learningRate?: number;
  /** Default: the chosen one. */
  readonly strength?: number;
  readonly patience?: number;
  readonly label?: string;
  /** Activation function of the hidden layer. Default relu. */
  readonly activation?: ClassifierOptions["activation"];
  /** Measures the validation cross entropy after each epoch. Default true. */
  readonly validated?: boolean;
  /** Returns a callback that inspects the model, such as its parameters after each epoch. */
  readonly watch?: (model: Classifier) => ResumableCallback;
}

/** A trained model with its losses. */
export interface Trained {
  readonly model: Classifier;
  /**
   * Mean cross entropies of each epoch in nats: on training digits during the epoch, and on validation digits after it
   * if they are measured.
   */
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Trains a classifier. With the same seed, the initial parameters and the order of examples are the same for all kinds.
 */
export async function trainClassifier(
  run: Run,
  kind: Kind,
  { train, validation }: FewDigits,
  options: TrainOptions,
): Promise<Trained> {
  const {
    units,
    epochs,
    seed,
    strength = strengthOf(kind),
    watch,
    label = kindNames[kind],
    validated = true,
  } = options;
  random.seed(seed);
  const model = new Classifier({ units, ...(options.activation && { activation: options.activation }) });
  // Initial values depend on the names of parameters, which the model must assign before an optimizer's groups do.
  parameters(model);
  const own = regularized(kind, model, strength, options.learningRate ?? 1e-3);
  const stopping = { metric: "cross entropy", patience: options.patience ?? patience };
  const history = await run.fit(model, train, {
    ...own,
    epochs,
    batchSize,
    seed,
    ...(validated && { validation }),
    // The loss includes the penalty, so the cross entropy is measured as well.
    metrics: { "cross entropy": crossEntropy },
    callbacks: [...(watch ? [watch(model)] : []), ...(kind === "early" ? [earlyStopping(model, stopping)] : [])],
    label,
    quiet: true,
  });
  const of = (part: "training" | "validation") =>
    history.epochs.flatMap((report) => report[part]?.["cross entropy"] ?? []);
  return { model, training: of("training"), validation: of("validation") };
}

/** Returns the additions of a kind to the loss, to the optimizer's step, or after it. */
function regularized(
  kind: Kind,
  model: Classifier,
  strength: number,
  learningRate: number,
): Pick<RunFitOptions, "loss" | "optimizer" | "project"> {
  const { weights, biases } = model;
  const loss = crossEntropy;
  switch (kind) {
    case "none":
    case "early":
      return { loss, optimizer: adam(model, { learningRate }) };
    case "l1":
      return {
        loss: (logits, labels) => loss(logits, labels).add(l1Penalty(weights, strength)),
        optimizer: adam(model, { learningRate }),
      };
    case "l2":
      return {
        loss: (logits, labels) => loss(logits, labels).add(l2Penalty(weights, strength)),
        optimizer: adam(model, { learningRate }),
      };
    case "decay":
      return { loss, optimizer: adamw(decaying(weights, biases, strength), { learningRate }) };
    case "norm":
      return { loss, optimizer: adam(model, { learningRate }), project: () => boundNorms(weights, strength) };
  }
}

/** Returns parameter groups for AdamW: weights decay, biases do not. */
function decaying(weights: Classifier["weights"], biases: Classifier["biases"], weightDecay: number) {
  return [
    { params: weights, weightDecay },
    { params: biases, weightDecay: 0 },
  ];
}

export function strengthOf(kind: Kind, of: Strengths = strengths): number {
  return kind === "none" || kind === "early" ? 0 : of[kind];
}

/** Returns the mean cross entropy on `digits` in nats and the accuracy. */
export async function measureDigits(
  model: Model,
  digits: Digits,
): Promise<{ readonly loss: number; readonly accuracy: number }> {
  const { loss, accuracy } = await evaluate(model, digits, {
    batchSize,
    metrics: { loss: crossEntropy, accuracy: correct },
  });
  return { loss: loss!, accuracy: accuracy! };
}
