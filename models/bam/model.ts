/**
 * The bidirectional associative memory as its author writes it (Kosko, 1988), in plain numbers: states x_i and y_j of 1
 * and -1, one matrix W for both directions, and the energy. The trainings use Hebb's `BidirectionalAssociativeMemory`.
 */

export type Matrix = readonly (readonly number[])[];

/** A state of both layers with its energy. */
export interface Settling {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly energy: number;
}

/** Returns W = Σ_p x^(p) y^(p)ᵀ: the Hebb rule for pairs. */
export function hebb(xs: Matrix, ys: Matrix): number[][] {
  return xs[0]!.map((_, i) => ys[0]!.map((_y, j) => xs.reduce((sum, x, p) => sum + x[i]! * ys[p]![j]!, 0)));
}

/** Returns E(x, y) = -Σ_i Σ_j x_i w_ij y_j. */
export function energy(W: Matrix, x: readonly number[], y: readonly number[]): number {
  return -x.reduce((sum, xi, i) => sum + xi * dot(W[i]!, y), 0);
}

/** Returns y_j = sign(Σ_i w_ij x_i), and the state before where the sum is 0. */
export function toSecond(W: Matrix, x: readonly number[], before: readonly number[]): number[] {
  return before.map((yj, j) => Math.sign(x.reduce((sum, xi, i) => sum + W[i]![j]! * xi, 0)) || yj);
}

/** Returns x_i = sign(Σ_j w_ij y_j), and the state before where the sum is 0. */
export function toFirst(W: Matrix, y: readonly number[], before: readonly number[]): number[] {
  return before.map((xi, i) => Math.sign(dot(W[i]!, y)) || xi);
}

/** Goes back and forth from x until nothing changes, and returns the states after each half of a sweep. */
export function settle(W: Matrix, x: readonly number[], mostSweeps = 20): Settling[] {
  const unknown = new Array<number>(W[0]!.length).fill(0);
  const found: Settling[] = [{ x, y: unknown, energy: 0 }];
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const { x, y } = found.at(-1)!;
    const second = toSecond(W, x, y);
    const first = toFirst(W, second, x);
    found.push({ x, y: second, energy: energy(W, x, second) });
    found.push({ x: first, y: second, energy: energy(W, first, second) });
    if (isSame(first, x) && isSame(second, y)) break;
  }
  return found;
}

const isSame = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value === b[i]);

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
