/** Finds where a compiled function departs from the reference: compiles ever longer prefixes of its graph. */
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

/** Where the program and the reference differ most. */
export interface Difference {
  readonly op: string;
  readonly name: string | undefined;
  /** Module, file and line. */
  readonly origin: string;
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly element: number;
  readonly compiled: number;
  readonly reference: number;
  toString(): string;
}

/** Largest difference of an element, in terms of the largest element of its tensor. */
const tolerance = 1e-4;

type Values = ReadonlyMap<Node, TypedArray>;

/**
 * The first operation, in order of computation, whose value in the compiled function is not what the reference makes of
 * the compiled values of its inputs, for these arguments and the present state; null where there is none. Errors that
 * an operation only passes on are not blamed on it. Changes no state. Compiles a program for each operation.
 */
export function bisect(step: unknown, ...args: unknown[]): Difference | null {
  flushReads();
  return firstDifference(compiledFunction(step, "bisect").prepare(args));
}

/** The same of a program that is known, given the values of its inputs. */
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
  // Operations may be right one by one and wrong where they are fused as in the whole program.
  const roots = rootsOf(graph).filter(({ op }) => op !== "input");
  const results = run(graph, roots, inputs, training);
  return firstOf(roots.map((node, i) => compare(node, results[i]!, expectedOf(node, values, training))));
}

/** Moves elements or has no inputs: the value needs no program. */
function isCopied(node: Node): boolean {
  const { primitive } = node;
  return node.inputs.length === 0 || (!primitive.elementwise && primitive.movement);
}

/** What the reference makes of the compiled values of the node's inputs. */
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

function largest(so: number, x: number): number {
  return Number.isFinite(x) ? Math.max(so, Math.abs(x)) : so;
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
