/** Rewrite rules for sums: common factors move out of a sum, and a sum of deviations from the mean is zero. */
import { isFloat } from "../../base/dtype.ts";
import { sameShape, sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { type Rule, type RuleTable, filled, scalarOf } from "../ir/rule.ts";

const axesOf = (node: Node) => node.attributes["axes"] as readonly number[];

/** Rewrites Σ -x as 0 - Σ x rather than -Σ x, because a sum of zeros of either sign is 0, not -0. */
const sumOfNegated: Rule = (node, [x]) =>
  x!.op === "neg" && isFloat(x!.dtype)
    ? build.sub(build.constant(0, node.dtype), build.reduceSum(x!.inputs[0]!, axesOf(node)))
    : null;

/** Moves a factor shared by all terms out of a sum. */
const sumOfMultiples: Rule = (node, [x]) => {
  if (x!.op !== "mul" || !isFloat(x!.dtype)) return null;
  const [left, right] = x!.inputs as [Node, Node];
  const pull = (factor: Node, rest: Node) => {
    const shared = sameShape(rest.shape, x!.shape) ? withoutRepeats(factor, axesOf(node), x!.shape.length) : null;
    return shared && sizeOf(shared.shape) < sizeOf(x!.shape)
      ? build.mul(build.reduceSum(rest, axesOf(node)), shared)
      : null;
  };
  return pull(right, left) ?? pull(left, right);
};

/** Returns the factor without its repetitions along `axes`, or null if it varies along them. */
function withoutRepeats(factor: Node, axes: readonly number[], rank: number): Node | null {
  const missing = rank - factor.shape.length;
  if (axes.every((axis) => axis < missing || factor.shape[axis - missing] === 1)) return factor;
  if (factor.op === "expand") return withoutRepeats(factor.inputs[0]!, axes, rank);
  if (factor.op !== "mul") return null;
  const [x, y] = factor.inputs.map((input) => withoutRepeats(input, axes, rank));
  return x && y ? build.mul(x, y) : null;
}

/** Rewrites Σ (x - Σ x / n) · c as Σ x · 0 · c. The result is 0 for finite numbers and NaN for others, at no cost. */
const sumOfDeviations: Rule = (node, [x]) => (isFloat(x!.dtype) ? zeroSumOf(x!, x!, axesOf(node)) : null);

/** Returns the zero sum of deviations, possibly multiplied by shared factors, or null if `x` has another form. */
function zeroSumOf(x: Node, whole: Node, axes: readonly number[]): Node | null {
  const [left, right] = x.inputs as [Node, Node];
  if (x.inputs.length === 0 || !sameShape(x.shape, whole.shape)) return null;
  if (x.op === "neg") return zeroSumOf(left, whole, axes);
  if (x.op === "mul") {
    const times = (deviations: Node, factor: Node) => {
      const shared = withoutRepeats(factor, axes, whole.shape.length);
      const zero = shared && zeroSumOf(deviations, whole, axes);
      return zero && build.mul(zero, shared);
    };
    return times(left, right) ?? times(right, left);
  }
  if (x.op !== "sub" || right.op !== "mul") return null;
  const [sum, share] = right.inputs as [Node, Node];
  if (sum.op !== "reduceSum" || sum.inputs[0] !== left || axesOf(sum).join() !== axes.join()) return null;
  const isMean = Math.fround(scalarOf(share) ?? 0) === Math.fround(sizeOf(sum.shape) / sizeOf(left.shape));
  return isMean ? build.mul(sum, filled(0, sum.dtype, sum)) : null;
}

/** Rules for gradients of centered and scaled values, as in normalization and attention. */
export const sumRules: RuleTable = {
  reduceSum: (node, inputs) =>
    sumOfDeviations(node, inputs) ?? sumOfNegated(node, inputs) ?? sumOfMultiples(node, inputs),
};
