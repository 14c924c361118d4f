/**
 * The step of a loop as it is drawn: the operations of its body, with the loop-invariant ones that were moved outside.
 */
import { type Node, topological } from "../../graph/node.ts";
import type { Leaf, Root } from "./graph-data.ts";
import type { Components } from "./graph-components.ts";

/** The contents of a loop. */
export interface Inside {
  readonly roots: readonly Root[];
  readonly leaves: ReadonlyMap<Node, Leaf>;
  /** The outer value that each leaf represents or starts from. Carries come first. */
  readonly outside: ReadonlyMap<Node, Node>;
}

/** The drawing around a loop. */
interface Surroundings {
  isConstant(node: Node): boolean;
  isHoisted(node: Node): boolean;
}

/**
 * Returns the contents of the `scan` node `loop`. All carries are shown, and the other results if their numbers are in
 * `used`.
 */
export function insideOf(loop: Node, used: ReadonlySet<number>, around: Surroundings, components: Components): Inside {
  const { parameters, carries, stacks, results } = loop.body!;
  const leaves = new Map<Node, Leaf>();
  const outside = new Map<Node, Node>();
  const moved = new Map<Node, Node>();
  const enter = (leaf: Node, value: Node, label: string, role: Leaf["role"]) => {
    leaves.set(leaf, { label: leaf.name ?? label, role });
    outside.set(leaf, value);
  };
  parameters.forEach((parameter, i) => {
    const value = loop.inputs[i]!;
    if (i < carries) enter(parameter, value, components.nameOf(results[i]!) ?? `carry ${i}`, "state");
    else if (i < carries + stacks) enter(parameter, value, `element ${i - carries}`, "input");
    else if (around.isHoisted(value)) moved.set(parameter, value);
    else if (components.paramOf(parameter) === null) enter(parameter, value, "tensor", "input");
  });
  for (const node of topological([...moved.values()], (one) => !around.isHoisted(one))) {
    if (around.isHoisted(node) || around.isConstant(node) || components.paramOf(node) !== null) continue;
    enter(node, node, "tensor", "input");
  }
  const shown = [...results.keys()].filter((i) => i < carries || used.has(i));
  const rebuilt = withMoved(
    shown.map((i) => results[i]!),
    moved,
  );
  const roots = shown.map((i, at): Root => {
    const node = rebuilt[at]!;
    if (i < carries) return { node, label: leaves.get(parameters[i]!)!.label, role: "state" };
    return { node, label: components.nameOf(node) ?? `stack ${at - carries}`, role: "output" };
  });
  return { roots, leaves, outside };
}

/** Rebuilds `roots` with some inputs replaced. */
function withMoved(roots: readonly Node[], moved: ReadonlyMap<Node, Node>): Node[] {
  const rebuilt = new Map(moved);
  for (const node of topological(roots)) {
    if (!node.inputs.some((input) => rebuilt.has(input))) continue;
    rebuilt.set(node, node.withInputs(node.inputs.map((input) => rebuilt.get(input) ?? input)));
  }
  return roots.map((root) => rebuilt.get(root) ?? root);
}
