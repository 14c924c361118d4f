/** Facts of the experiments on multi-layer perceptrons. */
import type { Point } from "../figure.ts";
import type { Order, Summary, Trend } from "../verdicts.ts";

/** Networks whose regions are compared: the number of units in each hidden layer. */
export type NetworkName = "linear" | "one" | "two" | "three" | "four" | "eight" | "deep" | "sixteen";

/** Values on a grid, row by row from the lowest one. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
}

export interface RegionsFacts {
  readonly networks: readonly {
    readonly network: NetworkName;
    readonly parameters: number;
    /** Test accuracy of the start with the lowest validation loss, and of the one with the highest. */
    readonly accuracy: Summary;
    readonly worst: Summary;
  }[];
  /** Networks of the first seed: probability of the lower moon minus that of the upper one. */
  readonly maps: readonly { readonly network: NetworkName; readonly accuracy: number; readonly grid: Grid }[];
  /** Some test points of the first seed, of the upper and of the lower moon. */
  readonly points: readonly (readonly Point[])[];
  /** Accuracy of many units without an activation (a) against a single unit (b). */
  readonly linear: Order;
  /** Accuracy with the number of units in one hidden layer. */
  readonly units: Trend;
  /** Accuracy of two layers (a) against one layer with as many parameters (b). */
  readonly depth: Order;
}

export type ActivationName = "sigmoid" | "tanh" | "relu" | "leakyRelu" | "elu" | "gelu";

/** Training of one network with one activation. */
export interface Activated {
  readonly name: ActivationName;
  /** Norm of the gradient of each layer's weights before training, of the first seed. */
  readonly gradients: readonly number[];
  /** The same of the first layer, over seeds. */
  readonly first: Summary;
  /** Mean |f'(z)| before training. */
  readonly slope: Summary;
  /** Number of seeds whose training diverged: its loss is no number. */
  readonly diverged: number;
  /** Mean loss of the last steps, where that of guessing counts for diverged trainings, and test accuracy. */
  readonly loss: Summary;
  readonly accuracy: Summary;
  /** Fraction of hidden units whose slope is almost 0 for every image, after training. */
  readonly dead: Summary;
  /** Loss by step, of the first seed. */
  readonly curve: readonly Point[];
}

export interface ActivationsFacts {
  /** Trainings from biases of 0. */
  readonly usual: readonly Activated[];
  /** Trainings from biases of the first layer that keep its units from firing. */
  readonly low: readonly Activated[];
  /** The low bias. */
  readonly bias: number;
  /** Slopes f'(z). */
  readonly slopes: readonly { readonly name: ActivationName; readonly points: readonly Point[] }[];
  /** First layer's gradient before training: ReLU (a) against the logistic function (b). */
  readonly gradient: Order;
  /** Accuracy after training: ReLU (a) against the logistic function (b). */
  readonly learning: Order;
  /** First layer's gradient of ReLU from low biases: exactly 0 for every seed, or not. */
  readonly dying: "no gradient" | "some gradient";
  /** Accuracy from low biases: leaky ReLU (a) against ReLU (b). */
  readonly leak: Order;
}
