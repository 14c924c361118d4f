/**
 * A reduction to few results over many elements becomes one over pieces and one over their results, so that pieces can be
 * shared by threads; so does a product of which every result is the sum of very many products, so that rounding errors
 * grow with the length of a piece only. How it is cut depends on the shape alone. Long running sums are cut by their part.
 */
import { type Shape, sizeOf } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { rootsOf, mapRoots } from "../graph/graph.ts";
import { isMovement } from "../graph/movement.ts";
import { type Node, topological } from "../graph/node.ts";
import { primitives } from "../ops/index.ts";
import { depthOf, dotSizes } from "./domain.ts";
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
/**
 * Steps of a piece: at least so many, which is still deep enough to be summed in short chains, and more where the pieces'
 * results would be as large as the operands.
 */
const shortestSteps = 1280;

function splitDot(node: Node): Node | null {
  if (node.op !== "dot" || depthOf(node) < deep || sizeOf(node.shape) === 0) return null;
  return node.inputs.some(isWindowed) ? splitImages(node) : splitDepth(node);
}

/** Σ_k x·y = Σ_pieces Σ_k x·y, and what is left over. */
function splitDepth(node: Node): Node | null {
  const [batch, m, n] = dotSizes(node);
  const { batch: batchAxes, contract } = node.attributes as { batch: number; contract: number };
  const depth = depthOf(node);
  const isNarrow = m === 1 || n === 1;
  if (isNarrow && batch * m * n > fewResults) return null;
  const least = isNarrow ? Math.max(shortestPiece, depth / mostPieces) : Math.max(shortestSteps, (4 * m * n) / (m + n));
  const steps = stepsFrom(Math.ceil(least), depth);
  const whole = depth - (depth % steps);
  if (whole <= steps) return null;
  const flat = node.inputs.map((x) => (contract === 1 ? x : build.reshape(x, [...freeOf(x, contract), depth])));
  const [x, y] = flat.map((operand) => slice(operand, 0, whole)) as [Node, Node];
  const sum = sumOfPieces(node, build.dot(x, y, batchAxes, 1), whole / steps);
  if (whole === depth) return sum;
  const [restX, restY] = flat.map((operand) => slice(operand, whole, depth)) as [Node, Node];
  return build.add(sum, build.dot(restX, restY, batchAxes, 1));
}

/** The gradient of a filter is summed by some images at a time. */
function splitImages(node: Node): Node | null {
  const { contract } = node.attributes as { contract: number };
  const [x] = node.inputs as [Node];
  const images = x.shape[x.shape.length - contract]!;
  const pieces = largestDivisor(images, Math.floor(depthOf(node) / deep));
  return pieces === 1 ? null : sumOfPieces(node, node, pieces);
}

/** `dot`, whose result is that of `node`, with the first of the axes that are summed cut into pieces. */
function sumOfPieces(node: Node, dot: Node, pieces: number): Node {
  const { batch, contract } = dot.attributes as { batch: number; contract: number };
  const [x, y] = dot.inputs.map((operand) => {
    const { shape } = operand;
    const free = shape.length - contract;
    const axes = Array.from({ length: shape.length + 1 }, (_, axis) => axis);
    const cut = shape.toSpliced(free, 1, pieces, shape[free]! / pieces);
    const order = [...axes.slice(0, batch), free, ...axes.slice(batch, free), ...axes.slice(free + 1)];
    return build.permute(build.reshape(operand, cut), order);
  }) as [Node, Node];
  return build.reshape(build.reduceSum(build.dot(x, y, batch + 1, contract), [batch]), node.shape);
}

/** At least so many steps: a divisor of the depth if there is one nearby, so that nothing is left over. */
function stepsFrom(least: number, depth: number): number {
  const divisor = largestDivisor(depth, 2 * least);
  return divisor >= least ? divisor : least;
}

/** Without the axes that are summed. */
function freeOf({ shape }: Node, contract: number): Shape {
  return shape.slice(0, shape.length - contract);
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

/** Read through windows, as in convolutions, so that the axes that are summed cannot be made one. */
function isWindowed(node: Node): boolean {
  return node.op === "window" || (isMovement(node) && isWindowed(node.inputs[0]!));
}
