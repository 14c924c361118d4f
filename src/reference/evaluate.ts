/**
 * The reference interpreter: evaluates a traced graph node by node in f64 and rounds each result to its declared type.
 * Tests compare compiled programs with it. It shares only the op table with the compiler and is not optimized for
 * speed.
 */
import { isFloat, roundTo } from "../base/dtype.ts";
import { ArgumentError, FaultError } from "../base/errors.ts";
import { operandOf } from "../base/build.ts";
import { type Shape, sameShape, sizeOf, stridesOf } from "../base/shape.ts";
import { type Graph, nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { Loops } from "./loops.ts";
import type { Elementwise } from "../ops/primitive.ts";
import { readStrided } from "./strided.ts";
import { type Array64, values as valuesOf } from "./values.ts";

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /**
   * "declared" rounds f32 as a program does; "f64" keeps full precision, for finite differences. Default "declared".
   */
  readonly precision?: "declared" | "f64";
  /** Value of `training`. Required if the graph contains it. */
  readonly training?: boolean;
  /** Rounds the value of a node, given those of its inputs. Default: rounds according to `precision`. */
  readonly round?: (node: Node, value: Float64Array, inputs: readonly Float64Array[]) => Float64Array;
}

/** Result of `evaluate`. */
export interface Evaluation {
  readonly outputs: Float64Array[];
  readonly assignments: Float64Array[];
  /** Values of all nodes of the graph. */
  readonly values: ReadonlyMap<Node, Float64Array>;
}

type Feeds = ReadonlyMap<Node, ArrayLike<number>>;

/**
 * Evaluates `graph` for the given values of its inputs. Throws an ArgumentError if a value is missing or has the wrong
 * length, and a FaultError if an index is out of range.
 */
export function evaluate(graph: Graph, feeds: Feeds, options: EvaluateOptions = {}): Evaluation {
  const values = new Map<Node, Float64Array>();
  const loops = new Loops((body, given) => evaluate(body, given, options).outputs);
  const { precision = "declared", round = (node, value) => rounded(node, value, precision) } = options;
  for (const node of nodesOf(graph)) {
    const value = fed(node, feeds, options) ?? (node.body ? loops.result(node, values) : computed(node, values));
    const inputs = node.inputs.map((input) => values.get(input)!);
    values.set(node, round(node, value, inputs));
  }
  const valueOf = (node: Node) => values.get(node)!;
  return {
    outputs: graph.outputs.map(valueOf),
    assignments: graph.assignments.map(({ value }) => valueOf(value)),
    values,
  };
}

/** The value of a node that is supplied by the caller; null for all other nodes. */
function fed(node: Node, feeds: Feeds, { training }: EvaluateOptions): Float64Array | null {
  if (node.op === "training" && training !== undefined) return Float64Array.of(Number(training));
  const feed = feeds.get(node);
  if (!feed) return null;
  if (feed.length !== sizeOf(node.shape)) {
    throw new ArgumentError(`an input of ${sizeOf(node.shape)} elements was given ${feed.length}`, {
      operands: [operandOf(node, "input")],
    });
  }
  return Float64Array.from(feed);
}

function computed(node: Node, values: ReadonlyMap<Node, Float64Array>): Float64Array {
  const inputs = node.inputs.map((input): Array64 => ({ data: values.get(input)!, shape: input.shape }));
  const record = node.primitive;
  if (record.elementwise) return mapped(record, inputs, node);
  try {
    return valuesOf[node.op]!(inputs, node.attributes, node);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    throw new FaultError(error.message, { operands: [operandOf(node, node.op)] });
  }
}

function mapped(record: Elementwise, inputs: readonly Array64[], { shape, attributes, dtype }: Node): Float64Array {
  const repeated = inputs.map((input) => broadcast(input, shape));
  const result = new Float64Array(sizeOf(shape));
  const element = new Array<number>(inputs.length);
  for (let n = 0; n < result.length; n++) {
    for (let i = 0; i < inputs.length; i++) element[i] = repeated[i]![n]!;
    result[n] = record.value(element, attributes, dtype);
  }
  return result;
}

function broadcast({ data, shape }: Array64, to: Shape): Float64Array {
  if (sameShape(shape, to)) return data;
  const missing = to.length - shape.length;
  const strides = stridesOf(shape);
  const repeated = to.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]!));
  return readStrided(data, to, repeated);
}

function rounded({ dtype }: Node, value: Float64Array, precision: "declared" | "f64"): Float64Array {
  return isFloat(dtype) && precision === "f64" ? value : value.map((x) => roundTo(dtype, x));
}
