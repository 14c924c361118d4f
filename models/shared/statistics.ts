/** What many values say together, above all those of the same training by several seeds. */
import { ArgumentError } from "hebb";

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation, over n - 1. */
export function spread(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

/** Pearson's coefficient; 0 where one of them does not change. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const [dx, dy] = [x.map((value) => value - mx), y.map((value) => value - my)];
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return product(dx, dy) / Math.sqrt(product(dx, dx) * product(dy, dy)) || 0;
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

export interface Gain {
  /** How much lower `better` is in the mean. */
  readonly gain: number;
  /** The same less its standard error. */
  readonly sure: number;
}

/** Of pairs that have a seed in common. */
export function gainOf(worse: readonly number[], better: readonly number[]): Gain {
  const differences = worse.map((value, i) => value - better[i]!);
  const gain = mean(differences);
  return { gain, sure: gain - spread(differences) / Math.sqrt(differences.length) };
}
