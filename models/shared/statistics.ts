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

/**
 * Returns t for which Student's distribution has the probability `level` between -t and t. `freedom` is the number of
 * degrees of freedom, an integer. Closed form of the probability: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
 */
export function studentQuantile(freedom: number, level = 0.95): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentProbability(middle, freedom) < level) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(low);
}

/** Returns the probability of |t| < sqrt(freedom) tan(angle). */
function studentProbability(angle: number, freedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = freedom % 2 === 1;
  let [sum, term] = [0, odd ? cosine : 1];
  for (let k = odd ? 1 : 0; k <= freedom - 2; k += 2) {
    sum += term;
    term *= (cosine * cosine * (k + 1)) / (k + 2);
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/**
 * Returns the lower end of the 95% confidence interval of the mean of `worse` - `better` (Student, 1908). The values
 * are paired: both of a pair share a seed. If the result is above 0, the difference is significant. Throws an
 * ArgumentError unless there are 2 to 10 pairs.
 */
export function sureGain(worse: readonly number[], better: readonly number[]): number {
  if (worse.length < 2 || worse.length > 10 || better.length !== worse.length) {
    throw new ArgumentError(`sureGain got ${worse.length} and ${better.length} values`, {
      rule: "Both must have the same length, from 2 to 10.",
    });
  }
  // Three decimals, as in printed tables.
  const quantile = Number(studentQuantile(worse.length - 1).toFixed(3));
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
