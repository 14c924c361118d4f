/**
 * How the depth of a product is cut: what the order of its additions is, on every target, so that results have the same
 * bits. Arithmetic only.
 */

/** Steps of k that a tile of A and a panel of B may have so that both stay in a 32 KB first-level cache. */
const mostSteps = 512;

/** k is cut evenly into pieces of at most so many steps. */
export function stepsPerPiece(k: number): number {
  return Math.ceil(k / Math.max(1, Math.ceil(k / mostSteps)));
}

/**
 * A product's sums, one step after the other, are added to the result after so many: of equal numbers they are off by 2e-6
 * at most. Every addition to the result costs as much as 3 steps.
 */
const longestChain = 128;
/** Of products that are so deep that many additions to the result follow one another too, the chains are half as long. */
export const deepSteps = 1024;

/** The steps of a piece of k are cut evenly into blocks that are summed by themselves. */
export function stepsPerBlock(k: number): number {
  const steps = stepsPerPiece(k);
  return Math.ceil(steps / Math.ceil(Math.max(1, steps) / (k > deepSteps ? longestChain / 2 : longestChain)));
}
