/** Facts of the experiments on initialization. */
import type { Order, Summary } from "../verdicts.ts";
import type { Profile } from "./measure.ts";
import type { SchemeName } from "./schemes.ts";

export interface VarianceFacts {
  readonly schemes: readonly {
    readonly scheme: SchemeName;
    readonly profile: Profile;
    /** Factor of the mean square from one layer to the next: the geometric mean. */
    readonly growth: number;
    /** Largest factor between measurement and theory. */
    readonly farthest: number;
  }[];
  readonly layers: number;
  /** Largest factor between measurement and theory over all schemes. */
  readonly worst: number;
  /** Comparison of theory and measurement: within a factor of two, over however many orders of magnitude, or not. */
  readonly theory: "right" | "wrong";
  /** Growth with ReLU and He's weights: within 5% of one, or not. */
  readonly he: "kept" | "not kept";
}

/** Start of a network with one hidden layer: equal weights, zero or not, or random ones. */
export type StartName = "zero tanh" | "zero sigmoid" | "constant" | "Gaussian";

export interface ZeroFacts {
  readonly starts: readonly {
    readonly start: StartName;
    /** Norms of the gradients of both weight matrices before training. */
    readonly hidden: Summary;
    readonly output: Summary;
    /** Rank of the hidden weights after training. */
    readonly rank: Summary;
    readonly accuracy: Summary;
    /** Training loss after each epoch, of the first seed. */
    readonly losses: readonly number[];
  }[];
  /** Hidden units. */
  readonly units: number;
  /** Weights of the first hidden units after training, from equal and from random weights, `[unit][pixel]`. */
  readonly pictures: readonly { readonly start: StartName; readonly weights: readonly Float32Array[] }[];
  /** Gradient from zero with tanh: none reaches any weight, or some does. */
  readonly dead: "no gradient" | "some gradient";
  /** Units that start equal: they stay equal in every seed, or not. */
  readonly symmetry: "kept" | "broken";
  /** Accuracy from random weights (a) against equal ones (b). */
  readonly order: Order;
}
