/** A training as a state and a step, run by `fit` or by a caller that pauses, saves and resumes it. */
import { ArgumentError, StateError } from "../base/errors.ts";
import type { State } from "../io/state.ts";
import type { MinimizeOptions } from "../optim/index.ts";
import { type Tensor, compile } from "../tensor/index.ts";
import type { EpochReport, History, FitPlan } from "./callback.ts";
import type { Batches, Examples, Model } from "./examples.ts";
import type { FitOptions } from "./fit-options.ts";
import { type Measured, type MetricValues, evaluator, measure, readMeans, rowsOf } from "./metrics.ts";

/** Result of a step. */
export interface FitStep {
  /** Loss and metrics of the batch. */
  readonly values: MetricValues;
  /** Means of loss and metrics over the epoch so far. */
  readonly means: MetricValues;
  /** Report of the epoch that ended with this step, or null. */
  readonly epoch: EpochReport | null;
  /** True if a callback stopped the training. */
  readonly done: boolean;
}

/** Progress of a training, as plain JSON. */
interface Progress {
  [key: string]: unknown;
  /** Number of steps and examples, in all epochs. */
  steps: number;
  examples: number;
  /** Sums of loss and metrics over the epoch so far, and its examples. */
  sums: { [name: string]: number };
  weight: number;
  /** Wall time of the epoch so far. */
  seconds: number;
  epochs: EpochReport[];
  stopped: boolean;
}

/** A training between two steps, created by `beginFit`. */
export class Fitting {
  /** Number of steps, unless the training stops early. */
  readonly total: number;
  /**
   * State of the training between two steps: the model, the optimizer, the history so far, and the `state` of callbacks.
   * `encodeState` saves it, and `decodeState` restores it.
   */
  readonly state: State;
  readonly #options: FitOptions;
  readonly #plan: FitPlan;
  readonly #progress: Progress;
  readonly #batchAt: (index: number) => readonly [input: Tensor, target: Tensor];
  readonly #step: (input: Tensor, target: Tensor) => Record<string, Measured>;
  readonly #evaluate: (examples: Examples) => Promise<MetricValues>;

  constructor(model: Model, batches: Batches, options: FitOptions, plan: FitPlan) {
    const { loss, optimizer, metrics = {}, batchSize = 128, signal, callbacks = [] } = options;
    const { clipNorm, clipValue, project } = options;
    const given = Object.entries({ clipNorm, clipValue, project }).filter(([, value]) => value !== undefined);
    const update: MinimizeOptions = Object.fromEntries(given);
    this.total = plan.epochs * plan.steps;
    this.#options = options;
    this.#plan = plan;
    this.#progress = { steps: 0, examples: 0, sums: {}, weight: 0, seconds: 0, epochs: [], stopped: false };
    this.state = { model, optimizer, progress: this.#progress, callbacks: callbacks.map(({ state = null }) => state) };
    this.#batchAt = indexed(batches);
    this.#step = compile((input: Tensor, target: Tensor) => {
      const prediction = model.forward(input);
      const value = optimizer.minimize(loss(prediction, target), update);
      return { loss: { sum: value, count: 1 }, ...measure(metrics, prediction, target) };
    });
    this.#evaluate = evaluator(model, { metrics: { loss, ...metrics }, batchSize, signal });
  }

  /** Runs step `i`, counted from 0 over all epochs. Rejects with a StateError unless it follows the previous step. */
  async step(i: number): Promise<FitStep> {
    const progress = this.#progress;
    if (i !== progress.steps || i >= this.total || progress.stopped) {
      throw new StateError(`step ${i} of a training was called after ${progress.steps} of ${this.total} steps`, {
        rule: "Each step must be run once, in order, starting after the saved state.",
      });
    }
    const start = performance.now();
    const { callbacks = [] } = this.#options;
    const epoch = Math.floor(i / this.#plan.steps) + 1;
    const step = (i % this.#plan.steps) + 1;
    if (step === 1) for (const callback of callbacks) await callback.onEpochBegin?.(epoch);
    const [input, target] = this.#batchAt(i);
    const values = await readMeans(this.#step(input, target));
    const means = this.#count(values, rowsOf(input));
    const { examples } = progress;
    const report = { epoch, step, examples, values, means, plan: this.#plan };
    for (const callback of callbacks) await callback.onStepEnd?.(report);
    progress.seconds += (performance.now() - start) / 1000;
    const ended = step === this.#plan.steps ? await this.#endEpoch() : null;
    return { values, means, epoch: ended, done: progress.stopped };
  }

  /** Ends the training, possibly before its last step, and returns its history. */
  async end(): Promise<History> {
    const { epochs, steps } = this.#progress;
    const cut = this.#epochReport(null);
    const history = { epochs: cut.steps > 0 ? [...epochs, cut] : [...epochs], steps, stopped: steps < this.total };
    for (const callback of this.#options.callbacks ?? []) await callback.onTrainEnd?.(history);
    return history;
  }

  #count(values: MetricValues, rows: number): MetricValues {
    const progress = this.#progress;
    for (const [name, value] of Object.entries(values)) {
      progress.sums[name] = (progress.sums[name] ?? 0) + value * rows;
    }
    progress.weight += rows;
    progress.examples += rows;
    progress.steps++;
    return this.#means();
  }

  #means(): MetricValues {
    const { sums, weight } = this.#progress;
    return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / weight]));
  }

  /** Report of the epoch so far. */
  #epochReport(validation: MetricValues | null): EpochReport {
    const { epochs, steps, seconds } = this.#progress;
    const before = epochs.reduce((total, report) => total + report.steps, 0);
    return { epoch: epochs.length + 1, steps: steps - before, training: this.#means(), validation, seconds };
  }

  async #endEpoch(): Promise<EpochReport> {
    const start = performance.now();
    const { validation, signal, callbacks = [] } = this.#options;
    const measured = validation !== undefined && signal?.aborted !== true ? await this.#evaluate(validation) : null;
    const progress = this.#progress;
    progress.seconds += (performance.now() - start) / 1000;
    const report = this.#epochReport(signal?.aborted === true ? null : measured);
    progress.epochs.push(report);
    Object.assign(progress, { sums: {}, weight: 0, seconds: 0 });
    for (const callback of callbacks) {
      if ((await callback.onEpochEnd?.(report)) === "stop") progress.stopped = true;
    }
    return report;
  }
}

/** Returns batches by number: by index if the batches have `at`, otherwise by iterating over them. */
function indexed(batches: Batches): (index: number) => readonly [input: Tensor, target: Tensor] {
  if (batches.at !== undefined) return (index) => batches.at!(index);
  const iterator = batches[Symbol.iterator]();
  let taken = 0;
  return (index) => {
    if (index !== taken) {
      throw new StateError(`a training cannot resume at step ${index}`, {
        rule: "The batches of its examples can only be iterated from the first.",
        fix: "Let batches() return an object with a method at(index), like that of a Dataset.",
      });
    }
    const next = iterator.next();
    if (next.done === true) {
      throw new ArgumentError(`the batches ended after ${taken} batches`, {
        rule: "examples.batches must cover all epochs.",
      });
    }
    taken++;
    return next.value;
  };
}
