/** The straight-through estimator: a discrete value with the gradient of a continuous one. */
import { operandOf } from "../base/build.ts";
import { DTypeError, ShapeError } from "../base/errors.ts";
import { sameShape } from "../base/shape.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { given } from "./given.ts";

/**
 * Returns the value of `hard` with the gradient of `soft`, both f32 of one shape, such as
 * straightThrough(p.argmax(-1).oneHot(n), p) for probabilities p. The estimated gradient is biased: it is that of a
 * network that computes with `soft` (Hinton, 2012; Bengio et al., 2013).
 *
 * `soft` must be finite. Throws a ShapeError if the shapes differ, and a DTypeError unless both are f32.
 */
export function straightThrough(hard: Tensor, soft: Tensor): Tensor {
  check(given(hard, "straightThrough"), given(soft, "straightThrough"));
  // The difference is exactly 0, so the result has the bits of `hard`; soft + (hard - soft) would be rounded.
  return inCall("straightThrough", () => hard.detach().add(soft.sub(soft.detach())));
}

function check(hard: Tensor, soft: Tensor): void {
  const operands = [operandOf(hard.node, "hard"), operandOf(soft.node, "soft")];
  if (hard.dtype !== "f32" || soft.dtype !== "f32") {
    throw new DTypeError("straightThrough was given tensors that are not f32", {
      operands,
      rule: "Both must be f32.",
      fix: 'Convert them: hard.cast("f32").',
    });
  }
  if (sameShape(hard.shape, soft.shape)) return;
  throw new ShapeError("straightThrough was given tensors of different shapes", { operands });
}
