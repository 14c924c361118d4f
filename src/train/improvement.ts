/** Improvement of a metric over epochs: shared code of `earlyStopping` and `plateau`. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, shown } from "../base/options.ts";
import type { EpochReport } from "./callback.ts";

/** Options of callbacks that wait for an improvement. */
export interface ImprovementOptions {
  /**
   * Name of the metric, measured on the validation examples if there are any, else on the training examples. Default
   * "loss".
   */
  readonly metric?: string;
  /** Direction of improvement. Default "smaller". */
  readonly better?: "smaller" | "larger";
  /** Number of epochs without improvement to wait for; the callback acts after one more. Default 10. */
  readonly patience?: number;
  /** Minimum improvement as a fraction of the best value, at least 0 and below 1. */
  readonly threshold?: number;
}

export const improvementKinds = {
  metric: "string",
  better: "string",
  patience: "number",
  threshold: "number",
} as const;

/** State of an `Improvement`, as plain JSON. */
export interface ImprovementState {
  [key: string]: unknown;
  /** The examples that the metric is measured on, or null before the first report. */
  source: "training" | "validation" | null;
  /** Best value so far, or null. */
  best: number | null;
  /** Number of consecutive epochs without improvement. */
  waited: number;
}

/** Tracks the best value of a metric and the number of epochs since. */
export class Improvement {
  readonly #name: string;
  readonly #options: Required<ImprovementOptions>;
  readonly state: ImprovementState = { source: null, best: null, waited: 0 };

  /** Throws an ArgumentError if an option is out of range. `name` is the name of the callback. */
  constructor(name: string, options: Required<ImprovementOptions>) {
    const { better, patience, threshold } = options;
    checkCounts(name, { patience }, 0);
    if (!(threshold >= 0 && threshold < 1)) {
      throw new ArgumentError(`${name} was given ${shown(threshold)} as threshold`, {
        rule: "It must be at least 0 and below 1.",
      });
    }
    if (better !== "smaller" && better !== "larger") {
      throw new ArgumentError(`${name} was given ${JSON.stringify(better)} as better`, {
        rule: 'It must be "smaller" or "larger".',
      });
    }
    this.#name = name;
    this.#options = options;
  }

  /** Records the report of an epoch. Returns true if it is the best so far; NaN never is. */
  isBest(report: EpochReport): boolean {
    const { state } = this;
    state.source ??= report.validation === null ? "training" : "validation";
    const values = report[state.source];
    // The signal interrupted the validation.
    if (values === null) return false;
    const value = values[this.#options.metric];
    if (value === undefined) {
      throw new ArgumentError(`${this.#name} found no metric named ${this.#options.metric}`, {
        rule: `Available: ${Object.keys(values).join(", ")}.`,
      });
    }
    const best = this.#isBetter(value);
    if (best) state.best = value;
    state.waited = best ? 0 : state.waited + 1;
    return best;
  }

  /** Resets the state at the start of a training. */
  restart(): void {
    Object.assign(this.state, { source: null, best: null, waited: 0 });
  }

  #isBetter(value: number): boolean {
    const { better, threshold } = this.#options;
    const { best } = this.state;
    if (best === null) return !Number.isNaN(value);
    const margin = Math.abs(best) * threshold;
    return better === "smaller" ? value < best - margin : value > best + margin;
  }

  /** True if more than `patience` epochs have passed without improvement. */
  get isExhausted(): boolean {
    return this.state.waited > this.#options.patience;
  }
}
