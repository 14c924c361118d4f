/** One training of the classifier under one kind of regularization; everything else is the same for all kinds. */
import {
  type Callback,
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
import type { Run, RunFitOptions } from "../run.ts";
import type { Digits, FewDigits } from "./digits.ts";
import { Classifier, boundNorms, l1Penalty, l2Penalty } from "./model.ts";

export const kinds = ["none", "l1", "l2", "decay", "norm", "early"] as const;
export type Kind = (typeof kinds)[number];

/** How people read the kinds. */
export const kindNames: Readonly<Record<Kind, string>> = {
  none: "none",
  l1: "L1",
  l2: "L2",
  decay: "weight decay",
  norm: "norms ≤ 1",
  early: "early stopping",
};

/**
 * λ of the penalties; the share of the weights that decay takes off in a step, over the rate; the bound on each unit's
 * norm. Those with the lowest cross entropy of validation digits in the experiment `strength`, whose seed, and so whose
 * training digits, is none of the recipe's.
 */
export const strengths = { l1: 1e-4, l2: 3e-3, decay: 1, norm: 1 } as const;

/** Epochs without a better one that early stopping waits for. */
export const patience = 10;

/** Of training and validation. */
const batchSize = 50;

export interface TrainOptions {
  readonly units: number;
  readonly epochs: number;
  readonly seed: number;
  /** Of Adam. Default 1e-3. */
  readonly learningRate?: number;
  /** Default: the one that was chosen. */
  readonly strength?: number;
  readonly patience?: number;
  readonly label?: string;
  /** A callback that looks at the model, such as at its parameters after each epoch. */
  readonly watch?: (model: Classifier) => Callback;
}

export interface Trained {
  readonly model: Classifier;
  /** Mean cross entropies of each epoch, in nats: in the course of it, and of the validation digits after it. */
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

/** The same seed gives the same first parameters and order of examples whatever the kind is. */
export async function trainClassifier(
  run: Run,
  kind: Kind,
  { train, validation }: FewDigits,
  options: TrainOptions,
): Promise<Trained> {
  const { units, epochs, seed, strength = strengthOf(kind), watch, label = kindNames[kind] } = options;
  random.seed(seed);
  const model = new Classifier({ units });
  // Named by the model before an optimizer names them by its groups: first values follow the names.
  parameters(model);
  const own = regularized(kind, model, strength, options.learningRate ?? 1e-3);
  const stopping = { metric: "cross entropy", patience: options.patience ?? patience };
  const history = await run.fit(model, train, {
    ...own,
    epochs,
    batchSize,
    seed,
    validation,
    // Beside the loss, which holds the penalty too.
    metrics: { "cross entropy": crossEntropy },
    callbacks: [...(watch ? [watch(model)] : []), ...(kind === "early" ? [earlyStopping(model, stopping)] : [])],
    label,
    quiet: true,
  });
  const of = (part: "training" | "validation") => history.epochs.map((report) => report[part]!["cross entropy"]!);
  return { model, training: of("training"), validation: of("validation") };
}

/** What the kind adds to the loss, to the optimizer's step, or after it. */
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

/** AdamW's groups: weights decay, biases do not. */
function decaying(weights: Classifier["weights"], biases: Classifier["biases"], weightDecay: number) {
  return [
    { params: weights, weightDecay },
    { params: biases, weightDecay: 0 },
  ];
}

function strengthOf(kind: Kind): number {
  return kind === "none" || kind === "early" ? 0 : strengths[kind];
}

/** Of `digits`: the mean cross entropy in nats, and the fraction that is read rightly. */
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
