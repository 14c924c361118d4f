/**
 * Makes a graph of its own of what a step of a scan computed: whatever does not change from turn to turn is computed
 * outside, once, and becomes a parameter.
 */
import { isFloat } from "../../base/dtype.ts";
import { isMovement } from "../../graph/movement.ts";
import { type Node, topological } from "../../graph/node.ts";
import { Argument, inputOf, sourceOf } from "../source/source.ts";

export interface Closed {
  readonly results: Node[];
  /** What is taken from outside, and the input node that stands for each. */
  readonly captured: Node[];
  readonly parameters: Node[];
}

/** `roots` in terms of `changing` and of what is captured; nodes up to `firstId` were made before the step. */
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
    // What is there before the step is taken as it is, were it a view: a derivative may be asked for with respect to it.
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
