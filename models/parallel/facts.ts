/** Facts of the experiments on parallel recurrences. */
import type { Order, Reach, Summary } from "../verdicts.ts";
import type { Kind } from "./sequence.ts";
import type { Recurrence, TaskName } from "./tasks.ts";
import type { Timing } from "./timing.ts";
import type { Composed, Cost } from "./tree.ts";

export interface DepthFacts {
  /** Counts by the number of elements; the loop takes as many dependent steps as there are elements. */
  readonly rows: readonly (Cost & { readonly length: number })[];
  /** Longest chain of the scan against 2 ⌈log₂ T⌉ - 1, at every length. */
  readonly grows: "like the logarithm" | "faster";
  /** Elements and compositions of a short scan. */
  readonly tree: readonly Composed[];
}

/** Growth of a time with the length, by the quartiles of its exponent over the rounds. */
export type Growth = "proportional" | "slower" | "faster" | "unclear";

export interface LengthsFacts {
  readonly batch: number;
  readonly width: number;
  readonly threads: number;
  readonly rounds: number;
  readonly lengths: readonly number[];
  readonly layers: readonly {
    readonly kind: Kind;
    readonly parameters: number;
    /** Times of a training step, by length. */
    readonly times: readonly Timing[];
    /** Exponent of the length by which the time grows over the longer half of the lengths; median of the rounds. */
    readonly exponent: number;
    readonly growth: Growth;
  }[];
  /** Layers whose time grows faster than the length. */
  readonly fastest: "attention only" | "others too" | "none" | "unclear";
  /** Times at the largest length: GRU (a) against minGRU by scan (b), minGRU by scan (a) against its loop (b). */
  readonly gates: Order;
  readonly scan: Order;
  /** Smallest length at which self-attention is slower than the GRU; null if it never is. */
  readonly overtaken: number | null;
}

export interface WhereFacts {
  readonly length: number;
  readonly threads: number;
  readonly rounds: number;
  readonly cells: readonly {
    readonly batch: number;
    readonly width: number;
    readonly loop: Timing;
    readonly scan: Timing;
    /** The scan with the gradient of each of its operations. */
    readonly plain: Timing;
    /** Quartiles of the time of the loop divided by that of the scan in the same round. */
    readonly ratio: Timing;
    /** Loop (a) against scan (b). */
    readonly order: Order;
  }[];
  /** States with which the scan is faster: small ones, all, none, or some without a limit of size. */
  readonly wins: "small states" | "all" | "none" | "mixed" | "unclear";
}

export interface PriceFacts {
  readonly tasks: readonly {
    readonly task: TaskName;
    /** Length of the training sequences. */
    readonly length: number;
    readonly chance: number;
    readonly networks: readonly {
      readonly recurrence: Recurrence;
      /** Accuracy on sequences of each multiple of the training length. */
      readonly accuracy: readonly Summary[];
      /** Accuracy at the training length against the bar. */
      readonly solved: Reach;
    }[];
    /** GRU (a) against minGRU (b); two layers (a) and signed factors (a) against minGRU (b), at the training length. */
    readonly lost: Order;
    readonly second: Order;
    readonly signed: Order;
  }[];
  /** Multiples of the training length. */
  readonly factors: readonly number[];
  /** Accuracy above which a task counts as solved. */
  readonly bar: number;
}
