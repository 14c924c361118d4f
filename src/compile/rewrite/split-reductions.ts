/**
 * A reduction to few results over many elements becomes one over pieces and one over their results, so that pieces can be
 * shared by threads; so does a product of which every result is the sum of very many products, so that rounding errors
 * grow with the length of a piece only. How it is cut depends on the shape alone. Long running sums and products
 * with windows are cut by their features.
 */
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, nodesOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { depthOf, dotSizes } from "../addressing/kernel-axes.ts";
import { type RuleTable, mapNodes, rewritten } from "../ir/rule.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";

/** Pieces are no shorter than this. */
const shortestPiece = 4096;
const mostPieces = 64;
const fewResults = 8;

export function splitReductions(graph: Graph, features: readonly { splits?: RuleTable }[]): Graph {
  const tables = features.flatMap(({ splits }) => (splits ? [splits] : []));
  return mapNodes(
    graph,
    nodesOf(graph),
    (node) => splitReduction(node) ?? rewritten(node, tables) ?? splitDot(node) ?? node,
  );
}

/** Only where the reduced axes are the last ones, so that pieces lie one behind the other. */
function splitReduction(node: Node): Node | null {
  const { primitive } = node;
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
  const partial = build.apply(primitive, [cut], { axes: [2] });
  return build.reshape(build.apply(primitive, [partial], { axes: [1] }), node.shape);
}

function piecesOf(length: number): number {
  for (let pieces = Math.min(mostPieces, Math.floor(length / shortestPiece)); pieces > 1; pieces--) {
    if (length % pieces === 0) return pieces;
  }
  return 1;
}

/** A product over fewer steps is not cut. */
export const leastDepth = 4096;
/**
 * Steps of a piece: at least so many, which is still deep enough to be summed in short chains, and more where the pieces'
 * results would be as large as the operands.
 */
const shortestSteps = 1280;

/** Σ_k x·y = Σ_pieces Σ_k x·y, and what is left over. A product with one row or column becomes a sum. */
function splitDot(node: Node): Node | null {
  if (node.op !== "dot") return null;
  const [batch, m, n] = dotSizes(node);
  const depth = depthOf(node);
  if (depth < leastDepth || batch * m * n === 0 || m === 1 || n === 1) return null;
  const least = Math.max(shortestSteps, Math.ceil((4 * m * n) / (m + n)));
  const divisor = largestDivisor(depth, 2 * least);
  const steps = divisor < least ? least : divisor;
  const rest = depth % steps;
  if (depth - rest <= steps) return null;
  const sum = sumOfPieces(node, 0, (depth - rest) / steps, steps);
  return rest === 0 ? sum : build.add(sum, sumOfPieces(node, depth - rest, 1, rest));
}

/** The part of the dot that begins with step `start`. */
function sumOfPieces(node: Node, start: number, pieces: number, steps: number): Node {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const [x, y] = node.inputs.map((operand) => {
    const free = operand.shape.slice(0, operand.shape.length - contract);
    const axes = [...free.keys()];
    const flat = build.reshape(operand, [...free, depthOf(node)]);
    const starts = free.map(() => 0);
    const strides = free.map(() => 1);
    const part = build.slice(flat, [...starts, start], [...free, pieces * steps], [...strides, 1]);
    const cut = build.reshape(part, [...free, pieces, steps]);
    return build.permute(cut, [...axes.slice(0, batch), free.length, ...axes.slice(batch), free.length + 1]);
  }) as [Node, Node];
  return build.reshape(build.reduceSum(build.dot(x, y, batch + 1, 1), [batch]), node.shape);
}
