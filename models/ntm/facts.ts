/** Facts of the neural Turing machine's experiments. */
import type { Order, Summary } from "../verdicts.ts";
import type { ControllerKind } from "./model.ts";
import type { TaskName } from "./tasks.ts";

/** Recorded run of a machine that copies one sequence. */
export interface Example {
  /** Bits to copy, `shown[place][bit]`. */
  readonly shown: readonly (readonly number[])[];
  /** Probabilities of the output bits, `outputs[place][bit]`. */
  readonly outputs: readonly (readonly number[])[];
  /** Weights of the heads, `[step][slot]`. */
  readonly written: readonly (readonly number[])[];
  readonly visited: readonly (readonly number[])[];
  /** Slots after the sequence was shown, `memory[slot][element]`. */
  readonly memory: readonly (readonly number[])[];
}

export interface MachineFacts {
  /** Number of symbols that the stack of the RNN with weights set by hand holds in single precision. */
  readonly symbols: number;
  /** Number in the RNN of `turing` before and after each command, for the word of the figure. */
  readonly stack: readonly number[];
  readonly commands: readonly string[];
  /** Numbers of slots: as trained, and more of them. */
  readonly slots: readonly number[];
  readonly lengths: readonly number[];
  /** Fraction of wrong bits, `wrong[slots][length]`. */
  readonly wrong: readonly (readonly Summary[])[];
  /** Mean of the largest weight of a head. */
  readonly peak: { readonly written: Summary; readonly visited: Summary };
  /** Verdict on the moves: almost exact if the largest weights are above 0.9, beyond doubt. */
  readonly moves: "almost exact" | "blurred";
  /** Longest sequence that fits into the larger memory; it does not fit into the smaller one. */
  readonly compared: number;
  /** Wrong bits of sequences of this length, with the trained number of slots (a) and with more slots (b). */
  readonly longer: Order;
  readonly example: Example;
}

export interface HeadsFacts {
  /** Fraction of vectors that are written to a slot of their own. */
  readonly own: Summary;
  /** Fraction of vectors that are read from the slot to which they were written. */
  readonly matched: Summary;
  /** Fraction of moves between neighboring slots, always in the same direction. */
  readonly neighbors: Summary;
  readonly wrong: Summary;
  readonly verdict: "returns" | "does not return";
  readonly example: Example;
}

export interface LengthsFacts {
  readonly lengths: readonly number[];
  /** Longest sequence of the training. */
  readonly trained: number;
  /** Fraction of wrong bits, one for each length. */
  readonly machine: readonly Summary[];
  readonly lstm: readonly Summary[];
  readonly parameters: { readonly machine: number; readonly lstm: number };
  /** Wrong bits of the LSTM (a) and of the machine (b), at the longest trained length and at twice that. */
  readonly atTrained: Order;
  readonly atTwice: Order;
}

export const mechanisms = ["all", "content", "interpolation", "shift", "sharpening"] as const;
/** Mechanism that is switched off. */
export type Mechanism = (typeof mechanisms)[number];

export interface AddressingFacts {
  /** Longest sequence of the training, and of the test of longer ones. */
  readonly trained: number;
  readonly tested: number;
  /** Wrong bits per sequence at trained lengths, by the mechanism that is off. */
  readonly wrong: Readonly<Record<Mechanism, Summary>>;
  /** Fraction of wrong bits of longer sequences. */
  readonly longer: Readonly<Record<Mechanism, Summary>>;
  /** Wrong bits at trained lengths without the mechanism (a) and with all (b). */
  readonly orders: Readonly<Record<Exclude<Mechanism, "all">, Order>>;
  /** Mechanisms without which the machine is worse. */
  readonly needed: "several" | "one" | "none";
}

export interface EditFacts {
  /** Fraction of edits after which the edited place shows the new vector. */
  readonly changed: Summary;
  /** Fraction of edits after which all other places are unchanged. */
  readonly kept: Summary;
  /** Fraction of edits of a slot that was hardly written, after which nothing changes. */
  readonly unused: Summary;
  readonly verdict: "just there" | "not just there";
  readonly example: {
    readonly place: number;
    readonly before: readonly (readonly number[])[];
    readonly after: readonly (readonly number[])[];
    readonly written: readonly number[];
  };
}

export interface ControllersFacts {
  readonly tasks: readonly TaskName[];
  readonly controllers: readonly ControllerKind[];
  /** Wrong bits per sequence, `wrong[task][controller]`. */
  readonly wrong: readonly (readonly Summary[])[];
  /** Wrong bits of the LSTM controller (a) and of the feed-forward one (b), for each task. */
  readonly orders: readonly Order[];
}
