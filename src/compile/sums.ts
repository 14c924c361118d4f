/** Algebra of sums: factors that all terms share come out, and deviations from a mean sum to nothing. */
import { isFloat } from "../base/dtype.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import { type Rule, filled, scalarOf } from "./rule.ts";

const axesOf = (node: Node) => node.attributes["axes"] as readonly number[];

export const sumOfNegated: Rule = (node, [x]) =>
  x!.op === "neg" && isFloat(x!.dtype) ? build.neg(build.reduceSum(x!.inputs[0]!, axesOf(node))) : null;

export const sumOfMultiples: Rule = (node, [x]) => {
  if (x!.op !== "mul" || !isFloat(x!.dtype)) return null;
  const [left, right] = x!.inputs as [Node, Node];
  const pull = (factor: Node, rest: Node) => {
    const shared = sameShape(rest.shape, x!.shape) ? once(factor, axesOf(node), x!.shape.length) : null;
    return shared && sizeOf(shared.shape) < sizeOf(x!.shape)
      ? build.mul(build.reduceSum(rest, axesOf(node)), shared)
      : null;
  };
  return pull(right, left) ?? pull(left, right);
};

/** The factor without the repetitions along those axes, or null if it is not the same all along them. */
function once(factor: Node, axes: readonly number[], rank: number): Node | null {
  const missing = rank - factor.shape.length;
  if (axes.every((axis) => axis < missing || factor.shape[axis - missing] === 1)) return factor;
  if (factor.op === "expand") return once(factor.inputs[0]!, axes, rank);
  if (factor.op !== "mul") return null;
  const [x, y] = factor.inputs.map((input) => once(input, axes, rank));
  return x && y ? build.mul(x, y) : null;
}

/** Σ (x - Σ x / n) = 0. */
export const sumOfDeviations: Rule = (node, [x]) => {
  if (x!.op !== "sub" || !isFloat(x!.dtype)) return null;
  const [value, mean] = x!.inputs as [Node, Node];
  if (mean.op !== "mul" || !sameShape(value.shape, x!.shape)) return null;
  const [sum, share] = mean.inputs as [Node, Node];
  const isSame = sum.op === "reduceSum" && sum.inputs[0] === value && axesOf(sum).join() === axesOf(node).join();
  const count = sizeOf(value.shape) / sizeOf(node.shape);
  const isMean = isSame && Math.fround(scalarOf(share) ?? 0) === Math.fround(1 / count);
  return isMean ? filled(0, node.dtype, node) : null;
};
