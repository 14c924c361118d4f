/** What the same training by several seeds says: mean, spread, how sure a difference is; and how large weights are. */
import { ArgumentError, type TypedArray } from "hebb";

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation, over n - 1. */
export function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** The 97.5 % quantiles of Student's t for 1, 2, … degrees of freedom. */
const quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * How much lower `better` is than `worse` at least: the lower end of the 95 % confidence interval of the mean difference
 * (Student, 1908), from pairs that have a seed in common. Above 0, the difference is not the seeds' doing. Throws an
 * ArgumentError unless there are from 2 to 10 pairs.
 */
export function sureGain(worse: readonly number[], better: readonly number[]): number {
  const quantile = quantiles[worse.length - 2];
  if (quantile === undefined || better.length !== worse.length) {
    throw new ArgumentError(`sureGain was given ${worse.length} and ${better.length} values`, {
      rule: "It takes from 2 to 10 pairs.",
    });
  }
  const differences = worse.map((value, i) => value - better[i]!);
  return mean(differences) - (quantile * spread(differences)) / Math.sqrt(differences.length);
}

/** √Σ x² over those elements that `counts` says, or over all. */
export function norm(values: TypedArray, counts: (index: number) => boolean = () => true): number {
  let sum = 0;
  values.forEach((value, i) => (sum += counts(i) ? value ** 2 : 0));
  return Math.sqrt(sum);
}
