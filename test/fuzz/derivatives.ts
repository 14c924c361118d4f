/** Checks derivatives evaluated by the reference in f64 against finite differences and against forward mode. */
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import type { Feeds } from "./judge.ts";

/** A graph with outputs for a loss and its derivatives, and the directions of the directional derivatives. */
export interface Differentiated {
  readonly graph: Graph;
  readonly feeds: Feeds;
  readonly training: boolean;
  /** True if differences are meaningless: gradients are cut on purpose, or inputs are huge or on kinks and ties. */
  readonly cut: boolean;
  /** Inputs of the graph that the loss is differentiated by. */
  readonly varied: readonly Node[];
  /** One direction for each input in `varied`. */
  readonly directions: readonly ArrayLike<number>[];
  /** Indices of the outputs: loss, gradients, Hessian-vector products and tangent; the last two may be empty. */
  readonly places: Readonly<{
    loss: number;
    slopes: readonly number[];
    curves: readonly number[];
    tangent: readonly number[];
  }>;
}

const steps = [1e-4, 1e-5, 1e-6, 1e-3];

/** Checks the derivatives. Returns a description of the first error, or null. */
export function checkDerivatives(given: Differentiated): string | null {
  if (given.varied.length === 0) return null;
  const { directions, places } = given;
  const at = valuesAt(given, given.graph.outputs, 0);
  const slopes = places.slopes.map((place) => at[place]!);
  const along = dot(slopes, directions);
  for (const place of places.tangent) {
    const tangent = at[place]![0]!;
    const scale = along.scale + Math.abs(tangent);
    if (Math.abs(tangent - along.sum) > 1e-7 * scale + 1e-12)
      return `forward mode computes ${tangent}, reverse mode ${along.sum}`;
  }
  if (given.cut) return null;
  const loss = [given.graph.outputs[places.loss]!];
  const first = compare(given, loss, along, ([value]) => value![0]!);
  if (first !== null) return `gradient along the direction: ${first}`;
  if (places.curves.length === 0) return null;
  const curves = places.curves.map((place) => at[place]!);
  const gradients = places.slopes.map((place) => given.graph.outputs[place]!);
  const second = compare(given, gradients, dot(curves, directions), (values) => dot(values, directions).sum);
  return second && `second derivative along the direction: ${second}`;
}

/** Compares with finite differences. Returns null if they agree or are inconclusive: at kinks, steps and infinities. */
function compare(
  given: Differentiated,
  outputs: readonly Node[],
  { sum, scale }: Sum,
  value: (values: readonly Float64Array[]) => number,
): string | null {
  const here = value(valuesAt(given, outputs, 0));
  if (!Number.isFinite(here) || !Number.isFinite(sum)) return null;
  const seen: number[] = [];
  for (const step of steps) {
    const [after, before] = [step, -step].map((moved) => value(valuesAt(given, outputs, moved))) as [number, number];
    const [right, left] = [(after - here) / step, (here - before) / step];
    const central = (right + left) / 2;
    const error = 1e-4 * (scale + Math.abs(central)) + (1e-11 * Math.abs(here)) / step + 1e-9;
    if (!Number.isFinite(central) || Math.abs(central - sum) <= error) return null;
    if (sum > Math.max(left, right) + error || sum < Math.min(left, right) - error) seen.push(central);
  }
  // At a kink, any slope between the two one-sided slopes is right. At a discontinuity, differences grow as the step
  // shrinks. If the function oscillates faster than the steps, differences disagree with each other.
  const range = Math.max(...seen) - Math.min(...seen);
  const size = Math.max(...seen.map(Math.abs));
  const noise = 1e-11 * (Math.abs(here) / Math.min(...steps)) + 1e-9;
  const agree = range < 0.1 * size + noise && range < 0.1 * Math.abs(sum - seen[0]!);
  const conclusive = seen.length >= 3 && agree;
  return conclusive ? `${sum}, but differences are ${seen.join(", ")}` : null;
}

function valuesAt(
  { graph, feeds, training, varied, directions }: Differentiated,
  outputs: readonly Node[],
  step: number,
): Float64Array[] {
  const moved = new Map(feeds);
  varied.forEach((node, i) =>
    moved.set(
      node,
      Float64Array.from(feeds.get(node)!, (x, n) => x + step * directions[i]![n]!),
    ),
  );
  return evaluate({ inputs: graph.inputs, outputs, assignments: [] }, moved, { precision: "f64", training }).outputs;
}

interface Sum {
  readonly sum: number;
  /** Sum of the terms' magnitudes. */
  readonly scale: number;
}

function dot(xs: readonly ArrayLike<number>[], ys: readonly ArrayLike<number>[]): Sum {
  let [sum, scale] = [0, 0];
  xs.forEach((x, i) => {
    for (let n = 0; n < x.length; n++) {
      sum += x[n]! * ys[i]![n]!;
      scale += Math.abs(x[n]! * ys[i]![n]!);
    }
  });
  return { sum, scale };
}
