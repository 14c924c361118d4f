/** Facts of the experiments on regularization. */
import type { Order, Summary, Trend } from "../verdicts.ts";
import type { Points } from "./curve.ts";
import type { OptimizerName, Way } from "./pair.ts";
import type { Kind, Tuned } from "./train.ts";

/** A pair of trainings that differs only in the way of regularization. */
export interface PairFacts {
  readonly name: OptimizerName;
  readonly learningRate: number;
  /** ‖θ(L2) - θ(decay)‖ / ‖θ(L2)‖ after the last step. */
  readonly distance: Summary;
  /** The distance by step, of the first seed. */
  readonly course: readonly (readonly [steps: number, distance: number])[];
  readonly ways: Readonly<Record<Way, Trace>>;
}

/** Weights at the end of a training. */
export interface Trace {
  /** ‖W₁‖ and ‖W₂‖. */
  readonly hidden: Summary;
  readonly output: Summary;
  /** Remaining fraction of the norm of the weights of blank pixels, which the regularization alone changes. */
  readonly kept: Summary;
}

/** Comparison of two updates: the distance of a pair is rounding for all seeds, or larger for all, or neither. */
export type Sameness = "same" | "different" | "unclear";

export interface L2DecayFacts {
  readonly steps: number;
  readonly lambda: number;
  readonly pairs: readonly PairFacts[];
  readonly sgd: Sameness;
  readonly momentum: Sameness;
  readonly adam: Sameness;
  /** Fraction of the weights of blank pixels that is left under decay (a) against L2 (b), with Adam. */
  readonly pull: Order;
}

/** Weights after a training with one kind of regularization. */
export interface Weights {
  readonly kind: Kind;
  /** ‖W₁‖ and ‖W₂‖. */
  readonly hidden: Summary;
  readonly output: Summary;
  /** Largest norm of a unit in either layer. */
  readonly largest: Summary;
  /** Fraction of W₁ that is close to 0. */
  readonly small: Summary;
  /** Test cross entropy in nats. */
  readonly loss: Summary;
  /** Some weights of W₁, of the first seed. */
  readonly sample: Float32Array;
}

export interface NormsFacts {
  /** Magnitude below which a weight is close to 0. */
  readonly near: number;
  readonly bound: number;
  readonly kinds: readonly Weights[];
  /** ‖W₁‖ without regularization (a) against that with L2 (b). */
  readonly shrinking: Order;
  /** Fraction of weights close to 0 with L1 (a) against L2 (b). */
  readonly sparsity: Order;
  /** The bound on the norm of every unit is kept in every seed, or exceeded. */
  readonly bounded: "kept" | "exceeded";
}

/** Result of early stopping with one patience. */
export interface Waiting {
  readonly patience: number;
  /** Epochs trained, and the epoch whose parameters are restored. */
  readonly stopped: Summary;
  readonly best: Summary;
  /** Cross entropies of the restored model in nats. */
  readonly validation: Summary;
  readonly test: Summary;
}

export interface EarlyFacts {
  readonly epochs: number;
  /** Patience of the recipe. */
  readonly chosen: number;
  readonly waiting: readonly Waiting[];
  /** Cross entropies after the last epoch. */
  readonly end: { readonly training: Summary; readonly validation: Summary; readonly test: Summary };
  /** Cross entropies after each epoch, of the first seed. */
  readonly course: Readonly<Record<"training" | "validation" | "test", readonly number[]>>;
  /** Test loss after the last epoch (a) against early stopping with the chosen patience (b). */
  readonly helping: Order;
  /** Test loss of stopping at the first rise (a) against the chosen patience (b). */
  readonly hasty: Order;
  /** Test loss of the largest patience (a) against the chosen one (b). */
  readonly patient: Order;
}

/** Strengths of one kind, in ascending order, with their validation cross entropies in nats. */
export interface Sweep {
  readonly kind: Tuned;
  readonly strengths: readonly number[];
  readonly losses: readonly Summary[];
  /** Index of the lowest mean loss. */
  readonly best: number;
  /** Loss without regularization (a) against that of the best strength (b). */
  readonly helping: Order;
  /** Loss of the strongest regularization (a) against that of the best strength (b). */
  readonly excess: Order;
  /** Loss of the second best strength (a) against the best (b). */
  readonly ahead: Order;
}

export interface StrengthFacts {
  readonly examples: number;
  /** Validation cross entropy without regularization. */
  readonly none: Summary;
  readonly sweeps: readonly Sweep[];
  /** Loss of the best bound other than 1 (a) against that of the bound 1 (b). */
  readonly bound: Order;
}

/** Networks with one activation function, by strength of L2 regularization. */
export interface Bending {
  readonly activation: ActivationName;
  /** Distance of the output from the mean of two outputs, halfway between two inputs, relative to their distance. */
  readonly bend: readonly Summary[];
  /** Cross entropies in nats. */
  readonly training: readonly Summary[];
  readonly test: readonly Summary[];
  /** Course of the bend with growing λ. */
  readonly trend: Trend;
}

export type ActivationName = "tanh" | "ReLU";

export interface LinearityFacts {
  readonly lambdas: readonly number[];
  readonly examples: number;
  readonly networks: readonly Bending[];
  /** Fraction of shuffled labels that a ReLU network learns by heart, by λ; and of such examples. */
  readonly memorized: readonly Summary[];
  readonly shuffled: number;
  /** Courses with growing λ: of memorized labels, and of the test loss of ReLU networks. */
  readonly capacity: Trend;
  readonly generalization: Trend;
  /** Networks with one input, of the first seed: f(x) for some λ. */
  readonly curves: {
    readonly points: Points;
    readonly fitted: readonly { readonly lambda: number; readonly curve: Points }[];
  };
}
