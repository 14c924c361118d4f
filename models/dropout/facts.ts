/** Facts of the experiments on dropout. */
import type { Order, Reach, Summary } from "../verdicts.ts";
import type { Gap, Points } from "./curve.ts";
import type { Probabilities } from "./model.ts";
import type { Way } from "./reader.ts";

/** Averages over all sub-networks of a network, compared with a single pass. */
export interface Averaging {
  /** Sizes of the hidden layers with dropout. */
  readonly layers: readonly number[];
  /** Largest difference in probability between the geometric mean and the single pass, in f64, over all seeds. */
  readonly geometric: number;
  /** Total variation distance between the arithmetic mean and the single pass, mean over digits. */
  readonly moved: Summary;
  /** Fraction of digits for which the arithmetic mean and the single pass predict the same class. */
  readonly agreeing: Summary;
  /** Test cross entropies in nats: of a sub-network, of both means, and of the single pass. */
  readonly losses: Readonly<Record<"each" | "arithmetic" | "geometric" | "scaled", Summary>>;
}

/** Agreement of the geometric mean with the single pass: no difference above 1e-10 is equal. */
export type Agreement = "equal" | "different";

export interface SubnetworksFacts {
  /** Number of hidden units, and number of sub-networks. */
  readonly units: number;
  readonly networks: number;
  readonly one: Averaging;
  readonly two: Averaging;
  readonly oneLayer: Agreement;
  readonly twoLayers: Agreement;
  /** Loss of a sub-network (a) against that of their arithmetic mean (b), with one layer. */
  readonly committee: Order;
  /** Loss of the arithmetic mean (a) against that of the single pass (b), with one layer. */
  readonly scaling: Order;
  /** A test digit and the probabilities of its class, by the network with two layers of the first seed. */
  readonly example: {
    readonly label: number;
    /** Masks drawn in training, with 1 for each unit that is kept, and the probability of each sub-network. */
    readonly drawn: readonly { readonly mask: readonly number[]; readonly probability: number }[];
    /** Probabilities of all sub-networks. */
    readonly all: readonly number[];
    readonly arithmetic: number;
    readonly geometric: number;
    readonly scaled: number;
  };
}

/** Spread of the sampled functions of networks of one depth, trained without and with points in the gap. */
export interface Spreading {
  /** Number of hidden layers. */
  readonly depth: number;
  readonly gap: Gap;
  /** Mean standard deviation in the middle half of the gap, near the points, and their ratio. */
  readonly within: Summary;
  readonly near: Summary;
  readonly ratio: Summary;
  /** Deviation in the gap and ratio if the gap has points as well. */
  readonly filled: Summary;
  readonly filledRatio: Summary;
  /** Fraction of the gap in which the true function leaves the band of two standard deviations. */
  readonly missed: Summary;
}

/** Mean and standard deviation of the sampled functions at each x. */
export interface Band {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** A sample of the parameters. */
export interface Sample {
  /** 1 for each unit of the first hidden layer that is kept. */
  readonly mask: readonly number[];
  /** f(x, θ) at each x of the band. */
  readonly values: readonly number[];
}

export interface BayesianFacts {
  /** Dropout rate, and number of samples of the parameters behind each standard deviation. */
  readonly rate: number;
  readonly samples: number;
  readonly cases: readonly Spreading[];
  /** Ratio above 1 with three hidden layers, with one, and with three and the gap at another place. */
  readonly deep: Reach;
  readonly flat: Reach;
  readonly elsewhere: Reach;
  /** Deviation in the gap without points (a) against that with points (b), with three hidden layers. */
  readonly missing: Order;
  /** Networks of the first seed with three hidden layers and with one. */
  readonly example: {
    readonly points: Points;
    readonly deep: Band;
    readonly flat: Band;
    readonly drawn: readonly Sample[];
    /** Some trained weights into the second hidden layer: `weights[to][from]`, `from` in the order of the masks. */
    readonly weights: readonly (readonly number[])[];
  };
}

export interface RecurrentFacts {
  readonly lengths: readonly number[];
  /** Dropout rate of the state. */
  readonly rate: number;
  /** Loss in nats of predicting each sum by its frequency alone. */
  readonly chance: number;
  /** Test cross entropy in nats and accuracy, by length. */
  readonly ways: readonly {
    readonly way: Way;
    readonly losses: readonly Summary[];
    readonly accuracies: readonly Summary[];
  }[];
  /** Loss with a mask per step (a) against that with a mask per sequence (b), at the largest length. */
  readonly sharing: Order;
  /** The difference between these two at the largest length (a) against that at the smallest (b). */
  readonly growing: Order;
  /** Loss without dropout (a) against that with a mask per sequence (b), at the largest length. */
  readonly helping: Order;
}

export interface Rated extends Probabilities {
  /** Lowest cross entropy of the validation digits, and cross entropy and accuracy of the test digits. */
  readonly validation: Summary;
  readonly test: Summary;
  readonly accuracy: Summary;
}

export interface RateFacts {
  /** Number of training digits. */
  readonly examples: number;
  /** Rates of the recipe. */
  readonly recipe: Probabilities;
  /** The candidates; the first drops nothing and the last drops most. */
  readonly rated: readonly Rated[];
  /** Index of the rates with the lowest mean validation loss, no dropout excluded. */
  readonly best: number;
  /** Test loss without dropout (a) against that of the best rates (b). */
  readonly helping: Order;
  /** Validation loss of the second best rates (a), and of the largest rates (a), against that of the best (b). */
  readonly ahead: Order;
  readonly excess: Order;
}
