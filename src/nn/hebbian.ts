/** Storage rules of associative memories: weights computed from the patterns to remember, without gradient descent. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { type Tensor, scan, where, zeros } from "../tensor/index.ts";
import { given } from "./given.ts";

/**
 * Hebbian weights, the sum of first ⊗ second over all pairs: patterns [m, n] and [m, k] -> [n, k]. `second` is `first`
 * by default (Hopfield, 1982; Kosko, 1988). The sum is not divided by m or n, so patterns of 1 and -1 have weights and
 * net inputs that are exact integers. Throws a ShapeError unless both have 2 axes and the same m.
 */
export function hebbianWeights(first: Tensor, second: Tensor = first): Tensor {
  const ranks = [first, second].every((x) => given(x, "hebbianWeights").shape.length === 2);
  if (ranks && first.shape[0] === second.shape[0]) return first.transpose().matmul(second);
  throw new ShapeError("hebbianWeights was given patterns that do not match", {
    operands: [operandOf(first.node, "first"), operandOf(second.node, "second")],
    rule: "Required: [m, n] and [m, k], one pair of patterns per row.",
  });
}

/** Part of a pattern's squared length below which it counts as a combination of earlier patterns. */
const negligible = 1e-6;

/**
 * Projection weights, also called pseudo-inverse rule: the orthogonal projection onto the space that the patterns span,
 * [m, n] -> [n, n] (Personnaz et al., 1986). Every pattern is its own net input, however similar the patterns are.
 *
 * A `scan` adds one pattern x after another: r rᵀ / |r|², where r = x - W x is the part of x that is new. A pattern
 * without a new part changes nothing. Throws a ShapeError unless `patterns` has 2 axes.
 */
export function projectionWeights(patterns: Tensor): Tensor {
  const [, units, ...rest] = given(patterns, "projectionWeights").shape;
  if (units === undefined || rest.length > 0) {
    throw new ShapeError("projectionWeights was given patterns of a wrong shape", {
      operands: [operandOf(patterns.node, "patterns")],
      rule: "Required: [m, n], one pattern per row.",
    });
  }
  const step = (weights: Tensor, x: Tensor): [Tensor, null] => {
    const once = x.sub(weights.matmul(x));
    // A second projection removes the rounding error of the first, which grows with the number of patterns.
    const r = once.sub(weights.matmul(once));
    const length = r.square().sum();
    const isNew = length.greater(x.square().sum().mul(negligible));
    const share = where(isNew, where(isNew, length, 1).reciprocal(), 0);
    return [weights.add(r.unsqueeze(1).mul(r).mul(share)), null];
  };
  const [weights] = scan(step, zeros([units, units]), patterns);
  return weights;
}
