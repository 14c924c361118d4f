/**
 * Makes a graph of its own of what a step of a scan computed: whatever does not change from turn to turn is computed
 * outside, once, and becomes a parameter.
 */
import type { Node } from "../graph/node.ts";
import { primitives } from "../ops/index.ts";
import { Argument, inputOf, sourceOf } from "./source.ts";

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
  const inside = (node: Node): Node => {
    const known = rebuilt.get(node);
    if (known) return known;
    if (sourceOf(node) === undefined && node.op !== "input") {
      if (node.inputs.length === 0) return node;
      if (isMovement(node)) return node.withInputs(node.inputs.map(inside));
    }
    return capture(node);
  };
  for (const node of ownNodes(roots, firstId)) {
    if (rebuilt.has(node) || !node.inputs.some((input) => rebuilt.has(input))) continue;
    rebuilt.set(node, node.withInputs(node.inputs.map(inside)));
  }
  return { results: roots.map(inside), captured: [...captured.keys()], parameters: [...captured.values()] };
}

/** Repeats or renames elements: a view that costs nothing inside. */
function isMovement(node: Node): boolean {
  const primitive = primitives[node.op];
  return !primitive.elementwise && primitive.movement && node.rule === undefined;
}

/** What the step made on the way to `roots`, and what that takes from outside, inputs before their users; iterative, since graphs can be deep. */
function ownNodes(roots: readonly Node[], firstId: number): Node[] {
  const order = new Set<Node>();
  const stack = [...roots];
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const isKnown = order.has(node) || node.id < firstId || sourceOf(node) !== undefined;
    const waiting = isKnown ? [] : node.inputs.filter((input) => !order.has(input));
    if (waiting.length > 0) {
      stack.push(...waiting);
    } else {
      order.add(node);
      stack.pop();
    }
  }
  return [...order];
}
