/** What is known of a value's sign by its formula alone. */
import type { Node } from "../../graph/node.ts";

/** Whether no element can be above 0, whatever the inputs are; NaN may come out. */
export function isNonPositive({ op, inputs }: Node): boolean {
  const [x, y] = inputs;
  if (op === "neg") return isNonNegative(x!);
  if (op === "sub") return isMaximumOf(y!, x!);
  return false;
}

function isNonNegative({ op, inputs }: Node): boolean {
  return op === "abs" || (op === "mul" && inputs[0] === inputs[1]);
}

/** The largest elements along some axes, which may be repeated along them. */
function isMaximumOf(node: Node, x: Node): boolean {
  const largest = node.op === "expand" ? node.inputs[0]! : node;
  return largest.op === "reduceMax" && largest.inputs[0] === x;
}
