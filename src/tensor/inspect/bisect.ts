/**
 * Locates the first difference between a compiled function and the reference, by compiling every operation of its
 * graph.
 */
import { type TypedArray, isFloat, typedArray } from "../../base/dtype.ts";
import { formatShape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, nodesOf, rootsOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { evaluate } from "../../reference/evaluate.ts";
import { type Prepared, compiledFunction } from "../program/compile.ts";
import { flushReads } from "../source/read.ts";
import { Runner } from "../source/runner.ts";
import { copyOf } from "../source/source.ts";

/** The first operation whose compiled value differs from the reference, with its worst element. */
export interface Difference {
  /** Name of the operation, such as `mul`. */
  readonly op: string;
  /** Name of the value, if it has one. */
  readonly name: string | undefined;
  /** Module, file and line in the user's program. */
  readonly origin: string;
  readonly shape: readonly number[];
  /** Index of the worst element, in row-major order. */
  readonly element: number;
  /** Value of the element in the compiled program. */
  readonly compiled: number;
  /** Value of the element in the reference. */
  readonly reference: number;
  /** Returns a description in two lines. */
  toString(): string;
}

/** Largest error of an element, relative to the largest element of its tensor. */
const tolerance = 1e-4;

type Values = ReadonlyMap<Node, TypedArray>;

/**
 * Finds the first operation of a compiled function whose value differs from the reference, for these arguments and the
 * current state; returns null if there is none. Each operation is compared with the reference evaluated on the compiled
 * values of its inputs, so errors of earlier operations are not attributed to it. For debugging the compiler: compiles
 * one program per operation. Changes no state.
 *
 * Throws an ArgumentError if `step` was not returned by `compile`.
 */
export function bisect(step: unknown, ...args: unknown[]): Difference | null {
  flushReads();
  return firstDifference(compiledFunction(step, "bisect").prepare(args));
}

/** Finds the first difference in a graph, given the values of its inputs; see `bisect`. */
export function firstDifference({ graph, training, values: inputs }: Prepared): Difference | null {
  const values = new Map(inputs);
  for (const node of nodesOf(graph)) {
    if (node.op === "input") continue;
    const expected = expectedOf(node, values, training);
    if (isCopied(node)) {
      values.set(node, typedArray(node.dtype, expected.length));
      values.get(node)!.set(expected);
      continue;
    }
    const compiled = run(graph, [node], inputs, training)[0]!;
    const difference = compare(node, compiled, expected);
    if (difference) return difference;
    values.set(node, compiled);
  }
  // Operations may be correct separately, but wrong when fused in the whole program.
  const roots = rootsOf(graph).filter(({ op }) => op !== "input");
  const results = run(graph, roots, inputs, training);
  return firstOf(roots.map((node, i) => compare(node, results[i]!, expectedOf(node, values, training))));
}

/** Returns true for operations that only move elements or have no inputs: the reference value is exact. */
function isCopied(node: Node): boolean {
  const { primitive } = node;
  return node.inputs.length === 0 || (!primitive.elementwise && primitive.movement);
}

/** Returns the reference value of `node` for the compiled values of its inputs. */
function expectedOf(node: Node, values: Values, training: boolean): Float64Array {
  const inputs = node.inputs.map((input) => build.input(input.shape, input.dtype));
  const alone = node.with({ inputs, rule: undefined });
  const feeds = new Map(inputs.map((input, i) => [input, values.get(node.inputs[i]!)!]));
  return evaluate({ inputs, outputs: [alone], assignments: [] }, feeds, { training }).outputs[0]!;
}

function run(graph: Graph, outputs: readonly Node[], inputs: Values, training: boolean): TypedArray[] {
  const runner = new Runner({ inputs: graph.inputs, outputs, assignments: [] }, { training });
  graph.inputs.forEach((input, i) => runner.feedData(i, inputs.get(input)!));
  return runner.run().map(copyOf);
}

function firstOf(differences: readonly (Difference | null)[]): Difference | null {
  return differences.find((difference) => difference !== null) ?? null;
}

function compare(node: Node, compiled: ArrayLike<number>, reference: Float64Array): Difference | null {
  const scale = isFloat(node.dtype) ? tolerance * reference.reduce(largest, 1e-6) : 0;
  let element = -1;
  let worst = scale;
  for (let i = 0; i < reference.length; i++) {
    const [x, y] = [compiled[i]!, reference[i]!];
    if (Object.is(x, y) || x === y) continue;
    const distance = Math.abs(x - y);
    if (distance <= worst) continue;
    element = i;
    worst = Number.isNaN(distance) ? Infinity : distance;
  }
  return element < 0 ? null : differenceOf(node, element, compiled[element]!, reference[element]!);
}

function largest(max: number, x: number): number {
  return Number.isFinite(x) ? Math.max(max, Math.abs(x)) : max;
}

function differenceOf(
  { op, name, origin, shape }: Node,
  element: number,
  compiled: number,
  reference: number,
): Difference {
  const place = origin === null ? "" : String(origin);
  return {
    op,
    name,
    origin: place,
    shape,
    element,
    compiled,
    reference,
    toString: () =>
      [
        `${name ?? op} ${formatShape(shape)} differs first${place && `, from ${place}`}`,
        `  element ${element}: ${compiled} compiled, ${reference} on the reference`,
      ].join("\n"),
  };
}
