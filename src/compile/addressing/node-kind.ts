/** What a node is to kernels: computed by one of its own, or a reduction, or part of a formula. */
import type { Shape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";

/** Neither computed by a formula nor a view: it needs kernels of its own. */
export function needsKernel(node: Node): boolean {
  const { primitive } = node;
  const isSource = node.inputs.length === 0 && !node.body;
  return !primitive.elementwise && !primitive.movement && !isSource && node.op !== "take";
}

export function isReduction(node: Node): boolean {
  const { primitive } = node;
  return !primitive.elementwise && primitive.reduction !== undefined;
}

/** The sizes over which the kernel of a stored node runs. */
export function domainOf(node: Node): Shape {
  return isReduction(node) ? node.inputs[0]!.shape : node.shape;
}

/** How faults call a take or a scatterAdd. */
export function labelOfIndexed({ op, inputs: [array, indices] }: Node): string {
  return `${op} of ${array!.label ?? "a tensor"} at ${indices!.label ?? "indices"}`;
}
