/** Sign analysis: bounds on the sign of a value, from its formula alone. */
import type { Node } from "../../graph/node.ts";

/** Returns whether no element can be above 0, for any inputs. Elements may be NaN. */
export function isNonPositive({ op, inputs }: Node): boolean {
  const [x, y] = inputs;
  if (op === "neg") return isNonNegative(x!);
  if (op === "sub") return isMaximumOf(y!, x!);
  return false;
}

function isNonNegative({ op, inputs }: Node): boolean {
  return op === "abs" || (op === "mul" && inputs[0] === inputs[1]);
}

/** Returns whether `node` is the maximum of `x` along some axes, possibly expanded along them. */
function isMaximumOf(node: Node, x: Node): boolean {
  const largest = node.op === "expand" ? node.inputs[0]! : node;
  return largest.op === "reduceMax" && largest.inputs[0] === x;
}
