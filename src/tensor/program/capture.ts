/**
 * Captured values of a traced function: tensors built before the trace that do not depend on parameters are computed
 * once, instead of in every run of the program.
 */
import { type Node, topological } from "../../graph/node.ts";
import { sourceOf } from "../source/source.ts";
import { Param } from "../module/param.ts";
import { realize } from "../source/read.ts";
import { tensorOf } from "../value/tensor.ts";

/** Computes the nodes before `firstNode` that `roots` depend on and whose values cannot change. */
export function realizeCaptured(roots: readonly Node[], firstNode: number): void {
  const fixed = new Map<Node, boolean>();
  const needed = new Set<Node>();
  for (const node of topological(roots, (one) => sourceOf(one) !== undefined)) {
    const source = sourceOf(node);
    const own = node.id >= firstNode;
    fixed.set(node, !own && (source ? !(source instanceof Param) : isFixed(node, fixed)));
    if (source === undefined && !fixed.get(node)) {
      for (const input of node.inputs) if (isWorthComputing(input, fixed)) needed.add(input);
    }
  }
  for (const root of roots) if (isWorthComputing(root, fixed)) needed.add(root);
  realize([...needed].map(tensorOf));
}

function isFixed(node: Node, fixed: ReadonlyMap<Node, boolean>): boolean {
  if (node.op === "training" || node.op === "input") return false;
  return node.inputs.every((input) => fixed.get(input));
}

/**
 * Returns true for a fixed node that is worth computing in advance. Constants and nodes with known values are not: the
 * program uses them directly.
 */
function isWorthComputing(node: Node, fixed: ReadonlyMap<Node, boolean>): boolean {
  return fixed.get(node) === true && sourceOf(node) === undefined && node.inputs.length > 0 && !isConstant(node);
}

/** Returns true for a constant, possibly reshaped or broadcast. */
function isConstant(node: Node): boolean {
  let at = node;
  while (at.inputs.length === 1 && sourceOf(at) === undefined) at = at.inputs[0]!;
  return at.inputs.length === 0 && sourceOf(at) === undefined;
}
