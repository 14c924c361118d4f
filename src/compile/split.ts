/**
 * A reduction to few results over many elements becomes one over pieces and one over their results: pieces can be shared
 * by threads, and rounding errors grow with the length of a piece only. How it is cut depends on the shape alone. So are
 * long running sums, by their part.
 */
import { sizeOf } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { rootsOf, mapRoots } from "../graph/graph.ts";
import { type Node, topological } from "../graph/node.ts";
import { primitives } from "../ops/index.ts";
import { rewrittenByPart } from "./parts.ts";

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
    replaced.set(node, splitReduction(next) ?? rewrittenByPart("splits", next) ?? next);
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
