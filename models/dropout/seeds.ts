/** Seeds of several trainings of one run, so that no two runs share any. */

/** Seeds of runs with different seeds have none in common. */
export function seedOf(run: { readonly seed: number }, i: number): number {
  return 1000 * run.seed + i;
}
