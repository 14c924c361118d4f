/**
 * Splitting of the depth of a matrix product. The split determines the order of the additions, which is the same on
 * every target, so results have the same bits everywhere. Pure arithmetic.
 */

/** Largest number of steps of k for which a tile of A and a panel of B both fit in a 32 KB first-level cache. */
const mostSteps = 512;

/** Returns the number of steps of k in one piece: k is split evenly into pieces of at most `mostSteps` steps. */
export function stepsPerPiece(k: number): number {
  return Math.ceil(k / Math.max(1, Math.ceil(k / mostSteps)));
}

/**
 * Longest chain of additions in a product before the partial sum is added to the result. For equal numbers the relative
 * error is at most 2e-6. Each addition to the result costs as much as 3 steps.
 */
const longestChain = 128;
/** Depth above which the chains are half as long, because the additions to the result form a long chain too. */
export const deepSteps = 1024;

/** Returns the number of steps in one block: each piece of k is split evenly into blocks with separate partial sums. */
export function stepsPerBlock(k: number): number {
  const steps = stepsPerPiece(k);
  return Math.ceil(steps / Math.ceil(Math.max(1, steps) / (k > deepSteps ? longestChain / 2 : longestChain)));
}
