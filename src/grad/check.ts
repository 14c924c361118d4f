/**
 * Compares gradients with finite differences. The caller evaluates the graphs. The evaluation must use f64, because
 * differences of single-precision values have no significant digits.
 */
import type { DType } from "../base/dtype.ts";
import { isFloat } from "../base/dtype.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import { filled } from "./broadcast.ts";
import { gradients } from "./reverse.ts";

/** The value of one argument at which to check. Integer arguments are not varied. */
export interface Point {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
  readonly dtype?: DType;
}

/** Evaluates `outputs` in f64. */
export type Evaluate = (outputs: readonly Node[], feeds: ReadonlyMap<Node, ArrayLike<number>>) => Float64Array[];

/** The element with the largest relative error (absolute below 1). */
export interface Deviation {
  readonly error: number;
  /** Order of the derivative: 1 for a gradient, 2 for the gradient of its product with a fixed direction. */
  readonly order: number;
  readonly argument: number;
  readonly element: number;
  readonly gradient: number;
  readonly difference: number;
}

/**
 * Compares the gradients of a weighted sum of f's results with central differences for every element of every argument,
 * up to order `order` (2 by default). Returns the largest deviation, which is about 1e-8 for a correct gradient of a
 * smooth function.
 */
export function checkGradients(
  f: (...inputs: Node[]) => Node,
  points: readonly Point[],
  evaluate: Evaluate,
  order = 2,
): Deviation {
  const inputs = points.map(({ shape, dtype = "f32" }) => build.input(shape, dtype));
  const feeds = new Map(inputs.map((input, i) => [input, Float64Array.from(points[i]!.data)]));
  const weighted = (nodes: readonly Node[]) => total(nodes.map((node) => build.mul(node, fixedDirection(node, feeds))));
  const variables = inputs.filter(({ dtype }) => isFloat(dtype));

  let scalar = weighted([f(...inputs)]);
  let worst: Deviation = { error: 0, order: 1, argument: 0, element: 0, gradient: 0, difference: 0 };
  for (let n = 1; n <= order; n++) {
    const gradient = gradients([scalar], [filled(1, scalar)], variables);
    const values = evaluate(
      gradient.filter((node) => node !== null),
      feeds,
    );
    variables.forEach((variable, i) => {
      const position = gradient.slice(0, i).filter((node) => node !== null).length;
      const analytic = gradient[i] ? values[position]! : new Float64Array(sizeOf(variable.shape));
      const found = largestDeviation(scalar, variable, analytic, feeds, evaluate);
      if (!(found.error <= worst.error)) worst = { ...found, order: n, argument: inputs.indexOf(variable) };
    });
    const present = gradient.filter((node) => node !== null);
    if (present.length === 0) break;
    scalar = weighted(present);
  }
  return worst;
}

function largestDeviation(
  scalar: Node,
  variable: Node,
  analytic: Float64Array,
  feeds: ReadonlyMap<Node, Float64Array>,
  evaluate: Evaluate,
): Omit<Deviation, "order" | "argument"> {
  let worst = { error: 0, element: 0, gradient: 0, difference: 0 };
  const point = feeds.get(variable)!;
  analytic.forEach((gradient, element) => {
    const x = point[element]!;
    // A step of the cube root of the rounding error balances rounding and truncation errors.
    const step = 6e-6 * Math.max(1, Math.abs(x));
    const at = (value: number) => evaluate([scalar], new Map(feeds).set(variable, point.with(element, value)))[0]![0]!;
    const difference = (at(x + step) - at(x - step)) / (2 * step);
    const error = Math.abs(gradient - difference) / Math.max(1, Math.abs(gradient), Math.abs(difference));
    if (!(error <= worst.error)) worst = { error, element, gradient, difference };
  });
  return worst;
}

/** A fixed direction in the shape of `node`, fed as an input. All of its elements differ. */
function fixedDirection(node: Node, feeds: Map<Node, Float64Array>): Node {
  const direction = build.input(node.shape, node.dtype);
  feeds.set(
    direction,
    Float64Array.from({ length: sizeOf(node.shape) }, (_, i) => Math.cos(1 + 2 * i)),
  );
  return direction;
}

function total(nodes: readonly Node[]): Node {
  return nodes
    .map((node) =>
      build.reshape(
        build.reduceSum(
          node,
          node.shape.map((_, axis) => axis),
        ),
        [],
      ),
    )
    .reduce((sum, node) => build.add(sum, node));
}
