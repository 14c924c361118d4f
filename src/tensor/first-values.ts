/**
 * The first values of parameters, each in a storage of its own. A model has many, so the cheapest way is taken for
 * each.
 */
import { type TypedArray, typedArray } from "../base/dtype.ts";
import { sizeOf } from "../base/shape.ts";
import type { Node } from "../graph/node.ts";
import { Storage } from "../runtime/index.ts";
import { evaluateNodes } from "./evaluate.ts";
import { computeNodes } from "./read.ts";
import { copyOf, sourceOf } from "./source.ts";

/** Up to so many elements the reference is done before a program would be compiled. */
const few = 4096;

/** The values of `nodes`, which initialisers made. */
export function firstValues(nodes: readonly Node[]): Storage[] {
  const large = nodes.filter((node) => constantIn(node) === null && sizeOf(node.shape) > few);
  const computed = large.length > 0 ? computeNodes(large) : [];
  return nodes.map((node) => {
    const at = large.indexOf(node);
    // Programs write parameters in place, so equal nodes get copies.
    if (at >= 0 && nodes.indexOf(node) === nodes.lastIndexOf(node)) return computed[at]!.storage().pin();
    return Storage.fromHost(node.dtype, at >= 0 ? copyOf(computed[at]!) : small(node), "parameters").pin();
  });
}

function small(node: Node): TypedArray {
  const result = typedArray(node.dtype, sizeOf(node.shape));
  const constant = constantIn(node);
  if (constant !== null) result.fill(constant);
  else result.set(evaluateNodes([node], "declared")[0]!);
  return result;
}

/** The number that `node` repeats, or null. */
function constantIn(node: Node): number | null {
  let at = node;
  while (sourceOf(at) === undefined && (at.op === "reshape" || at.op === "expand")) at = at.inputs[0]!;
  return at.op === "const" ? (at.attributes["value"] as number) : null;
}
