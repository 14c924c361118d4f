/** Unrolling of lane loops. It depends only on the expressions, so that equal nests compute equal bits. */
import type { Expression, Nest, Phase } from "../../../compile/ir/program.ts";
import type { Widths } from "./loops.ts";
import type { Unrolling } from "./phases.ts";

/** Maximum number of elements of a lane loop in one step. */
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
 * Unrolling for reductions along columns. Each row is on another page, so each access should read two adjacent lines of
 * 64 bytes. The accumulators for this fit into registers only if there is a single sum and few other expressions. Long
 * formulas are repeated for each vector, which costs more than it saves.
 */
function acrossWidths(phases: readonly Phase[]): Widths {
  const sums = phases.reduce((count, { reductions }) => count + reductions.length, 0);
  const length = phases.reduce((count, { expressions }) => count + expressions.length, 0);
  if (sums <= 1 && length <= 6) return [8, 4, 1];
  return sums <= 1 && length <= 20 ? [4, 1] : [2, 1];
}

/**
 * Unrolling along rows. Sums need several accumulators to hide the latency of addition. Without sums, long formulas
 * keep the processor busy without unrolling.
 */
function alongWidths({ expressions, reductions }: Phase): Widths {
  if (reductions.length > 0) return [4, 1];
  if (expressions.some(isCostly)) return [1];
  return expressions.length <= 8 ? [4, 1] : [2, 1];
}

function isCostly(expression: Expression): boolean {
  return expression.kind === "apply" ? !expression.primitive.cheap : expression.kind === "gather";
}
