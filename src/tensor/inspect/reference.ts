/** Values in f64, for formulas and gradients that are to agree to more digits than f32 has. */
import { evaluateNodes } from "../program/evaluate.ts";
import { nodeOf } from "../value/lazy.ts";
import type { Tensor } from "../value/tensor.ts";
import { forbidInTrace } from "../source/trace.ts";

/**
 * The elements of `tensors` as the reference interpreter computes them, in f64 from beginning to end, in row-major order;
 * bools as 0 and 1. What they start from is what the tensors hold: parameters, and f32 values that were given or read;
 * numbers in formulas are not rounded. Two formulas of the same inputs can so be held to each other within 1e-10. Slow:
 * nothing is compiled. `training()` is false. Rejects with a StateError inside compile, with a FaultError for an index
 * out of range.
 */
export async function reference(...tensors: readonly Tensor[]): Promise<Float64Array[]> {
  forbidInTrace("reference was called", "Return the tensors from the function, or call it without compile.");
  return evaluateNodes(tensors.map((tensor) => nodeOf(tensor, "reference")));
}
