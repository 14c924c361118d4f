/** Facts of the memory network's experiments. */
import type { Graph } from "../figure.ts";
import type { Order, Summary } from "../verdicts.ts";
import type { TaskName } from "./stories.ts";

/** A test story and the network's answer to it. */
export interface Example {
  readonly sentences: readonly string[];
  readonly question: string;
  readonly answer: string;
  readonly support: readonly number[];
  readonly predicted: string;
  /** Weight of each sentence in each hop, `weights[hop][sentence]`. */
  readonly weights: readonly (readonly number[])[];
}

/** Readings of test questions of one task. */
export interface TaskReading {
  readonly task: TaskName;
  readonly accuracy: Summary;
  /** Fraction of questions in which a hop has its largest weight on a supporting sentence, `largest[hop][support]`. */
  readonly largest: readonly (readonly Summary[])[];
  /** Fraction of questions in which every supporting sentence has the largest weight in one of the hops. */
  readonly covered: Summary;
  readonly example: Example;
}

export interface ReadingFacts {
  readonly tasks: readonly TaskReading[];
  /** Tasks in which more than half of the questions are covered, beyond doubt. */
  readonly verdict: "all tasks" | "some tasks" | "no task";
}

export interface HopsFacts {
  readonly tasks: readonly TaskName[];
  readonly hops: readonly number[];
  /** Test accuracy, `accuracy[task][hops]`. */
  readonly accuracy: readonly (readonly Summary[])[];
  /** One hop (a) against two (b), for questions with two supporting facts. */
  readonly second: Order;
  /** Two hops (a) against three (b), for questions with three supporting facts. */
  readonly third: Order;
}

export interface OrderFacts {
  readonly tasks: readonly TaskName[];
  /** Test accuracy of each task. */
  readonly accuracy: { readonly position: readonly Summary[]; readonly bag: readonly Summary[] };
  /** Position encoding (a) against the bag of words (b), for relations. */
  readonly relation: Order;
  /** Position encoding in the other tasks: measurably worse in one, else better in all, some or none of them. */
  readonly stories: "all better" | "some better" | "none better" | "some worse";
}

export interface StoreFacts {
  readonly accuracy: Summary;
  /** Fraction of sentences about a movement whose stored content alone answers with its place. */
  readonly readable: Summary;
  /** Fraction of answers that become the new place if the deciding slot is edited. */
  readonly changed: Summary;
  /** Fraction of answers that stay if the slot of another movement is edited. */
  readonly kept: Summary;
  /** Accuracy if the memory is frozen before the deciding sentence. */
  readonly frozen: Summary;
  readonly parameters: number;
  /** Verdict on edits: more than nine in ten of the answers follow the deciding slot, and as many ignore others. */
  readonly edits: "follow" | "do not follow";
  readonly example: {
    readonly sentences: readonly string[];
    readonly question: string;
    /** Contents that the last hop reads, one row per sentence. */
    readonly contents: readonly (readonly number[])[];
    /** Answer of the content of each sentence alone. */
    readonly alone: readonly { readonly word: string; readonly probability: number }[];
    readonly before: string;
    /** Index of the edited sentence, and the new one. */
    readonly edited: number;
    readonly written: string;
    readonly after: string;
  };
  /** Computational graph of one answer. */
  readonly network: Graph;
}
