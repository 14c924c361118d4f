/**
 * Order of the additions in a long sum. Elements are added in blocks, and blocks of blocks, so that rounding errors
 * grow with the longest chain of additions rather than with the length. A plan guarantees this order, and every target
 * must follow it. Pure arithmetic.
 */
import { isFloat } from "../../base/dtype.ts";
import type { Phase, Reduction } from "../ir/program.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";

/**
 * Longest chains of additions. A chain of 32 equal numbers has a relative error of at most 5e-7. Chains of blocks are
 * shorter: they cost almost nothing, and eight equal numbers are added almost exactly.
 */
const longestChain = 32;
const longestUpperChain = 8;
/** Factor by which a chain may exceed the limit, because a slightly longer chain is not worth a split. */
const slack = 1.5;

/**
 * Returns the lengths of the blocks of each inner loop of a phase, largest first. A block starts new sums, which are
 * added to those of the enclosing block or loop. `width` iterations of the last loop have separate accumulators. The
 * lists are empty if no reduction is rounded.
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
