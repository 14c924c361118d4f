/** Kinds of nodes: computed by separate kernels, by a reduction, or as part of a formula. */
import type { Shape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";

/** Returns whether a node needs its own kernels: it is neither part of a formula nor a view. */
export function needsKernel(node: Node): boolean {
  const { primitive } = node;
  const isSource = node.inputs.length === 0 && !node.body;
  return !primitive.elementwise && !primitive.movement && !isSource && node.op !== "take";
}

/** Returns whether a node is a reduction. */
export function isReduction(node: Node): boolean {
  const { primitive } = node;
  return !primitive.elementwise && primitive.reduction !== undefined;
}

/** Returns the shape over which the kernel of a stored node iterates. */
export function domainOf(node: Node): Shape {
  return isReduction(node) ? node.inputs[0]!.shape : node.shape;
}

/** Returns the name of a take or scatterAdd in error messages. */
export function labelOfIndexed({ op, inputs: [array, indices] }: Node): string {
  return `${op} of ${array!.label ?? "a tensor"} at ${indices!.label ?? "indices"}`;
}
