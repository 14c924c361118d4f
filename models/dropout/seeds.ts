/** Seeds for several trainings within one run. */

/** Returns the i-th seed of a run. Runs with different seeds share none, for i below 1000. */
export function seedOf(run: { readonly seed: number }, i: number): number {
  return 1000 * run.seed + i;
}
