/** Facts of the experiments on what recurrent networks represent and learn. */
import type { Order, Summary } from "../verdicts.ts";
import type { Kind } from "./model.ts";

/** The number that is the stack, while a program runs. */
export interface StackCourse {
  /** Command of each step: an index into `commands`. */
  readonly program: readonly number[];
  /** The number before each step, and after the last one. */
  readonly numbers: readonly number[];
  /** Top of the stack before each step, as the network reads it. */
  readonly tops: readonly number[];
}

export interface StackFacts {
  /** Share of words that are recalled completely, for each length from 1: in single and in double precision. */
  readonly shares: { readonly f32: readonly number[]; readonly f64: readonly number[] };
  /** Largest length up to which all words are recalled. */
  readonly single: number;
  readonly double: number;
  /** Number of words of each length. */
  readonly words: number;
  readonly course: StackCourse;
}

export interface CountingFacts {
  /** Largest n of the training strings. */
  readonly trained: number;
  readonly cells: readonly {
    readonly kind: Kind;
    /** Largest n up to which all strings are counted. */
    readonly reach: Summary;
    /** Share of networks that count each n from 1. */
    readonly shares: readonly number[];
  }[];
  /** LSTM (a) against SRN (b), and against GRU (b). */
  readonly overSRN: Order;
  readonly overGRU: Order;
}
