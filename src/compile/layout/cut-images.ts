/**
 * Splits products summed over many images, as in gradients of filters. Partial sums over a few images are added up
 * afterwards, so that rounding errors grow only with the pixels of a few images. The split depends on shapes alone.
 */
import { build } from "../../graph/builder.ts";
import { isMovement } from "../../graph/movement.ts";
import type { Node } from "../../graph/node.ts";
import { depthOf } from "../addressing/kernel-axes.ts";
import type { Rule } from "../ir/rule.ts";
import { leastDepth } from "../rewrite/split-reductions.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";

/** Splits the first contracted axis. A product over windows stays unchanged if that axis cannot be split. */
export const splitImages: Rule = (node, inputs) => {
  if (!inputs.some(isWindowed)) return null;
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const images = inputs[0]!.shape.at(-contract)!;
  const pieces = largestDivisor(images, Math.floor(depthOf(node) / leastDepth));
  if (pieces <= 1) return node;
  const [x, y] = inputs.map((operand) => {
    const { shape } = operand;
    const first = shape.length - contract;
    const axes = [...shape.keys(), shape.length];
    const cut = build.reshape(operand, shape.toSpliced(first, 1, pieces, images / pieces));
    return build.permute(cut, [...axes.slice(0, batch), first, ...axes.slice(batch, first), ...axes.slice(first + 1)]);
  }) as [Node, Node];
  return build.reshape(build.reduceSum(build.dot(x, y, batch + 1, contract), [batch]), node.shape);
};

/** Returns whether a node is read through windows, so that its contracted axes cannot be merged. */
function isWindowed(node: Node): boolean {
  return node.op === "window" || (isMovement(node) && isWindowed(node.inputs[0]!));
}
