/**
 * How the additions of a long sum follow one another: in blocks, and blocks of blocks, so that rounding errors grow with
 * the longest chain of additions instead of with the length. What a plan promises and a target must keep. Arithmetic only.
 */
import { isFloat } from "../../base/dtype.ts";
import type { Phase, Reduction } from "../ir/program.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";

/**
 * So many additions of equal numbers one after the other are off by 5e-7 at most. Blocks of blocks are shorter: they cost
 * next to nothing, and eight of a kind add up almost exactly.
 */
const longestChain = 32;
const longestUpperChain = 8;
/** A chain a little longer is not worth a cut. */
const slack = 1.5;

/**
 * For each loop of a phase, in the order of its inner loops, the lengths of the blocks that it is cut into, the largest
 * first: a block begins with new sums, which are added to those of the block around it, or of the loops around. `width`
 * turns of the last loop have accumulators of their own. None where nothing is rounded.
 */
export function blocksOf({ inner, reductions }: Pick<Phase, "inner" | "reductions">, width: number): number[][] {
  const cuts: number[][] = inner.map(() => []);
  if (!reductions.some(isRounded)) return cuts;
  let chain = 1;
  let longest = longestChain;
  for (let loop = inner.length - 1; loop >= 0; loop--) {
    let unit = loop === inner.length - 1 ? width : 1;
    let turns = Math.ceil(inner[loop]! / unit);
    while (chain * turns > longest * slack) {
      const most = Math.max(1, Math.floor(longest / chain));
      const divisor = largestDivisor(turns, most);
      unit *= 2 * divisor > most ? divisor : most;
      turns = Math.ceil(inner[loop]! / unit);
      cuts[loop]!.unshift(unit);
      chain = 1;
      longest = longestUpperChain;
    }
    chain *= turns;
  }
  return cuts;
}

function isRounded({ primitive, dtype }: Reduction): boolean {
  return isFloat(dtype) && !primitive.elementwise && !primitive.reduction?.exact;
}
