/**
 * Products that are summed over many images, as gradients of filters are: over some images at a time, and then over those
 * sums, so that rounding errors grow with the pixels of a few images only. How they are cut depends on the shape alone.
 */
import { build } from "../../graph/builder.ts";
import { isMovement } from "../../graph/movement.ts";
import type { Node } from "../../graph/node.ts";
import { depthOf } from "../addressing/kernel-axes.ts";
import type { Rule } from "../ir/rule.ts";
import { leastDepth } from "../rewrite/split-reductions.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";

/** Cuts the first of the axes that are summed. What is read through windows stays as it is where that cannot be. */
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

/** Read through windows, so that the axes that are summed cannot be made one. */
function isWindowed(node: Node): boolean {
  return node.op === "window" || (isMovement(node) && isWindowed(node.inputs[0]!));
}
