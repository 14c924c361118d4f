/** Golden cases: their tensors, evaluation with the reference interpreter in f64, and the comparison. */
import assert from "node:assert/strict";
import type { Assignment } from "../../src/graph/graph.ts";
import { type Node, topological } from "../../src/graph/node.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { Tensor } from "../../src/tensor/index.ts";
import { type GoldenTensor, numbersOf } from "../golden/read.ts";

export { type GoldenCase, type GoldenTensor, numbersOf, readGolden } from "../golden/read.ts";

export function tensorOf(encoded: GoldenTensor): Tensor {
  const { shape, dtype } = encoded;
  const data = numbersOf(encoded);
  return Tensor.from(dtype === "f64" ? Float32Array.from(data) : Int32Array.from(data), shape);
}

export type Feeds = Map<Node, ArrayLike<number>>;

export interface ReferenceOptions {
  readonly training?: boolean;
  readonly assignments?: readonly Assignment[];
}

/** Evaluates a graph with the reference interpreter in f64. */
export function reference(tensors: readonly Tensor[], feeds: Feeds, options: ReferenceOptions = {}) {
  const { training = false, assignments = [] } = options;
  const outputs = tensors.map(({ node }) => node);
  const inputs = topological([...outputs, ...assignments.map(({ value }) => value)]).filter(({ op }) => op === "input");
  return evaluate({ inputs, outputs, assignments }, feeds, { precision: "f64", training });
}

/** Throws unless every element is within `tolerance` times the largest expected one, and special values are equal. */
export function assertClose(actual: ArrayLike<number>, expected: GoldenTensor, tolerance: number, what: string): void {
  const numbers = numbersOf(expected);
  assert.equal(actual.length, numbers.length, `${what}: number of elements`);
  const scale = numbers.reduce((largest, x) => (Number.isFinite(x) ? Math.max(largest, Math.abs(x)) : largest), 0) || 1;
  numbers.forEach((x, i) => {
    const y = actual[i]!;
    const close = Number.isFinite(x) ? Math.abs(y - x) <= tolerance * scale : Object.is(y, x);
    assert.ok(close, `${what}[${i}] is ${y} instead of ${x}`);
  });
}
