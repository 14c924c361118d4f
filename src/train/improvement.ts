/** Whether a metric gets better from epoch to epoch: what callbacks that wait for progress share. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, shown } from "../base/options.ts";
import type { EpochReport } from "./callback.ts";

export interface ImprovementOptions {
  /** A name of the report's values, of those over the validation examples where there are any. Default "loss". */
  readonly metric?: string;
  /** Which values are better. Default "smaller". */
  readonly better?: "smaller" | "larger";
  /** Epochs without improvement that are waited for; the one after them is too many. */
  readonly patience?: number;
  /** The share of the best value by which another must be better, to count as an improvement. */
  readonly threshold?: number;
}

export const improvementKinds = {
  metric: "string",
  better: "string",
  patience: "number",
  threshold: "number",
} as const;

/** Remembers the best value and how many epochs went by without a better one. */
export class Improvement {
  readonly #name: string;
  readonly #options: Required<ImprovementOptions>;
  #source: "training" | "validation" | undefined;
  #best: number | undefined;
  /** Epochs in a row that were not better than the best one. */
  waited = 0;

  /** Throws an ArgumentError for options out of their range; `name` is that of the callback. */
  constructor(name: string, options: Required<ImprovementOptions>) {
    const { better, patience, threshold } = options;
    checkCounts(name, { patience }, 0);
    if (!(threshold >= 0 && threshold < 1)) {
      throw new ArgumentError(`${name} was given the threshold ${shown(threshold)}`, {
        rule: "It is a share, from 0 to below 1.",
      });
    }
    if (better !== "smaller" && better !== "larger") {
      throw new ArgumentError(`${name} cannot tell which values are ${JSON.stringify(better)}`, {
        rule: 'better is "smaller" or "larger".',
      });
    }
    this.#name = name;
    this.#options = options;
  }

  /** Takes an epoch's report and says whether it is the best so far. NaN is never. */
  isBest(report: EpochReport): boolean {
    this.#source ??= report.validation === null ? "training" : "validation";
    const values = report[this.#source];
    // The signal cut the validation short.
    if (values === null) return false;
    const value = values[this.#options.metric];
    if (value === undefined) {
      throw new ArgumentError(`${this.#name} found no metric called ${this.#options.metric}`, {
        rule: `What was measured are ${Object.keys(values).join(", ")}.`,
      });
    }
    const best = this.#isBetter(value);
    if (best) this.#best = value;
    this.waited = best ? 0 : this.waited + 1;
    return best;
  }

  #isBetter(value: number): boolean {
    const { better, threshold } = this.#options;
    if (this.#best === undefined) return !Number.isNaN(value);
    const margin = Math.abs(this.#best) * threshold;
    return better === "smaller" ? value < this.#best - margin : value > this.#best + margin;
  }

  /** More epochs than patience allows went by without improvement. */
  get isExhausted(): boolean {
    return this.waited > this.#options.patience;
  }
}
