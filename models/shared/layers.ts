/** Helpers for layers and models of every kind: outputs and parameter counts. */
import { type Module, type Tensor, parameters } from "hebb";

/** Returns the output of a layer at every time step. Recurrent layers return it together with their last state. */
export function outputsOf(result: Tensor | { readonly outputs: Tensor }): Tensor {
  return "outputs" in result ? result.outputs : result;
}

/** Returns the number of elements in all parameters of a model. */
export function parameterCount(model: Module): number {
  return parameters(model).reduce((sum, [, { shape }]) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
