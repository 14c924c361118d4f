/** Facts of the experiments on back-propagation through time. */
import type { Point } from "../figure.ts";
import type { Order, Reach, Summary } from "../verdicts.ts";

/** Cases of the experiments on one unit and on many: no activation, or tanh with small or large inputs. */
export type InputCase = "linear" | "small" | "large";

export interface ScalarFacts {
  /** Number of steps back. */
  readonly back: number;
  readonly weights: readonly number[];
  /** Remaining share of the gradient, `shares[weight][distance]` with distances from 0: geometric means over sequences. */
  readonly cases: readonly { readonly kind: InputCase; readonly shares: readonly (readonly number[])[] }[];
  /** Linear units against the power of the weight. */
  readonly closed: "equal" | "different";
  /** Shares of tanh units with weights above 1, after all steps. */
  readonly above: "all vanish" | "some grow";
}

export interface RadiusFacts {
  /** Singular values of U, all equal. */
  readonly radii: readonly number[];
  readonly back: number;
  /** Factor of the gradient for each step back, by singular value. */
  readonly cases: readonly { readonly kind: InputCase; readonly growth: readonly Summary[] }[];
  /** Largest relative deviation of the linear factor from the singular value. */
  readonly deviation: number;
  readonly linear: "equal" | "different";
  /** Small inputs (a) against large inputs (b), at the largest singular value. */
  readonly inputs: Order;
  /** Factor with large inputs at the largest singular value: below 1, or not. */
  readonly vanishing: Reach;
}

/** Networks whose gradients are inspected; the open LSTM starts with open forget gates. */
export type NetworkKind = "SRN" | "GRU" | "LSTM" | "open LSTM";

/** Gradients of one kind of network. */
export interface NetworkGradients {
  readonly kind: NetworkKind;
  /** Decimal logarithm of the remaining share of the gradient, by distance from 0. */
  readonly before: readonly Summary[];
  readonly after: readonly Summary[];
  /** |∂L_t/∂h_k| of the first seed before and after training: `[k * time + t]`, NaN for k > t. */
  readonly maps: { readonly before: Float32Array; readonly after: Float32Array };
  /** Mean slope of tanh at the memory cells after training, 1 - tanh²(C). Null for networks without cells. */
  readonly slope: Summary | null;
}

export interface GradientsFacts {
  readonly time: number;
  readonly distance: number;
  /** Training steps. */
  readonly steps: number;
  readonly networks: readonly NetworkGradients[];
  /** Share of the simple network after training: below a hundredth, or not. */
  readonly vanishing: Reach;
  /** Gated networks (a) against the simple one (b), after training. */
  readonly gates: { readonly gru: Order; readonly open: Order };
  /** LSTM with open forget gates (a) against the LSTM of the default initialization (b), before training. */
  readonly opening: Order;
  /** Slope of tanh at the cells of the LSTM with open forget gates: below a fifth, or not. */
  readonly saturation: Reach;
}

/** Singular values of recurrent Jacobians in descending order: geometric means over the text. */
export interface Spectrum {
  /** Singular values over one step. */
  readonly one: readonly number[];
  /** Singular values over all steps. */
  readonly many: readonly number[];
}

/** Decimal logarithms of the largest singular value over n steps, by n. */
export interface Chain {
  /** Product of n different Jacobians. */
  readonly different: readonly Summary[];
  /** One Jacobian, n times. */
  readonly repeated: readonly Summary[];
  /** Product of the n largest singular values, an upper bound. */
  readonly bound: readonly Summary[];
}

export interface NetworkJacobians {
  readonly kind: NetworkKind;
  /** Spectra of the first seed. */
  readonly before: Spectrum;
  readonly after: Spectrum;
  /** Largest and median singular value of one step after training. */
  readonly largest: Summary;
  readonly median: Summary;
  readonly chain: Chain;
  /** Fraction of directions of which at least a hundredth is left over all steps. */
  readonly kept: Summary;
}

export interface JacobianFacts {
  /** Number of steps that a gradient flows back. */
  readonly span: number;
  /** Numbers of steps of `Chain`, ending with `span`. */
  readonly spans: readonly number[];
  readonly steps: number;
  readonly networks: readonly NetworkJacobians[];
  /** Largest singular value of one step of the simple network: above 1. */
  readonly stretching: Reach;
  /** Median singular value of one step of the simple network: below 1. */
  readonly shrinking: Reach;
  /** One Jacobian of the simple network repeated (a) against as many different ones (b). */
  readonly repeating: Order;
  /** Fraction of directions kept: LSTM with open forget gates (a) against the simple network (b). */
  readonly keeping: Order;
}

/** Gradient descent on the loss of one unit over two parameters. */
export interface Descent {
  readonly path: readonly Point[];
  /** Loss at the end. */
  readonly loss: number;
  /** Longest step, and largest norm of the gradient. */
  readonly longest: number;
  readonly norm: number;
}

/** The loss of one unit h = tanh(w h + b) after many steps, over w and b. */
export interface Cliff {
  readonly time: number;
  /** Loss on a grid, `loss[row * size + column]`, with rows of b and columns of w from the lowest. */
  readonly loss: Float32Array;
  readonly size: number;
  readonly w: readonly [low: number, high: number];
  readonly b: readonly [low: number, high: number];
  /** Cross section at this w: loss and norm of the gradient by b. */
  readonly section: { readonly w: number; readonly loss: readonly Point[]; readonly norms: readonly Point[] };
  readonly free: Descent;
  readonly clipped: Descent;
  /** Maximum norm of the clipped descent. */
  readonly bound: number;
}

/** "free" does not clip, "percentile" clips at the 95th percentile of the norms, "every" clips almost every step. */
export type Clipping = "free" | "percentile" | "every";

export interface TunedTraining {
  readonly clipping: Clipping;
  /** Training loss at the end, by learning rate. */
  readonly losses: readonly Summary[];
  /** Index of the learning rate with the lowest mean loss. */
  readonly best: number;
  /** Fraction of steps that are clipped, at the best learning rate. */
  readonly clipped: Summary;
}

export interface ExplosionFacts {
  readonly cliff: Cliff;
  /** Result on the cliff: the unclipped descent ends at least ten times as high, or not. */
  readonly fall: "thrown" | "not thrown";
  readonly digits: number;
  readonly steps: number;
  readonly rates: readonly number[];
  readonly trainings: readonly TunedTraining[];
  /** Loss of always predicting the frequencies of the sums. */
  readonly guess: number;
  /** Norms of the gradient of the unclipped training at its best rate, first seed, and their 95th percentile. */
  readonly norms: Float32Array;
  readonly percentile: number;
  /** Largest norm over the median, over seeds. */
  readonly peak: Summary;
  /** Loss without clipping (a) against clipping at the percentile (b), each at its best rate. */
  readonly rare: Order;
  /** Loss with clipping at the percentile (a) against clipping almost every step (b), each at its best rate. */
  readonly every: Order;
}

export interface TruncationFacts {
  /** Number of time steps of the full gradient. */
  readonly time: number;
  readonly lengths: readonly number[];
  /** Cosine of the truncated gradient of U with the full one, by length. */
  readonly cosines: readonly Summary[];
  /** Cosine through one step: below 0.99, or not. */
  readonly single: Reach;
  /** Smallest length whose cosine is at least 0.99 beyond doubt, or null. */
  readonly enough: number | null;
}
