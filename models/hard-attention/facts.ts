/** Facts of the experiments on hard attention. */
import type { Order, Reach, Summary, Trend } from "../verdicts.ts";
import type { Estimator } from "./grid.ts";

/** The glimpses at one digit. */
export interface Glance {
  /** Gray levels of the canvas. */
  readonly canvas: Uint8Array;
  /** Null for a drawing, whose digit only the reader knows. */
  readonly label: number | null;
  /** Place of each glimpse. */
  readonly places: readonly number[];
  /** Most probable digit after each glimpse, and its probability. */
  readonly digits: readonly number[];
  readonly probabilities: readonly number[];
  /** Distribution over the places of the next glimpse, `distributions[glimpse][place]`. */
  readonly distributions: readonly (readonly number[])[];
}

/** Results of a way to choose places, for each glimpse. */
export interface Course {
  /** Test accuracy after each glimpse. */
  readonly accuracy: readonly Summary[];
  /** Mean distance from the middle of the digit, in pixels. */
  readonly distance: readonly Summary[];
}

export interface GlimpsesFacts {
  readonly learned: Course;
  readonly random: Course;
  /** Accuracy after the last glimpse: learned (a) against random places (b). */
  readonly order: Order;
  /** The first glimpse (a) against the last one (b), with learned places. */
  readonly looking: Order;
  readonly size: number;
  readonly scales: readonly number[];
  readonly examples: readonly Glance[];
}

/** Results of one sight: squares of some size at one or two scales. */
export interface SightFacts {
  readonly size: number;
  readonly scales: readonly number[];
  readonly learned: readonly Summary[];
  readonly random: readonly Summary[];
  /** Learned (a) against random places (b). */
  readonly order: Order;
}

export interface ScalesFacts {
  readonly sights: readonly SightFacts[];
  /** Course of the accuracy over the glimpses, with one scale and learned places. */
  readonly glimpses: Trend;
  /** Gain by learned places: that of one scale (a) against that of two (b). */
  readonly gain: Order;
  /** Accuracy of learned places: one scale (a) against two (b). */
  readonly learned: Order;
}

export interface DiscreteFacts {
  /** Gray levels of the strip of digits, `side` rows. */
  readonly strip: Uint8Array;
  readonly side: number;
  readonly asked: number;
  /** Loss of a glimpse at each pixel. */
  readonly losses: readonly number[];
  /** Positions between the pixels, and the loss there. */
  readonly positions: readonly number[];
  readonly staircase: readonly number[];
  /** Expected loss of a place drawn around each position, and its derivative. */
  readonly smooth: readonly {
    readonly deviation: number;
    readonly expected: readonly number[];
    readonly slopes: readonly number[];
  }[];
  /** Fraction of the positions at which the derivative is zero, of the staircase and of the first expectation. */
  readonly flat: number;
  readonly smoothFlat: number;
  /** The staircase is flat at more than nine in ten positions, and the expectation at fewer than one in ten. */
  readonly verdict: "smooth" | "unclear";
  /** Largest difference between the derivative of the expectation and the mean of REINFORCE over all choices. */
  readonly difference: number;
  /** Probabilities of the pixels for two close parameters. */
  readonly distributions: readonly { readonly position: number; readonly probabilities: readonly number[] }[];
}

/** Measurements of one estimator over the seeds. */
export interface EstimatorFacts {
  readonly estimator: Estimator;
  readonly bias: Summary;
  readonly deviation: Summary;
  readonly cosine: Summary;
  /** Number of steps until the descent has halved the expected loss; all steps if it has not. */
  readonly halved: Summary;
  /** Expected loss after the descent. */
  readonly end: Summary;
}

export interface VarianceFacts {
  readonly estimators: readonly EstimatorFacts[];
  /** Expected loss after the descent with the exact gradient, and before. */
  readonly exactEnd: Summary;
  /** Number of steps that halve it with the exact gradient. */
  readonly exactHalved: Summary;
  readonly start: Summary;
  /** Expected loss along the descent of the first seed, `descents[estimator]`; the last one is exact. */
  readonly descents: readonly (readonly number[])[];
  /** Standard deviation of a single estimate: without a baseline (a) against with one (b). */
  readonly baseline: Order;
  /** The bias of straight-through estimates exceeds a tenth of the gradient. */
  readonly straight: Reach;
  /** Number of steps that halve the loss: without a baseline (a) against with one (b). */
  readonly descent: Order;
  /** Expected loss after descents with large steps: without a baseline (a) against with one (b). */
  readonly large: { readonly plain: Summary; readonly baseline: Summary; readonly order: Order };
}
