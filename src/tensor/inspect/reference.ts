/** Values in f64, for comparing formulas and gradients with more digits than f32 has. */
import { evaluateNodes } from "../program/evaluate.ts";
import { nodeOf } from "../value/lazy.ts";
import type { Tensor } from "../value/tensor.ts";
import { forbidInTrace } from "../source/trace.ts";

/**
 * Computes the elements of `tensors` with the reference interpreter, entirely in f64. Resolves to one Float64Array per
 * tensor, in row-major order; bools are 0 and 1. Inputs are the current values of parameters and data in f32, but
 * numbers in formulas are not rounded, so equivalent formulas agree to about 1e-10. `training()` is false. Slow, for
 * debugging: nothing is compiled.
 *
 * Rejects with a StateError inside compile, and with a FaultError for an index out of range.
 */
export async function reference(...tensors: readonly Tensor[]): Promise<Float64Array[]> {
  forbidInTrace("reference was called", "Return the tensors from the function, or call it without compile.");
  return evaluateNodes(tensors.map((tensor) => nodeOf(tensor, "reference")));
}
