/** Conducts a training: seeds it, times it, and judges what it measured by the bars of its recipe. */
import { ArgumentError, random } from "hebb";
import type { Run } from "./run.ts";
import type { Bar, Experiment, Finding, Metrics, Recipe, System } from "./system.ts";

/** A bar beside what was measured. */
export interface Verdict extends Bar {
  readonly measured: number;
  readonly passed: boolean;
}

export interface Result {
  readonly quick: boolean;
  readonly seed: number;
  readonly metrics: Metrics;
  readonly bars: readonly Verdict[];
  /** All bars. */
  readonly passed: boolean;
  /** Wall time, with reading data and evaluation. */
  readonly seconds: number;
}

/** Trains `system` by the run's recipe. Rejects with Interrupted where the run's signal aborts. */
export async function train(system: System, run: Run): Promise<Result> {
  random.seed(run.seed);
  const recipe = system.recipes[run.quick ? "quick" : "full"];
  const start = performance.now();
  const metrics = await system.train(run, recipe);
  const seconds = (performance.now() - start) / 1000;
  checkMetrics(system, metrics);
  const bars = judge(recipe, metrics);
  return { quick: run.quick, seed: run.seed, metrics, bars, passed: bars.every(({ passed }) => passed), seconds };
}

/** Measures what the experiment asks. Rejects with Interrupted where the run's signal aborts. */
export async function conduct(experiment: Experiment, run: Run): Promise<Finding> {
  random.seed(run.seed);
  return experiment.measure(run);
}

function judge({ bars }: Recipe, metrics: Metrics): Verdict[] {
  return bars.map(({ metric, op, value }) => {
    const measured = metrics[metric];
    if (measured === undefined) {
      throw new ArgumentError(`the recipe has a bar for ${metric}, which was not measured`, {
        rule: `The training measured ${Object.keys(metrics).join(", ")}.`,
      });
    }
    return { metric, op, value, measured, passed: holds(measured, op, value) };
  });
}

/** False for NaN. */
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
  throw new ArgumentError(`${system.title} measured ${unknown.join(", ")}`, {
    rule: `Its metrics are ${Object.keys(system.metrics).join(", ")}.`,
    fix: "Describe it in the system's `metrics`.",
  });
}
