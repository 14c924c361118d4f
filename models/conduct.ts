/**
 * Runs a training or an experiment: seeds it, measures its time, and checks its metrics against the bars of its recipe.
 */
import { ArgumentError, random } from "hebb";
import type { Run } from "./run.ts";
import type { Answer } from "./answer.ts";
import type { Figure } from "./figure.ts";
import type { Bar, Experiment, Metrics, Recipe, System, Table } from "./system.ts";

/** A bar with the measured value. */
export interface Verdict extends Bar {
  readonly measured: number;
  readonly passed: boolean;
}

/** The outcome of a training. */
export interface Result {
  readonly quick: boolean;
  readonly seed: number;
  readonly metrics: Metrics;
  readonly bars: readonly Verdict[];
  /** True if every bar is passed. */
  readonly passed: boolean;
  /** Wall time in seconds, including reading the data and evaluating the model. */
  readonly seconds: number;
}

/**
 * Trains `system` with `recipe`, by default the quick one if `run.quick` is set, otherwise the full one. Rejects with an
 * ArgumentError if the metrics do not match the system's metrics or the recipe's bars, and with Interrupted if the
 * run's signal is aborted.
 */
export async function train(
  system: System,
  run: Run,
  recipe: Recipe = system.recipes[run.quick ? "quick" : "full"],
): Promise<Result> {
  random.seed(run.seed);
  const metrics = await system.train(run, recipe);
  const { seconds } = run;
  checkMetrics(system, metrics);
  const bars = judge(recipe, metrics);
  return { quick: run.quick, seed: run.seed, metrics, bars, passed: bars.every(({ passed }) => passed), seconds };
}

/** Measurements of an experiment, and their presentation. */
export interface Outcome {
  readonly facts: unknown;
  readonly words: Answer;
  readonly table: Table;
  readonly figure: Figure;
}

/** Runs an experiment with the run's seeds. Rejects with Interrupted if the run's signal is aborted. */
export async function conduct(experiment: Experiment, run: Run): Promise<Outcome> {
  return presented(experiment, await measure(experiment, run));
}

/** Runs an experiment and returns its facts. */
export function measure<F>(experiment: Experiment<F>, run: Run): Promise<F> {
  random.seed(run.seed);
  return experiment.measure(run);
}

/** Presents facts that were measured before. */
export function presented<F>(experiment: Experiment<F>, facts: F): Outcome {
  const words = experiment.words(facts);
  return { facts, words, table: experiment.table(facts), figure: experiment.figure(facts) };
}

function judge({ bars }: Recipe, metrics: Metrics): Verdict[] {
  return bars.map(({ metric, op, value }) => {
    const measured = metrics[metric];
    if (measured === undefined) {
      throw new ArgumentError(`the recipe has a bar for ${metric}, which the training did not measure`, {
        rule: `The training measured ${Object.keys(metrics).join(", ")}.`,
        fix: "Return this metric from the system's `train`, or remove the bar.",
      });
    }
    return { metric, op, value, measured, passed: holds(measured, op, value) };
  });
}

/** Compares a measured value with a bar; false for NaN. */
function holds(measured: number, op: Bar["op"], value: number): boolean {
  switch (op) {
    case ">=":
      return measured >= value;
    case "<=":
      return measured <= value;
    case ">":
      return measured > value;
    case "<":
      return measured < value;
  }
}

function checkMetrics(system: System, metrics: Metrics): void {
  const unknown = Object.keys(metrics).filter((name) => !Object.hasOwn(system.metrics, name));
  if (unknown.length === 0) return;
  throw new ArgumentError(`${system.title.en} measured undeclared metrics: ${unknown.join(", ")}`, {
    rule: `Its declared metrics are ${Object.keys(system.metrics).join(", ")}.`,
    fix: "Declare them in the system's `metrics`.",
  });
}
