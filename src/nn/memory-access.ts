/** Reading from and writing to an external memory with weights of its slots, as in neural Turing machines. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { given } from "./given.ts";

/**
 * Reads from a memory: [..., n, m] and weights [..., heads, n] -> [..., heads, m], the weighted sum Σ_i w(i) M(i) of the
 * slots for each head (Graves et al., 2014). Leading axes broadcast. Throws a ShapeError if the shapes do not match.
 */
export function readMemory(memory: Tensor, weights: Tensor): Tensor {
  checkAccess("readMemory", { memory, weights });
  return inCall("readMemory", () => weights.matmul(memory));
}

/**
 * Writes to a memory, [..., n, m]: erases, then adds (Graves et al., 2014). The weights are [..., heads, n]; `erase`, from
 * 0 to 1, and `add` are [..., heads, m]. Slot M(i) becomes M(i) Π (1 - w(i) e) + Σ w(i) a, a product and a sum over
 * the heads. All heads erase before any head adds, so their order does not matter. Throws a ShapeError if the shapes do
 * not match.
 */
export function writeMemory(memory: Tensor, weights: Tensor, erase: Tensor, add: Tensor): Tensor {
  checkAccess("writeMemory", { memory, weights, erase, add });
  return inCall("writeMemory", () => {
    const heads = weights.shape.at(-2)!;
    const [places, erased] = [weights.chunk(heads, -2), erase.chunk(heads, -2)];
    const kept = places.reduce((kept, place, head) => kept.mul(outer(place, erased[head]!).rsub(1)), memory);
    // With one head the product has no sum, and joins the elementwise pass over the memory.
    return heads === 1 ? kept.add(outer(weights, add)) : kept.add(weights.transpose().matmul(add));
  });
}

/** Product of a column and a row: [..., 1, n] and [..., 1, m] -> [..., n, m]. */
const outer = (weights: Tensor, vector: Tensor): Tensor => weights.transpose().mul(vector);

interface Access {
  readonly memory: Tensor;
  readonly weights: Tensor;
  readonly erase?: Tensor;
  readonly add?: Tensor;
}

function checkAccess(caller: string, operands: Access): void {
  const all = Object.entries(operands) as [keyof Access, Tensor][];
  for (const [, operand] of all) given(operand, caller);
  const { memory, weights } = operands;
  const [[n, m], heads] = [memory.shape.slice(-2), weights.shape.at(-2)];
  const ends = { memory: [n, m], weights: [heads, n], erase: [heads, m], add: [heads, m] };
  const fits = all.every(
    ([name, { shape }]) => shape.length >= 2 && ends[name].every((size, i) => shape.at(i - 2) === size),
  );
  if (fits && heads !== 0) return;
  throw new ShapeError(`${caller} was given shapes that do not match`, {
    operands: all.map(([name, operand]) => operandOf(operand.node, name)),
    rule: "Required: memory [..., n, m], weights [..., heads, n], and erase and add [..., heads, m], with at least 1 head.",
  });
}
