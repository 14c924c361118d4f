/** Compares gradients of user functions with finite differences, on the reference interpreter in f64. */
import { ArgumentError, NumericError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import { type Deviation, checkGradients } from "../../grad/check.ts";
import type { Node } from "../../graph/node.ts";
import { evaluateNodes } from "../program/evaluate.ts";
import { nodeOf } from "../value/lazy.ts";
import { type Tensor, tensorOf } from "../value/tensor.ts";

/** Options of `gradCheck`. */
export interface GradCheckOptions {
  /** 2 also checks second derivatives. Default 2. */
  readonly order?: 1 | 2;
  /** Largest relative error (absolute for gradients below 1). Default 1e-5. */
  readonly tolerance?: number;
}

/**
 * Compares the gradients of `fn` with central differences at every element of `inputs`, in f64. Resolves to the largest
 * error and its location, and rejects with a NumericError if the error exceeds the tolerance. `fn` must be smooth near
 * the inputs: kinks, such as that of relu at 0, fail. Like torch.autograd.gradcheck.
 */
export async function gradCheck(
  fn: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: GradCheckOptions = {},
): Promise<Deviation> {
  const kinds = { order: "number", tolerance: "number" } as const;
  const { order = 2, tolerance = 1e-5 } = readOptions("gradCheck", options, kinds);
  if (!Array.isArray(inputs))
    throw new ArgumentError("gradCheck needs an array of inputs", { rule: "It must contain tensors." });
  const points = [];
  for (const input of inputs as readonly Tensor[]) {
    points.push({ shape: input.shape, dtype: input.dtype, data: await input.array() });
  }
  const evaluateAt = (outputs: readonly Node[], feeds: ReadonlyMap<Node, ArrayLike<number>>) =>
    evaluateNodes(outputs, feeds);
  const worst = checkGradients(
    (...nodes) => nodeOf(fn(...nodes.map(tensorOf)), "gradCheck"),
    points,
    evaluateAt,
    order,
  );
  if (worst.error <= tolerance) return worst;
  const { argument, element, gradient, difference } = worst;
  throw new NumericError(
    `the ${worst.order === 1 ? "gradient" : "second derivative"} of input ${argument} is wrong at element ${element}`,
    {
      rule: `It is ${gradient}, but finite differences give ${difference}.`,
    },
  );
}
