/**
 * The form of a system: what it is, how it is trained, which bars it has to reach, and the experiments that answer a
 * question about it. A new system is a folder with a `system.ts` that exports one of these as `system`, and a test.
 */
import type { Module } from "hebb";
import type { Figure } from "./figure.ts";
import type { Run } from "./run.ts";

/** What a metric has to reach. */
export interface Bar {
  readonly metric: string;
  readonly op: ">=" | "<=" | ">" | "<";
  readonly value: number;
}

export interface Measure {
  /** One phrase, such as "test digits classified correctly". */
  readonly meaning: string;
  /** How people read it: a fraction is shown in percent. Default "number". */
  readonly unit?: "fraction" | "seconds" | "nats" | "number";
}

/** The settings of a training; a system adds its own. */
export interface Recipe {
  readonly bars: readonly Bar[];
  /** The names of the data sets that it reads and that do not come with Hebb. Default: none. */
  readonly fetched?: readonly string[];
}

export type Metrics = Readonly<Record<string, number>>;

export interface System<R extends Recipe = Recipe> {
  /** Where it stands in the curriculum: part and row, from 1. */
  readonly place: readonly [part: number, row: number];
  readonly title: string;
  readonly chinese: string;
  /** One line: the network, the task and the data. */
  readonly summary: string;
  /** All that a training measures. */
  readonly metrics: Readonly<Record<string, Measure>>;
  /** `quick` takes seconds, needs data of npm packages or of this repository only, and shows that everything works. */
  readonly recipes: { readonly full: R; readonly quick: R };
  /** Trains and measures; random numbers follow the run's seed. */
  train(run: Run, recipe: R): Promise<Metrics>;
  readonly experiments: Readonly<Record<string, Experiment>>;
  /** The text that a model of this system writes, piece by piece, behind the prompt. For systems that write text. */
  write?(saved: SavedRun, request: WritingRequest): AsyncIterable<string>;
}

/** What a training left behind. */
export interface SavedRun {
  /** Gives `model` the values that were kept under this name. */
  load<M extends Module>(name: string, model: M): Promise<M>;
  /** A text that was kept under this name. */
  text(name: string): Promise<string>;
}

export interface WritingRequest {
  /** What the model goes on from. */
  readonly prompt: string;
  /** Tokens at most. */
  readonly length: number;
  readonly seed: number;
  readonly strategy:
    | { readonly kind: "greedy" }
    /** Logits are divided by the temperature; only the `topK` largest are drawn from. */
    | { readonly kind: "sample"; readonly temperature: number; readonly topK?: number }
    | { readonly kind: "beam"; readonly width: number };
}

export interface Experiment {
  /** As a reader would ask it. */
  readonly question: string;
  measure(run: Run): Promise<Finding>;
}

export interface Finding {
  /** What was measured says this: a sentence or two, with its numbers. */
  readonly answer: string;
  readonly table: Table;
  readonly figure: Figure;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The system as it is given, with the settings of its recipes known to `train`. */
export function defineSystem<R extends Recipe>(system: System<R>): System<R> {
  return system;
}
