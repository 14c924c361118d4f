/**
 * A reduction to few results over many elements becomes one over pieces and one over their results: pieces can be shared
 * by threads, and rounding errors grow with the length of a piece only. So do long running sums. How they are cut depends
 * on the shape alone.
 */
import { sizeOf } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { rootsOf } from "../graph/graph.ts";
import { type Node, topological } from "../graph/node.ts";
import { primitives } from "../ops/index.ts";

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
    replaced.set(node, split(next) ?? next);
  }
  return {
    inputs: graph.inputs,
    outputs: graph.outputs.map((node) => replaced.get(node)!),
    assignments: graph.assignments.map(({ target, value }) => ({ target, value: replaced.get(value)! })),
  };
}

function split(node: Node): Node | null {
  return node.op === "cumulativeSum" ? splitCumulative(node) : splitReduction(node);
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

/** Sums as long as this are cut where fewer than so many lie side by side. */
const longSum = 512;
const fewNeighbours = 8;

/** Running sums of pieces, each beginning with the sum of all pieces before it. */
function splitCumulative(node: Node): Node | null {
  const [x] = node.inputs as [Node];
  const { axis, reverse, exclusive } = node.attributes as { axis: number; reverse: boolean; exclusive: boolean };
  const length = x.shape[axis]!;
  if (length < longSum || sizeOf(x.shape.slice(axis + 1)) >= fewNeighbours || sizeOf(x.shape) === 0) return null;
  const piece = nearSquareRoot(length);
  const pieces = Math.ceil(length / piece);
  const none = x.shape.map(() => 0);
  const rest = pieces * piece - length;
  const padded = rest === 0 ? x : build.pad(x, none, none.with(axis, rest));
  const cut = build.reshape(padded, x.shape.toSpliced(axis, 1, pieces, piece));
  const sums = build.cumulativeSum(cut, axis + 1, reverse, exclusive);
  const last = (of: Node): Node => {
    const starts = of.shape.map((_, i) => (i === axis + 1 && !reverse ? piece - 1 : 0));
    return build.slice(
      of,
      starts,
      of.shape.with(axis + 1, 1),
      of.shape.map(() => 1),
    );
  };
  const totals = exclusive ? build.add(last(sums), last(cut)) : last(sums);
  const before = build.cumulativeSum(totals, axis, reverse, true);
  const all = build.reshape(build.add(sums, before), padded.shape);
  return build.slice(
    all,
    none,
    x.shape,
    none.map(() => 1),
  );
}

/** A divisor if there is one nearby, so that nothing has to be added. */
function nearSquareRoot(length: number): number {
  const root = Math.round(Math.sqrt(length));
  for (let piece = root; 2 * piece > root; piece--) if (length % piece === 0) return piece;
  return root;
}

function piecesOf(length: number): number {
  for (let pieces = Math.min(mostPieces, Math.floor(length / shortestPiece)); pieces > 1; pieces--) {
    if (length % pieces === 0) return pieces;
  }
  return 1;
}
