/** Statistics of repeated measurements, such as one training with several seeds. */
import { ArgumentError } from "hebb";

/** Returns the arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Returns the sample standard deviation, which divides by n - 1. */
export function std(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

/** Returns the median; for an even number of values, the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

/** Returns Pearson's correlation coefficient, or 0 if one of the two is constant. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const [dx, dy] = [x.map((value) => value - mx), y.map((value) => value - my)];
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return product(dx, dy) / Math.sqrt(product(dx, dx) * product(dy, dy)) || 0;
}

/** The 97.5% quantiles of Student's t distribution for 1, 2, … degrees of freedom. */
const quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * Returns the lower end of the 95% confidence interval of the mean of `worse` - `better` (Student, 1908). The values
 * are paired: both of a pair share a seed. If the result is above 0, the difference is significant. Throws an
 * ArgumentError unless there are 2 to 10 pairs.
 */
export function sureGain(worse: readonly number[], better: readonly number[]): number {
  const quantile = quantiles[worse.length - 2];
  if (quantile === undefined || better.length !== worse.length) {
    throw new ArgumentError(`sureGain got ${worse.length} and ${better.length} values`, {
      rule: "Both must have the same length, from 2 to 10.",
    });
  }
  const differences = worse.map((value, i) => value - better[i]!);
  return mean(differences) - (quantile * std(differences)) / Math.sqrt(differences.length);
}

/** The result of `gainOf`. */
export interface Gain {
  /** Mean of `worse` - `better`. */
  readonly gain: number;
  /** The gain minus its standard error. */
  readonly sure: number;
}

/** Compares paired values; both values of a pair share a seed. */
export function gainOf(worse: readonly number[], better: readonly number[]): Gain {
  const differences = worse.map((value, i) => value - better[i]!);
  const gain = mean(differences);
  return { gain, sure: gain - std(differences) / Math.sqrt(differences.length) };
}
