/** Finds where a compiled function departs from the reference: computes ever longer prefixes of its graph both ways. */
import { type TypedArray, isFloat } from "../base/dtype.ts";
import { formatShape } from "../base/shape.ts";
import { type Graph, nodesOf, rootsOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { evaluate } from "../reference/evaluate.ts";
import { compiledFunction } from "./compile.ts";
import { flushReads } from "./read.ts";
import { Runner } from "./runner.ts";
import { copyOf } from "./source.ts";

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
const tolerance = 1e-3;

/**
 * The first operation, in order of computation, whose value in the compiled function differs from that of the reference
 * for these arguments and the present state; null where none does. Changes no state. Compiles a program per operation.
 */
export function bisect(step: unknown, ...args: unknown[]): Difference | null {
  flushReads();
  const { graph, training, values: inputs } = compiledFunction(step, "bisect").prepare(args);
  const { values } = evaluate(graph, inputs, { training });
  const differs = (outputs: readonly Node[]) => {
    const results = run({ inputs: graph.inputs, outputs, assignments: [] }, inputs, training);
    const found = outputs.map((node, i) => compare(node, results[i]!, values.get(node)!));
    return found.find((difference) => difference !== null) ?? null;
  };
  for (const node of nodesOf(graph)) {
    if (node.inputs.length === 0) continue;
    const difference = differs([node]);
    if (difference) return difference;
  }
  // Operations may be right one by one and wrong where they are fused as in the whole program.
  return differs(rootsOf(graph));
}

function run(graph: Graph, inputs: ReadonlyMap<Node, TypedArray>, training: boolean): ArrayLike<number>[] {
  const runner = new Runner(graph, { training });
  graph.inputs.forEach((input, i) => runner.feedData(i, inputs.get(input)!));
  return runner.run().map(copyOf);
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
