/**
 * Builds a separate graph of one step of a scan. Loop-invariant values are computed outside, once, and become
 * parameters.
 */
import { isFloat } from "../../base/dtype.ts";
import { isMovement } from "../../graph/movement.ts";
import { type Node, topological } from "../../graph/node.ts";
import { Argument, inputOf, sourceOf } from "../source/source.ts";

/** The graph of a step. */
export interface Closed {
  readonly results: Node[];
  /** The values captured from outside. `parameters` has the input node for each. */
  readonly captured: Node[];
  readonly parameters: Node[];
}

/**
 * Rebuilds `roots` as functions of `changing` and of captured values. Nodes with ids below `firstId` were built before
 * the step.
 */
export function closeBody(roots: readonly Node[], changing: readonly Node[], firstId: number): Closed {
  const captured = new Map<Node, Node>();
  const rebuilt = new Map<Node, Node>(changing.map((node) => [node, node]));
  const capture = (node: Node): Node => {
    let parameter = captured.get(node);
    if (!parameter) {
      const source = new Argument(node.name ?? "a tensor", "the step of a scan");
      captured.set(node, (parameter = inputOf(source, node.shape, node.dtype, node.name)));
    }
    return parameter;
  };
  const isOutside = (node: Node) => node.id < firstId || sourceOf(node) !== undefined;
  const inside = (node: Node): Node => {
    const known = rebuilt.get(node);
    if (known) return known;
    // Values built before the step are captured as they are, even views: a derivative may be taken with respect to
    // them.
    if (isOutside(node) && isFloat(node.dtype)) return capture(node);
    if (sourceOf(node) === undefined && node.op !== "input") {
      if (node.inputs.length === 0) return node;
      if (isMovement(node)) return node.withInputs(node.inputs.map(inside));
    }
    return capture(node);
  };
  for (const node of topological(roots, isOutside)) {
    if (rebuilt.has(node) || !node.inputs.some((input) => rebuilt.has(input))) continue;
    rebuilt.set(node, node.withInputs(node.inputs.map(inside)));
  }
  return { results: roots.map(inside), captured: [...captured.keys()], parameters: [...captured.values()] };
}
