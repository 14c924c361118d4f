/**
 * A reduction to few results over many elements becomes one over pieces and one over their results, so that pieces can be
 * shared by threads; so does a product of which every result is the sum of very many products, so that rounding errors
 * grow with the length of a piece only. How it is cut depends on the shape alone. Long running sums are cut by their part.
 */
import { sizeOf } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { rootsOf, mapRoots } from "../graph/graph.ts";
import { isMovement } from "../graph/movement.ts";
import { type Node, topological } from "../graph/node.ts";
import { primitives } from "../ops/index.ts";
import { dotSizes } from "./domain.ts";
import { rewrittenByPart } from "./parts.ts";
import { largestDivisor } from "./steps.ts";

/** Pieces are no shorter than this. */
const shortestPiece = 4096;
const mostPieces = 64;
const fewResults = 8;

export function splitReductions(graph: Graph): Graph {
  const replaced = new Map<Node, Node>();
  for (const node of topological(rootsOf(graph))) {
    const inputs = node.inputs.map((input) => replaced.get(input)!);
    const same = inputs.every((input, i) => input === node.inputs[i]);
    const next = same ? node : node.withInputs(inputs);
    replaced.set(node, splitReduction(next) ?? splitDot(next) ?? rewrittenByPart("splits", next) ?? next);
  }
  return mapRoots(graph, (node) => replaced.get(node)!);
}

/** Only where the reduced axes are the last ones, so that pieces lie one behind the other. */
function splitReduction(node: Node): Node | null {
  const primitive = primitives[node.op];
  if (primitive.elementwise || !primitive.reduction) return null;
  const [input] = node.inputs as [Node];
  const axes = node.attributes["axes"] as readonly number[];
  const first = input.shape.length - axes.length;
  if (!axes.every((axis) => axis >= first)) return null;
  const rows = sizeOf(node.shape);
  const length = rows === 0 ? 0 : sizeOf(input.shape) / rows;
  const pieces = piecesOf(length);
  if (rows > fewResults || pieces === 1) return null;
  const cut = build.reshape(input, [rows, pieces, length / pieces]);
  const partial = build.apply(node.op, [cut], { axes: [2] });
  return build.reshape(build.apply(node.op, [partial], { axes: [1] }), node.shape);
}

function piecesOf(length: number): number {
  for (let pieces = Math.min(mostPieces, Math.floor(length / shortestPiece)); pieces > 1; pieces--) {
    if (length % pieces === 0) return pieces;
  }
  return 1;
}

/** A product over fewer steps is not cut. */
const deep = 4096;
/** Steps of a piece: at least so many, and more where the pieces' results would be as large as the operands. */
const shortestSteps = 1024;

/** Σ_k x·y = Σ_pieces Σ_k x·y, and what is left over. */
function splitDot(node: Node): Node | null {
  if (node.op !== "dot") return null;
  const [batch, m, n] = dotSizes(node);
  const { batch: batchAxes, contract } = node.attributes as { batch: number; contract: number };
  const [x, y] = node.inputs.map((operand) => flat(operand, contract)) as [Node, Node];
  const depth = x.shape.at(-1)!;
  if (depth < deep || batch * m * n === 0 || node.inputs.some(isWindowed)) return null;
  const isNarrow = m === 1 || n === 1;
  if (isNarrow && batch * m * n > fewResults) return null;
  const least = isNarrow ? Math.max(shortestPiece, depth / mostPieces) : Math.max(shortestSteps, (4 * m * n) / (m + n));
  const steps = stepsFrom(Math.ceil(least), depth);
  const pieces = Math.floor(depth / steps);
  if (pieces < 2) return null;
  const cut = (operand: Node) => {
    const part = slice(operand, 0, pieces * steps);
    const free = part.shape.length - 1;
    const axes = Array.from({ length: free }, (_, axis) => axis);
    const moved = [...axes.slice(0, batchAxes), free, ...axes.slice(batchAxes), free + 1];
    return build.permute(build.reshape(part, [...part.shape.slice(0, -1), pieces, steps]), moved);
  };
  const sums = build.reduceSum(build.dot(cut(x), cut(y), batchAxes + 1, 1), [batchAxes]);
  const sum = build.reshape(sums, node.shape);
  if (pieces * steps === depth) return sum;
  const [restX, restY] = [x, y].map((operand) => slice(operand, pieces * steps, depth)) as [Node, Node];
  return build.add(sum, build.dot(restX, restY, batchAxes, 1));
}

/** At least so many steps: a divisor of the depth if there is one nearby, so that nothing is left over. */
function stepsFrom(least: number, depth: number): number {
  const divisor = largestDivisor(depth, 2 * least);
  return divisor >= least ? divisor : least;
}

/** With one axis for those that are summed. */
function flat(x: Node, contract: number): Node {
  const free = x.shape.slice(0, x.shape.length - contract);
  return contract === 1 ? x : build.reshape(x, [...free, sizeOf(x.shape) / sizeOf(free)]);
}

/** Of the last axis, what lies from `start` to `end`. */
function slice(x: Node, start: number, end: number): Node {
  const { shape } = x;
  const last = shape.length - 1;
  if (start === 0 && end === shape[last]) return x;
  const none = shape.map(() => 0);
  return build.slice(
    x,
    none.with(last, start),
    shape.with(last, end - start),
    none.map(() => 1),
  );
}

/** Read through windows, as in convolutions, whose products cut their depth by themselves. */
function isWindowed(node: Node): boolean {
  return node.op === "window" || (isMovement(node) && isWindowed(node.inputs[0]!));
}
