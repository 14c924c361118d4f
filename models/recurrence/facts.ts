/** Facts of the experiments on recurrences. */
import type { Order, Reach, Summary } from "../verdicts.ts";
import type { Kind, Variant } from "./model.ts";
import type { TaskName } from "./tasks.ts";

/** Networks of `lengths`: every kind, and the linear recurrence with a hidden layer before its output. */
export type Network = Kind | Extract<Variant, "linear, hidden layer">;

/** Test accuracies on one task. */
export interface TaskAccuracy {
  readonly task: TaskName;
  /** Trained length: steps of a sequence, or steps until the recall. */
  readonly length: number;
  /** Accuracy of the best constant answer. */
  readonly chance: number;
  readonly networks: readonly { readonly network: Network; readonly accuracy: readonly Summary[] }[];
}

export interface LengthsFacts {
  /** Lengths of the test sequences, relative to the trained length. */
  readonly factors: readonly number[];
  readonly tasks: readonly TaskAccuracy[];
  /** Running sums of the linear recurrence at the largest length: at least 0.95. */
  readonly sums: Reach;
  /** Copies of the linear recurrence at the trained delay: below 0.9. */
  readonly order: Reach;
  /** Parities of the linear recurrence, with a hidden layer (a) against a linear output layer (b). */
  readonly output: Order;
  /** Parities of the linear recurrence with a hidden layer: below 0.9. */
  readonly parity: Reach;
  /** Copies at the trained delay: GRU (a) against h + g(x, h) (b). */
  readonly gates: Order;
  /** Copies at the largest delay: GRU (a) against LSTM (b). */
  readonly beyond: Order;
}

/** Recurrences of `states`; in "positive", g is a logistic function. */
export type StateKind = Kind | Extract<Variant, "positive">;

/** The state of a recurrence along sequences longer than those of the training. */
export interface StateCourse {
  readonly kind: StateKind;
  /** Mean norm of the state after each step: the memory cell of the LSTM, and h of all others. Means over seeds. */
  readonly norms: readonly number[];
  /** Norm at the last step, relative to that at the trained length. */
  readonly growth: Summary;
  /** Slope of the activation of g or of the candidate state, relative to the steepest. Null without an activation. */
  readonly slopes: readonly number[] | null;
  /** The slope at the first and at the last step. */
  readonly slope: { readonly first: Summary; readonly last: Summary } | null;
}

export interface StatesFacts {
  /** Trained length. */
  readonly length: number;
  readonly courses: readonly StateCourse[];
  /** Growth of the state of h + σ(x, h): at least by half. */
  readonly positive: Reach;
  /** Growth of the state of h + g(x, h): at least by half. */
  readonly additive: Reach;
  /** Growth of the states of both gated networks: below by half. */
  readonly gated: { readonly gru: Reach; readonly lstm: Reach };
  /** Slope of tanh in h + g(x, h) at the first step (a) against the last (b). */
  readonly flattening: Order;
}
