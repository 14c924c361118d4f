/**
 * Rewrite rules for products with rows looked up in a short table. If each row is used many times, the table is
 * multiplied once and rows of the product are looked up. For gradients, the updates are first summed by row of the
 * table. Results differ only by rounding.
 */
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, nodesOf, rootsOf } from "../../graph/graph.ts";
import { type Node, topological } from "../../graph/node.ts";
import { primitives } from "../../ops/index.ts";
import type { Primitive } from "../../ops/primitive.ts";
import { filled, mapNodes, type Rule, type RuleTable, scalarOf } from "../ir/rule.ts";
import { labelOfIndexed } from "../addressing/node-kind.ts";
import { permuted, rowsOf, towardBase, towardReader } from "./rows.ts";

/** Minimum average number of lookups per row for a table to count as short. */
const fewLookups = 4;

/** Moves the first `count` axes of `x` to the end. */
function axesToEnd(x: Node, count: number): Node {
  const axes = x.shape.map((_, axis) => axis);
  return permuted(x, [...axes.slice(count), ...axes.slice(0, count)]);
}

/** Rows looked up in a table by a gather node. */
interface Lookup {
  /** The table, [rows, elements of a row]. */
  readonly table: Node;
  /** Indices of the reader's rows, in order. */
  readonly indices: Node;
  readonly gather: Node;
}

/** Returns `node` as rows of `width` elements looked up in a short table, or null. */
function lookupOf(node: Node, width: number): Lookup | null {
  const rows = width > 1 ? rowsOf(node, width) : null;
  const gather = rows?.base;
  if (rows === null || gather?.op !== "take" || gather.attributes["axis"] !== 0) return null;
  const [table, indices] = gather.inputs as [Node, Node];
  const length = table.shape[0]!;
  if (sizeOf(table.shape) !== length * width || !isShort(length, indices)) return null;
  return { table: build.reshape(table, [length, width]), indices: towardReader(rows, indices), gather };
}

/** Returns whether the rows of a table of `length` rows are looked up often enough. */
function isShort(length: number, indices: Node): boolean {
  return length > 0 && sizeOf(indices.shape) >= fewLookups * length;
}

/** Rewrites dot(take(table, i), w) as take(dot(table, w), i). */
const multiplyTable: Rule = (node, [x, w]) => {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const width = contractedSize(w!, contract);
  const lookup = batch === 0 ? lookupOf(x!, width) : null;
  if (lookup === null) return null;
  const products = build.dot(lookup.table, build.reshape(w!, [sizeOf(w!.shape) / width, width]), 0, 1);
  const indices = build.reshape(lookup.indices, [sizeOf(lookup.indices.shape)]);
  const rows = indexed(primitives.take, [products, indices], labelOfIndexed(lookup.gather), lookup.gather);
  return build.reshape(rows, node.shape);
};

/**
 * Rewrites dot(yᵀ, take(table, i)ᵀ), a product over the rows, as dot(sᵀ, tableᵀ), where s is the sum of the rows of y
 * by index. Also matches the operands in the other order.
 */
const multiplySums: Rule = (node, inputs) => {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  if (batch > 0) return null;
  const rows = contractedSize(inputs[0]!, contract);
  // Shape of both: [rows…, elements of a row…].
  const [x, y] = inputs.map((input) => axesToEnd(input, input.shape.length - contract)) as [Node, Node];
  const factors = lookedUpAndSummed(y, x, rows) ?? lookedUpAndSummed(x, y, rows)?.reverse();
  if (!factors) return null;
  const [left, right] = factors.map((factor) => axesToEnd(factor, 1)) as [Node, Node];
  return build.reshape(build.dot(left, right, 0, 1), node.shape);
};

/**
 * Returns the sums of the rows of `other` by index, and the short table in which the rows of `looked` are looked up, or
 * null.
 */
function lookedUpAndSummed(looked: Node, other: Node, rows: number): [sums: Node, table: Node] | null {
  const width = sizeOf(other.shape) / rows;
  const lookup = width > 1 ? lookupOf(looked, sizeOf(looked.shape) / rows) : null;
  if (lookup === null) return null;
  const { table, indices, gather } = lookup;
  return [sumByIndex(table.shape[0]!, indices, other, width, gather), table];
}

/**
 * Rewrites the gradient of a table: scatterAdd(0, i, dot(y, w)) = dot(s, w), where s is the sum of the rows of y by
 * index.
 */
const multiplyGradient: Rule = (node, [target, indices, updates]) => {
  const length = target!.shape[0]!;
  if (!isSumByIndex(node) || !isShort(length, indices!)) return null;
  const width = sizeOf(target!.shape) / length;
  const rows = width > 1 ? rowsOf(updates!, width) : null;
  if (rows?.base.op !== "dot" || rows.base.attributes["batch"] !== 0) return null;
  const [y, w] = rows.base.inputs as [Node, Node];
  const depth = contractedSize(w, rows.base.attributes["contract"] as number);
  if (depth <= 1 || sizeOf(w.shape) !== width * depth) return null;
  const sums = sumByIndex(length, towardBase(rows, indices!), y, depth, node);
  return build.reshape(build.dot(sums, build.reshape(w, [width, depth]), 0, 1), node.shape);
};

function contractedSize({ shape }: Node, contract: number): number {
  return sizeOf(shape.slice(shape.length - contract));
}

/**
 * Returns the rows of `updates`, each of `width` elements, summed by index. `source` is the take or scatterAdd that
 * holds the indices. All sums of the same rows share one node.
 */
function sumByIndex(length: number, indices: Node, updates: Node, width: number, source: Node): Node {
  const rows = rowsOf(updates, width)!;
  const count = sizeOf(indices.shape);
  const flat = build.reshape(towardBase(rows, indices), [count]);
  const zeros = filled(0, updates.dtype, { shape: [length, width] });
  const inputs = [zeros, flat, build.reshape(rows.base, [count, width])];
  const label = `scatterAdd at ${source.inputs[1]!.label ?? "indices"}`;
  return indexed(primitives.scatterAdd, inputs, label, source);
}

function isSumByIndex({ op, inputs, attributes }: Node): boolean {
  return op === "scatterAdd" && attributes["axis"] === 0 && scalarOf(inputs[0]!) === 0;
}

/** Builds a take or scatterAdd along axis 0 whose errors refer to the operation that the user wrote. */
function indexed(primitive: Primitive, inputs: readonly Node[], label: string, { origin }: Node): Node {
  return build.apply(primitive, inputs, { axis: 0, label }).with({ origin });
}

/** Replaces a sum over all rows by a sum of partial sums by index, if these exist in the graph. */
export function sumOfSums(graph: Graph): Graph {
  const sums = new Map<Node, Node>();
  for (const node of nodesOf(graph)) {
    if (!isSumByIndex(node)) continue;
    const rows = rowsOf(node.inputs[2]!, sizeOf(node.shape.slice(1)));
    if (rows) sums.set(rows.base, node);
  }
  if (sums.size === 0) return graph;
  const order = topological([...sums.values(), ...rootsOf(graph)]);
  return mapNodes(graph, order, (rebuilt, node, next) => {
    const sum = columnSums(node, sums);
    const known = sum && next(sum);
    return known ? build.reshape(build.reduceSum(known, [0]), node.shape) : rebuilt;
  });
}

/** Returns the sums by index of the same rows that `node` sums, or null. */
function columnSums(node: Node, sums: ReadonlyMap<Node, Node>): Node | null {
  if (node.op !== "reduceSum") return null;
  const [x] = node.inputs as [Node];
  const width = x.shape.at(-1)!;
  const axes = node.attributes["axes"] as readonly number[];
  if (axes.length !== x.shape.length - 1 || axes.includes(axes.length)) return null;
  const rows = rowsOf(x, width);
  const sum = rows && sums.get(rows.base);
  const isSame = sum && sum.shape.length === 2 && sum.shape[1] === width;
  return isSame && sizeOf(sum.inputs[2]!.shape) === sizeOf(x.shape) ? sum : null;
}

export const tableRules: RuleTable = {
  dot: (node, inputs) => multiplyTable(node, inputs) ?? multiplySums(node, inputs),
  scatterAdd: multiplyGradient,
};
