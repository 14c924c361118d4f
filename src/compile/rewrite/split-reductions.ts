/**
 * Splits long reductions and deep products. A reduction to few results over many elements becomes one over pieces and
 * one over the partial results, so that threads can share the pieces. A deep product is split the same way, so that
 * rounding errors grow only with the length of a piece. The split depends on shapes alone. Long running sums and
 * products over windows are split by their features.
 */
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, nodesOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { depthOf, dotSizes } from "../addressing/kernel-axes.ts";
import { type RuleTable, mapNodes, rewritten } from "../ir/rule.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";

/** Minimum length of a piece. */
const shortestPiece = 4096;
const mostPieces = 64;
const fewResults = 8;

/** Returns the graph with long reductions and deep products split. */
export function splitReductions(graph: Graph, features: readonly { splits?: RuleTable }[]): Graph {
  const tables = features.flatMap(({ splits }) => (splits ? [splits] : []));
  return mapNodes(
    graph,
    nodesOf(graph),
    (node) => splitReduction(node) ?? rewritten(node, tables) ?? splitDot(node) ?? node,
  );
}

/** Splits a reduction if the reduced axes are the last ones, so that pieces are contiguous. */
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

/** Minimum depth of a product that is split. */
export const leastDepth = 4096;
/**
 * Minimum number of steps in a piece, deep enough to be summed in short chains. Pieces have more steps if their results
 * would otherwise be as large as the operands.
 */
const shortestSteps = 1280;

/**
 * Rewrites Σ_k x·y as Σ_pieces Σ_k x·y plus a remainder. A product with one row or column is not split here, because
 * algebra turns it into a sum.
 */
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

/** Returns the sum of `pieces` products of `steps` steps each, starting at step `start`. */
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
