/** What is asked of layers and models of every kind: what they give, and how large they are. */
import { type Module, type Tensor, parameters } from "hebb";

/** What a layer gives for each time; recurrent ones give their last state beside it. */
export function outputsOf(result: Tensor | { readonly outputs: Tensor }): Tensor {
  return "outputs" in result ? result.outputs : result;
}

/** How many numbers a model learns. */
export function parameterCount(model: Module): number {
  return parameters(model).reduce((sum, [, { shape }]) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
