/** Facts of the simple recurrent network's experiments. */
import type { Graph } from "../figure.ts";
import type { Order, Summary, Trend } from "../verdicts.ts";

/** Both forms of the network on a passage of text. */
export interface Comparison {
  readonly tokens: number;
  /** Number of operations in the graph of each form. */
  readonly operations: { readonly folded: number; readonly unrolled: number };
  /** Loss of each form in nats. */
  readonly nats: { readonly folded: number; readonly unrolled: number };
  /** Largest difference of a gradient, relative to the largest element of its parameter's gradient. */
  readonly difference: number;
}

export interface LoopFacts {
  readonly parameters: number;
  readonly comparisons: readonly Comparison[];
  /** Verdict on losses and gradients of both forms. */
  readonly forms: "equal" | "different";
  readonly folded: Graph;
  readonly unrolled: Graph;
}

/** Kinds of networks; the open LSTM starts with open forget gates. */
export type Kind = "SRN" | "LSTM" | "open LSTM";

export interface MemoryFacts {
  readonly lengths: readonly number[];
  /** Accuracy on validation sequences at each length, over seeds. */
  readonly curves: readonly { readonly kind: Kind; readonly accuracy: readonly Summary[] }[];
  /** Accuracy of always guessing 9, the most frequent sum. */
  readonly chance: number;
  /** Course of the simple network's accuracy with the length. */
  readonly fading: Trend;
  /** Open LSTM (a) against the simple network (b), at the largest length. */
  readonly gates: Order;
  /** Open LSTM (a) against the LSTM of the default initialization (b), at the largest length. */
  readonly opening: Order;
  /** Dependence of the LSTM's accuracy on the seed, at the largest length: a standard deviation above a tenth matters. */
  readonly luck: "matters" | "does not matter";
}
