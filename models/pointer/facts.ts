/** Facts of the pointer network's experiments. */
import type { Order, Summary, Trend } from "../verdicts.ts";
import type { Point } from "./geometry.ts";

/** A hull with the answer of a network. */
export interface HullExample {
  readonly points: readonly Point[];
  readonly hull: readonly number[];
  readonly answer: readonly number[];
  /** Probabilities of all inputs in each step, the end mark first. */
  readonly probabilities: readonly (readonly number[])[];
}

export interface SumFacts {
  /** Numbers to sort, shortest first. */
  readonly lengths: readonly number[];
  /** Largest number of inputs in training. */
  readonly longest: number;
  /** Fraction of lists sorted exactly by the pointer network, at each length. */
  readonly pointer: readonly Summary[];
  /** The same of the network that sums, at the lengths up to `longest`; it has no outputs for more. */
  readonly summing: readonly Summary[];
  /** Pointer (a) against sum (b) at `longest`. */
  readonly order: Order;
}

export interface LengthsFacts {
  readonly lengths: readonly number[];
  readonly longest: number;
  /** Fraction of hulls that are exact, with and without a mask of the points that were chosen. */
  readonly masked: readonly Summary[];
  readonly unmasked: readonly Summary[];
  /** Mean fraction of the area that the masked answers cover. */
  readonly area: readonly Summary[];
  /** Fraction of answers without a mask that contain a point twice. */
  readonly repeated: readonly Summary[];
  /** Course of the exact answers from the largest trained number of points on. */
  readonly fading: Trend;
  /** Masked (a) against unmasked (b) at the largest number of points. */
  readonly masking: Order;
}

export interface BeamFacts {
  readonly widths: readonly number[];
  readonly points: number;
  readonly exact: readonly Summary[];
  /** Mean log-probability of the answers, in nats. */
  readonly scores: readonly Summary[];
  /** Widest (a) against greedy (b): exact answers, and log-probabilities. */
  readonly better: Order;
  readonly likelier: Order;
  readonly example: HullExample;
}
