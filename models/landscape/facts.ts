/** Facts of the experiments on the loss landscape. */
import type { Point } from "../figure.ts";
import type { Order, Summary } from "../verdicts.ts";

/** Gradient descent as usual, with momentum, or with noise added to the gradient. */
export type WayName = "plain" | "momentum" | "noise";

export interface SaddleFacts {
  readonly ways: readonly {
    readonly way: WayName;
    /** Factor by which one update moves away from the saddle, by theory. */
    readonly growth: number;
    /** Additional updates from a start ten times as close: by theory and measured. */
    readonly theory: number;
    readonly slope: Summary;
    /** Updates until the saddle is left, by the distance of the start. */
    readonly updates: readonly Summary[];
    /** Updates from the line that leads into the saddle. Null if it is not left. */
    readonly onLine: Summary | null;
    /** Path of one start with the first seed: w₁ and w₂ in turn. */
    readonly path: Float32Array;
  }[];
  readonly distances: readonly number[];
  /** The digit classifier beside its saddle. */
  readonly digits: {
    /** Size of the most negative eigenvalue at the saddle. */
    readonly curvature: number;
    /** Number of negative eigenvalues at the saddle, and of all eigenvalues. */
    readonly negative: number;
    readonly size: number;
    readonly theory: number;
    readonly slope: Summary;
    /** Training losses with the first seed, for each factor of the initial weights. */
    readonly plateaus: readonly { readonly factor: number; readonly losses: readonly Point[] }[];
  };
  /** Slope of plain descent (a) against descent with momentum (b). */
  readonly momentum: Order;
  /** Noise on the line into the saddle: it helps to leave or not, or plain descent leaves by itself. */
  readonly noise: "helps" | "does not help" | "not needed";
  /** Slope of the classifier: within a fifth of the prediction by the eigenvalue, or not. */
  readonly eigenvalue: "right" | "wrong";
}

export interface DimensionsFacts {
  /** Fractions of the kinds of stationary points, by the number of dimensions. */
  readonly kinds: readonly {
    readonly dimensions: number;
    readonly minima: Summary;
    readonly saddles: Summary;
    readonly maxima: Summary;
  }[];
  /** Number of matrices for each number of dimensions and each seed. */
  readonly matrices: number;
  /** Fraction of saddle points in the most (a) against in two dimensions (b). */
  readonly growth: Order;
}

/** Part of a descent: its start, an early update, and its end, from usual weights or from weights of zero. */
export type StageName = "start" | "early" | "rest" | "zero";

export interface Stage {
  readonly stage: StageName;
  readonly update: Summary;
  readonly loss: Summary;
  /** Norm of the gradient: zero at a stationary point. */
  readonly gradient: Summary;
  readonly lowest: Summary;
  readonly highest: Summary;
  readonly negative: Summary;
}

export interface SpectrumFacts {
  readonly stages: readonly Stage[];
  /** All eigenvalues with the first seed, in ascending order. */
  readonly spectra: readonly { readonly stage: StageName; readonly values: Float32Array }[];
  /** Norm of the gradient during both descents with the first seed. */
  readonly descents: readonly { readonly start: "usual" | "zero"; readonly gradients: readonly Point[] }[];
  readonly size: number;
  /** Strength of the L2 term. */
  readonly strength: number;
  /** Norm below which the gradient counts as zero. */
  readonly tolerance: number;
  /** Early in training: negative eigenvalues in every seed, or not. */
  readonly early: "curved downward" | "not everywhere";
  /** End of training from usual weights: at rest in every seed, in minima only or also in saddle points. */
  readonly end: "minima" | "saddle points" | "not at rest";
  /** End of the descent from weights of zero: at rest at saddle points in every seed, or not. */
  readonly zero: "saddle points" | "other points";
}

/** Loss on a plane through the weights: values row by row, with `places` in each. */
export interface Plane {
  readonly plane: "random" | "trained" | "saddle";
  readonly losses: Float32Array;
  readonly places: number;
  readonly span: number;
  /** Eigenvalues along both axes; null for random directions. */
  readonly eigenvalues: readonly [x: number, y: number] | null;
}

export interface SurfaceFacts {
  /** Eigenvalues by the Lanczos method, and curvature along their eigenvectors by losses on both sides. */
  readonly highest: Summary;
  readonly lowest: Summary;
  readonly alongHighest: Summary;
  readonly alongLowest: Summary;
  /** Mean curvature along random directions. */
  readonly random: Summary;
  /** Number of random directions for each seed, and the fraction of them with negative curvature. */
  readonly directions: number;
  readonly downward: Summary;
  readonly planes: readonly Plane[];
  /** Largest eigenvalue (a) against the mean along random directions (b). */
  readonly order: Order;
  /** Downward curvature: none at all, not found by any random direction, or found by some. */
  readonly below: "none" | "hidden" | "found";
}

export interface FlatFacts {
  readonly groups: readonly {
    readonly batchSize: number;
    readonly updates: Summary;
    readonly loss: Summary;
    /** Largest eigenvalue of the Hessian. */
    readonly highest: Summary;
    readonly error: Summary;
    readonly testLoss: Summary;
  }[];
  /** Training loss at which the networks are compared. */
  readonly target: number;
  /** Largest eigenvalue of y = w₂ w₁ x at (1, 1) and at (3, 1/3), where it is the same function. */
  readonly even: number;
  readonly uneven: number;
  /** Largest eigenvalue, and test error, after the largest batches (a) against the smallest (b). */
  readonly sharpness: Order;
  readonly error: Order;
}

export interface StartsFacts {
  /** Training loss, test loss and test error at the end, from one start for each seed. */
  readonly training: Summary;
  readonly test: Summary;
  readonly error: Summary;
  /** Loss in the middle of the straight line between the ends of two starts. */
  readonly middle: Summary;
  /** Correlation of training loss and test loss over the starts. */
  readonly correlation: number;
  /** Losses on the straight line from each end to the next one, at five equally spaced places. */
  readonly lines: readonly (readonly number[])[];
  readonly updates: number;
  /** Test errors: a standard deviation of at most half a percentage point, or more. */
  readonly ends: "alike" | "different";
  /** Lower training loss: goes with a lower test loss, with a higher one, or neither. */
  readonly relation: "lower" | "higher" | "unclear";
  /** Loss in the middle (a) against the training loss at the ends (b). */
  readonly barrier: Order;
}
