/** How many vectors a step of a lane loop takes: a choice by the formula alone, so that equal nests give equal bits. */
import type { Expression, Nest, Phase } from "../../../compile/program.ts";
import { primitives } from "../../../ops/index.ts";
import type { Unrolling } from "./phases.ts";

export function unrollingOf(nest: Nest): Unrolling {
  const reduces = nest.phases.some(({ inner }) => inner.length > 0);
  return {
    // Down columns, whole cache lines of 64 bytes; elsewhere what pays for the loop's own instructions.
    outer: reduces ? 16 : Math.min(...nest.phases.map(vectorsOf)),
    inner: nest.phases.map(vectorsOf),
  };
}

/** A long formula fills the machine by itself, but a sum of its values waits for the last addition. */
function vectorsOf({ expressions, reductions }: Phase): number {
  if (reductions.length > 0) return 4;
  if (expressions.some(isCostly)) return 1;
  return expressions.length <= 8 ? 4 : 2;
}

function isCostly(expression: Expression): boolean {
  if (expression.kind !== "apply") return expression.kind === "gather";
  const primitive = primitives[expression.op];
  return primitive.elementwise && !primitive.cheap;
}
