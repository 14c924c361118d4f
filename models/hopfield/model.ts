/**
 * The Hopfield network as the textbook writes it, in plain numbers: states s_i of 1 and -1, symmetric weights w_ij with
 * w_ii = 0, and the energy. The trainings use Hebb's `HopfieldNetwork`, which gives the same states.
 */

/** Weights by row and column, and biases. */
export interface Network {
  readonly W: readonly (readonly number[])[];
  readonly b: readonly number[];
}

/** One update of one unit, with the terms of exercise 8-4. */
export interface Update {
  readonly unit: number;
  /** Net input z_i = Σ_j w_ij s_j + b_i. */
  readonly netInput: number;
  readonly before: number;
  readonly after: number;
  /** -(s_i' - s_i) z_i, the change of the energy if W is symmetric and w_ii = 0. */
  readonly formula: number;
  /** Energy of the whole network after the update, summed over all pairs. */
  readonly energy: number;
}

/** Returns E = -½ Σ_i Σ_j w_ij s_i s_j - Σ_i b_i s_i. */
export function energy({ W, b }: Network, s: readonly number[]): number {
  return s.reduce((sum, si, i) => sum - 0.5 * si * dot(W[i]!, s) - b[i]! * si, 0);
}

/** Returns Σ_j w_ij s_j + b_i. */
export function netInput({ W, b }: Network, s: readonly number[], i: number): number {
  return dot(W[i]!, s) + b[i]!;
}

/** Updates the units in `order`, one after another, and returns every update with the full energy after it. */
export function descend(network: Network, start: readonly number[], order: readonly number[]): Update[] {
  const s = [...start];
  return order.map((unit) => {
    const before = s[unit]!;
    const z = netInput(network, s, unit);
    s[unit] = Math.sign(z) || before;
    return { unit, netInput: z, before, after: s[unit], formula: -(s[unit] - before) * z, energy: energy(network, s) };
  });
}

/** Returns the state after updates. */
export function stateAfter(start: readonly number[], updates: readonly Update[]): number[] {
  const s = [...start];
  for (const { unit, after } of updates) s[unit] = after;
  return s;
}

/** Returns Σ_p x_i^(p) x_j^(p) for i ≠ j, and 0 for i = j: the Hebb rule. */
export function hebb(patterns: readonly (readonly number[])[]): Network {
  const units = patterns[0]!.length;
  const W = Array.from({ length: units }, (_, i) =>
    Array.from({ length: units }, (_j, j) => (i === j ? 0 : patterns.reduce((sum, x) => sum + x[i]! * x[j]!, 0))),
  );
  return { W, b: new Array<number>(units).fill(0) };
}

function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, xi, i) => sum + xi * y[i]!, 0);
}
