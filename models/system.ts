/**
 * The definition of a system: its description, recipes, bars, training function and experiments. To add a system, add a
 * folder with a test and a `system.ts` that exports a `System` as `system`.
 */
import type { Answer } from "./answer.ts";
import type { Chapter } from "./chapters.ts";
import type { Plain } from "./facts.ts";
import type { Figure } from "./figure.ts";
import type { Look } from "./look.ts";
import type { Page } from "./page.ts";
import type { Spread } from "./quantity.ts";
import type { Run } from "./run.ts";
import type { SavedRun, WritingRequest } from "./saved-run.ts";
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
  /** Chapter of the textbook. */
  readonly chapter: Chapter;
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
  /** Named views of a trained model on an input of the reader's choice. */
  readonly looks: Readonly<Record<string, Look>>;
  /** Explanation of the system, from which its page is generated. */
  readonly page: Page;
  /**
   * Generates text after the prompt with a trained model and yields it piece by piece. Present only in systems that
   * generate text.
   */
  write?(saved: SavedRun, request: WritingRequest): AsyncIterable<string>;
}

/**
 * A question about a system, the measurement that answers it, and pure functions that present the measured facts. Facts
 * are kept, so that words, figures and translations change without measuring again.
 */
export interface Experiment<F = unknown> {
  /** The question in a reader's words. */
  readonly question: Text;
  /**
   * Number of seeds that the full measurement uses by default. Undefined if no result depends on the seed in a way that
   * several seeds would show.
   */
  readonly seeds?: number;
  measure(run: Run): Promise<F>;
  /** Method syntax, so that an experiment with its own type of facts is an `Experiment`. */
  words(facts: F): Answer;
  figure(facts: F): Figure;
  table(facts: F): Table;
}

export interface Table {
  readonly columns: readonly (string | Text | Column)[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A column whose numbers have a unit or a fixed number of digits. */
export interface Column {
  readonly name: Text;
  readonly unit?: Measure["unit"];
  /** Digits after the decimal point. Default: five significant digits. */
  readonly digits?: number;
}

/** A number, a mean with its standard deviation, or words. */
export type Cell = number | Spread | string | Text;

/** Returns `system` unchanged; infers the type of its recipes for `train`. */
export function defineSystem<R extends Recipe>(system: System<R>): System<R> {
  return system;
}

/** Returns `experiment` unchanged; the types check that its facts can be saved. */
export function defineExperiment<F>(experiment: Experiment<F & Plain<F>>): Experiment<F & Plain<F>> {
  return experiment;
}
