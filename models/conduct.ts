/**
 * Runs a training or an experiment: seeds it, measures its time, and checks its metrics against the bars of its recipe.
 */
import { ArgumentError, random } from "hebb";
import type { Run } from "./run.ts";
import type { Answer } from "./answer.ts";
import type { Figure } from "./figure.ts";
import type { Bar, EnglishExperiment, Experiment, Finding, Metrics, Recipe, System, Table } from "./system.ts";

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
  /** Undefined for an experiment in English. */
  readonly facts?: unknown;
  /** Undefined for an experiment in English. */
  readonly words?: Answer;
  /** The answer in English, in one paragraph. */
  readonly answer: string;
  readonly table: Table;
  readonly figure: Figure;
}

/** Runs an experiment with the run's seeds. Rejects with Interrupted if the run's signal is aborted. */
export async function conduct(experiment: Experiment | EnglishExperiment, run: Run): Promise<Outcome> {
  if (isEnglish(experiment)) return findingOf(experiment, run);
  return presented(experiment, await measure(experiment, run));
}

/** Runs an experiment that writes its answer itself. Throws an ArgumentError for any other. */
export function findingOf(experiment: Experiment | EnglishExperiment, run: Run): Promise<Finding> {
  if (!isEnglish(experiment)) throw new ArgumentError(`"${experiment.question.en}" has facts`, { fix: "Use measure." });
  random.seed(run.seed);
  return experiment.measure(run);
}

/** Runs an experiment and returns its facts. */
export function measure<F>(experiment: Experiment<F>, run: Run): Promise<F> {
  random.seed(run.seed);
  return experiment.measure(run);
}

/** Presents facts that were measured before. */
export function presented<F>(experiment: Experiment<F>, facts: F): Outcome {
  const words = experiment.words(facts);
  const { answer, evidence, caution } = words;
  const paragraph = [answer, evidence, ...(caution ? [caution] : [])].map(({ en }) => en).join(" ");
  return { facts, words, answer: paragraph, table: experiment.table(facts), figure: experiment.figure(facts) };
}

/** Returns true for an experiment that writes its answer itself. */
export function isEnglish(experiment: Experiment | EnglishExperiment): experiment is EnglishExperiment {
  return !("words" in experiment);
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
