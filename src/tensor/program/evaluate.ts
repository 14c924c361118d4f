/** Values computed by the reference interpreter in f64, without compiling a program. */
import { evaluate } from "../../reference/evaluate.ts";
import type { Node } from "../../graph/node.ts";
import { Lowering } from "../source/lowering.ts";
import { copyOf } from "../source/source.ts";

/**
 * Returns the values of `nodes` in f64. `given` has the values of inputs without a source; captured tensors have their
 * current values.
 */
export function evaluateNodes(
  nodes: readonly Node[],
  given: ReadonlyMap<Node, ArrayLike<number>> = new Map(),
): Float64Array[] {
  const lowering = new Lowering({ liftConstants: false });
  const outputs = nodes.map((node) => lowering.lower(node));
  const values = new Map(given);
  lowering.inputs.forEach((input, i) => {
    const feed = lowering.feeds[i]!;
    values.set(input, typeof feed === "number" ? [feed] : copyOf(feed));
  });
  const graph = { inputs: [...values.keys()], outputs, assignments: [] };
  return evaluate(graph, values, { precision: "f64", training: false }).outputs;
}
