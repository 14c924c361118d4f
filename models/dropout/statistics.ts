/** What trainings by several seeds say together. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation, over n - 1. */
export function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
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

/** Seeds of runs with different seeds have none in common. */
export function seedOf(run: { readonly seed: number }, i: number): number {
  return 1000 * run.seed + i;
}
