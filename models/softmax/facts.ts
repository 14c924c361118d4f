/** Facts of the softmax classifier's experiments. */
import type { Point } from "../figure.ts";
import type { Information } from "./information.ts";
import type { TargetName } from "./targets.ts";

/** Means over pictures for q = softmax(s / T). */
export interface Warmth {
  readonly temperature: number;
  readonly accuracy: number;
  /** Cross entropy of q with the labels, in nats. */
  readonly crossEntropy: number;
  /** Entropy of q, in nats. */
  readonly entropy: number;
  /** Confidence: the mean of the largest probability. */
  readonly confidence: number;
  /**
   * Expected calibration error: the mean difference between confidence and accuracy in bins of equal width (Guo et al.,
   * 2017).
   */
  readonly calibration: number;
}

export interface TemperatureFacts {
  /** The test digit with the least certain distribution among the first 400: its scores and its label. */
  readonly example: { readonly scores: readonly number[]; readonly label: number; readonly pixels: Uint8Array };
  readonly found: readonly Warmth[];
  /** Test digits at the temperature with the lowest cross entropy on held-out digits. */
  readonly fitted: Warmth;
  /** Comparison of the mean confidence with the accuracy at T = 1; a difference of up to 0.01 is right. */
  readonly confidence: "too high" | "too low" | "right";
}

/** The largest element of a difference, and of the first of the two. */
export interface Difference {
  readonly difference: number;
  readonly size: number;
}

export interface KLFacts {
  readonly steps: number;
  /** Measurements of each kind of target during training; those of the last step answer the question. */
  readonly course: readonly { readonly step: number; readonly found: readonly Information[] }[];
  /** Names of the targets, in the order of `found`. */
  readonly targets: readonly TargetName[];
  /** Difference of the gradients of both losses by the weights. */
  readonly gradients: Difference;
  /** Difference of the weights that training by either loss ends at. */
  readonly weights: Difference;
  /** Comparison of gradients and weights with the rounding error. */
  readonly losses: "equivalent" | "different";
}

export type Direction = "KL(p‖q)" | "KL(q‖p)";

/** A Gaussian fitted from one start. */
export interface Fit {
  readonly start: number;
  readonly mean: number;
  readonly std: number;
  readonly divergence: number;
  readonly path: readonly Point[];
}

/** Modes of p that the fits of all starts cover. */
export type Coverage = "both modes" | "one mode" | "mixed";

/** The divergence over a grid of means and standard deviations of q. */
export interface Plane {
  readonly columns: number;
  readonly rows: number;
  /** Values row by row, the smallest standard deviation first. */
  readonly values: Float32Array;
}

export interface Side {
  readonly direction: Direction;
  readonly fits: readonly Fit[];
  readonly coverage: Coverage;
  /** Number of different ends. */
  readonly ends: number;
  readonly plane: Plane;
}

export interface DirectionsFacts {
  readonly forward: Side;
  readonly backward: Side;
}
