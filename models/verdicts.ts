/**
 * Verdicts on repeated measurements, each computed once, so that texts in two languages cannot disagree. Summaries and
 * verdicts are plain JSON.
 */
import { ArgumentError } from "hebb";
import { mean, std, studentQuantile } from "./shared/statistics.ts";
import type { Bar } from "./system.ts";

/** Measurements of one metric with several seeds. */
export interface Summary {
  readonly mean: number;
  /** Sample standard deviation, which divides by n - 1. Null for a single seed. */
  readonly std: number | null;
  readonly n: number;
  readonly seeds: readonly number[];
  /** One value for each seed, in the same order. */
  readonly values: readonly number[];
}

/** Summarizes one value for each seed. Default seeds: 0, 1, … Throws an ArgumentError for a value that is not finite. */
export function summarize(values: readonly number[], seeds: readonly number[] = [...values.keys()]): Summary {
  if (values.length === 0 || seeds.length !== values.length || new Set(seeds).size !== seeds.length) {
    throw new ArgumentError(`summarize got ${values.length} values for the seeds ${seeds.join(", ")}`, {
      rule: "It needs one value for each seed, at least one seed, and no seed twice.",
    });
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new ArgumentError(`summarize got ${values[wrong]} for the seed ${seeds[wrong]}`, {
      rule: "Values are finite numbers.",
      fix: "Count failed runs separately, and summarize the others.",
    });
  }
  return { mean: mean(values), std: values.length > 1 ? std(values) : null, n: values.length, seeds, values };
}

/** Fewest seeds that allow a verdict. */
const fewest = 3;

/** Returns true if the measurement has too few seeds for a verdict. */
export const isUndecided = ({ n }: Summary): boolean => n < fewest;

export type Order = "a is larger" | "b is larger" | "unclear";

/**
 * Compares two measurements paired by seed: the mean difference must exceed t · s / √n, for Student's t of 95%
 * confidence. Fewer than three pairs are always unclear. Throws an ArgumentError if the seeds differ.
 */
export function distinguishable(a: Summary, b: Summary): Order {
  const differences = paired(a, b);
  if (exceeds(differences, 0.95)) return "a is larger";
  if (exceeds(opposite(differences), 0.95)) return "b is larger";
  return "unclear";
}

export type Trend = "rises" | "falls" | "peaks" | "dips" | "unclear";

/**
 * Returns the course of measurements, given in the order of a setting. It rises or falls if the last is distinguishable
 * from the first and no step contradicts this. It peaks or dips at a setting that is distinguishable from both ends.
 * Comparisons of several settings share the probability of error (Bonferroni correction).
 */
export function trend(points: readonly Summary[]): Trend {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) {
    throw new ArgumentError(`trend got ${points.length} settings`, { rule: "A trend needs at least two." });
  }
  const [peaks, dips] = [hasPeak(points), hasPeak(points.map(negated))];
  if (peaks || dips) return peaks && dips ? "unclear" : peaks ? "peaks" : "dips";
  const order = distinguishable(last, first);
  if (order === "unclear") return "unclear";
  const rises = order === "a is larger";
  const level = 1 - 0.05 / (points.length - 1);
  const steps = points.slice(1).map((point, i) => paired(point, points[i]!));
  if (steps.some((step) => exceeds(rises ? opposite(step) : step, level))) return "unclear";
  return rises ? "rises" : "falls";
}

/** True if a point between the ends is larger than both. */
function hasPeak(points: readonly Summary[]): boolean {
  const inner = points.slice(1, -1);
  const level = 1 - 0.05 / inner.length;
  const ends = [points[0]!, points.at(-1)!];
  return inner.some((point) => ends.every((end) => exceeds(paired(point, end), level)));
}

export type Reach = "reached" | "missed" | "unclear";

/**
 * Compares a measurement with a bar. The 95% confidence interval of the mean of several seeds must be on one side of
 * the bar; fewer than three seeds are unclear. A single number is compared as it is.
 */
export function reaches(measured: number | Summary, { op, value }: Pick<Bar, "op" | "value">): Reach {
  const above = op === ">=" || op === ">";
  if (typeof measured === "number") {
    const margin = above ? measured - value : value - measured;
    if (Number.isNaN(margin)) throw new ArgumentError(`a bar of ${value} was compared with ${measured}`);
    return margin > 0 || (margin === 0 && op.endsWith("=")) ? "reached" : "missed";
  }
  const margins = measured.values.map((one) => (above ? one - value : value - one));
  if (exceeds(margins, 0.95)) return "reached";
  if (exceeds(opposite(margins), 0.95)) return "missed";
  return "unclear";
}

/** True if the mean is above 0 by Student's t test, two-sided at this level, with at least three values. */
function exceeds(values: readonly number[], level: number): boolean {
  if (values.length < fewest) return false;
  const margin = (studentQuantile(values.length - 1, level) * std(values)) / Math.sqrt(values.length);
  return mean(values) > margin;
}

/** Returns a - b for each seed. */
function paired(a: Summary, b: Summary): number[] {
  const partners = new Map(b.seeds.map((seed, i) => [seed, b.values[i]!]));
  if (a.seeds.length !== b.seeds.length || a.seeds.some((seed) => !partners.has(seed))) {
    throw new ArgumentError(`the seeds ${a.seeds.join(", ")} were paired with ${b.seeds.join(", ")}`, {
      rule: "Paired measurements share their seeds.",
    });
  }
  return a.seeds.map((seed, i) => a.values[i]! - partners.get(seed)!);
}

const opposite = (values: readonly number[]): number[] => values.map((value) => -value);

const negated = (point: Summary): Summary => ({ ...point, mean: -point.mean, values: opposite(point.values) });
