/**
 * Initial values of parameters, each in a storage of its own. They are computed by compiled programs, so that they have
 * the same bits on every engine.
 */
import { typedArray } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { Storage } from "../../runtime/index.ts";
import { computeNodes } from "./read.ts";
import { Stored, copyOf, sourceOf } from "./source.ts";

/** Computes the values of `nodes`, built by initializers: constants directly, all others by one program. */
export function firstValues(nodes: readonly Node[]): Storage[] {
  const drawn = nodes.filter((node) => constantIn(node) === null);
  const computed = drawn.length > 0 ? computeNodes(drawn) : [];
  return nodes.map((node) => {
    const at = drawn.indexOf(node);
    // Programs write parameters in place, so nodes that occur twice need copies. Small results have no storage of their
    // own.
    const source = computed[at];
    if (source instanceof Stored && nodes.indexOf(node) === nodes.lastIndexOf(node)) return source.storage().pin();
    const data = source ? copyOf(source) : typedArray(node.dtype, sizeOf(node.shape)).fill(constantIn(node)!);
    return Storage.fromHost(node.dtype, data, "parameters").pin();
  });
}

/** Returns the number that fills `node`, or null if `node` is not a constant. */
function constantIn(node: Node): number | null {
  let at = node;
  while (sourceOf(at) === undefined && (at.op === "reshape" || at.op === "expand")) at = at.inputs[0]!;
  return at.op === "const" ? (at.attributes["value"] as number) : null;
}
