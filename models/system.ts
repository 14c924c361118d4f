/**
 * The definition of a system: its description, recipes, bars, training function and experiments. To add a system, add a
 * folder with a test and a `system.ts` that exports a `System` as `system`.
 */
import type { Module } from "hebb";
import type { Figure } from "./figure.ts";
import type { Run } from "./run.ts";
import type { NumberPath, Settings } from "./settings.ts";
import type { Text } from "./text.ts";

/** A condition that a metric must satisfy, such as `accuracy >= 0.98`. */
export interface Bar {
  readonly metric: string;
  readonly op: ">=" | "<=" | ">" | "<";
  readonly value: number;
}

/** The description of a metric. */
export interface Measure {
  /** A short phrase, such as "test digits classified correctly", without a period. */
  readonly meaning: Text;
  /** Unit for display; a fraction is shown as a percentage. Default "number". */
  readonly unit?: "fraction" | "seconds" | "nats" | "number";
  /** True if it is measured by the clock, and so differs between equal runs. Default: true for seconds. */
  readonly isTiming?: boolean;
  /** Always printed at the end of a training. Default: only if the recipe has a bar for it. */
  readonly isHeadline?: boolean;
}

/** Hyperparameters and bars of a training. A system extends it with its own hyperparameters. */
export interface Recipe {
  readonly bars: readonly Bar[];
  /** Names of the required data sets that are not included with Hebb and must be downloaded. Default: none. */
  readonly fetched?: readonly string[];
}

/** Paths to the numbers of `R`, bars excluded. Any string for `Recipe` itself, so that a `System` is any system. */
export type RecipePath<R extends Recipe> = keyof R extends keyof Recipe ? string : NumberPath<Omit<R, keyof Recipe>>;

/** Measured values by the name of the metric. */
export type Metrics = Readonly<Record<string, number>>;

/** A model or group of models with its training and its experiments. */
export interface System<R extends Recipe = Recipe> {
  /** Position in the curriculum: part and row, both starting at 1. */
  readonly place: readonly [part: number, row: number];
  readonly title: Text;
  /** One line that names the network, the task and the data. */
  readonly summary: Text;
  /** Descriptions of all metrics that `train` measures. */
  readonly metrics: Readonly<Record<string, Measure>>;
  /**
   * Hyperparameters of the full and the quick training. `quick` takes seconds, uses only data from npm packages or from this
   * repository, and checks that the code works.
   */
  readonly recipes: { readonly full: R; readonly quick: R };
  /** Numbers of the recipes that a reader may change, by name. Default: none. */
  readonly settings?: Settings<RecipePath<R>>;
  /** Trains the system and returns its metrics. Random numbers depend on the run's seed only. */
  train(run: Run, recipe: R): Promise<Metrics>;
  readonly experiments: Readonly<Record<string, Experiment>>;
  /**
   * Generates text after the prompt with a trained model and yields it piece by piece. Present only in systems that
   * generate text.
   */
  write?(saved: SavedRun, request: WritingRequest): AsyncIterable<string>;
}

/** The files saved by a training. */
export interface SavedRun {
  /** Loads the saved parameters of this name into `model` and returns it. */
  load<M extends Module>(name: string, model: M): Promise<M>;
  /** Returns the text saved under this name. */
  text(name: string): Promise<string>;
}

/** A prompt, a length and a decoding strategy for generated text. */
export interface WritingRequest {
  /** The text to continue. */
  readonly prompt: string;
  /** Maximum number of tokens. */
  readonly length: number;
  readonly seed: number;
  readonly strategy:
    | { readonly kind: "greedy" }
    /** Divides the logits by the temperature and samples from the `topK` largest. Default of `topK`: all. */
    | { readonly kind: "sample"; readonly temperature: number; readonly topK?: number }
    | { readonly kind: "beam"; readonly width: number };
}

/** A question about a system and the measurement that answers it. */
export interface Experiment {
  /** The question in a reader's words. */
  readonly question: Text;
  measure(run: Run): Promise<Finding>;
}

/** The result of an experiment. */
export interface Finding {
  /** One or two sentences that answer the question, with the measured numbers. */
  readonly answer: string;
  readonly table: Table;
  readonly figure: Figure;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Returns `system` unchanged; infers the type of its recipes for `train`. */
export function defineSystem<R extends Recipe>(system: System<R>): System<R> {
  return system;
}
