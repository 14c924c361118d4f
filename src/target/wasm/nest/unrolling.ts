/** How many vectors a step of a lane loop takes: a choice by the formula alone, so that equal nests give equal bits. */
import type { Expression, Nest, Phase } from "../../../compile/ir/program.ts";
import type { Widths } from "./loops.ts";
import type { Unrolling } from "./phases.ts";

/** The most elements of a lane loop that one step takes. */
export const longestStep = 32;

export function unrollingOf({ phases }: Nest): Unrolling {
  const folding = phases.filter(({ inner }) => inner.length > 0);
  const narrowest = (widths: readonly Widths[]) => widths.reduce((a, b) => (b[0]! < a[0]! ? b : a));
  return {
    outer: folding.length > 0 ? acrossWidths(folding) : narrowest(phases.map(alongWidths)),
    inner: phases.map(alongWidths),
  };
}

/**
 * Down columns every row is a jump to another page, so each jump should bring in two neighboring lines of 64 bytes; as
 * many accumulators as that takes fit into the registers only where there is one sum and little else. Long formulas
 * around the sums are written once for each vector, which takes longer than it saves.
 */
function acrossWidths(phases: readonly Phase[]): Widths {
  const sums = phases.reduce((count, { reductions }) => count + reductions.length, 0);
  const length = phases.reduce((count, { expressions }) => count + expressions.length, 0);
  if (sums <= 1 && length <= 6) return [8, 4, 1];
  return sums <= 1 && length <= 20 ? [4, 1] : [2, 1];
}

/** Sums need several accumulators to hide the latency of addition; else a long formula fills the machine by itself. */
function alongWidths({ expressions, reductions }: Phase): Widths {
  if (reductions.length > 0) return [4, 1];
  if (expressions.some(isCostly)) return [1];
  return expressions.length <= 8 ? [4, 1] : [2, 1];
}

function isCostly(expression: Expression): boolean {
  return expression.kind === "apply" ? !expression.primitive.cheap : expression.kind === "gather";
}
