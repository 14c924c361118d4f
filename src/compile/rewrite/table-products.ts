/**
 * Algebra of products with rows of a table: where a short table's rows are looked up many times, each row is multiplied
 * once and the products are looked up; gradients are first added up by row of the table. Rounding changes, no more.
 */
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, nodesOf, rootsOf } from "../../graph/graph.ts";
import { type Node, topological } from "../../graph/node.ts";
import { primitives } from "../../ops/index.ts";
import type { Primitive } from "../../ops/primitive.ts";
import { filled, mapNodes, type Rule, type RuleTable, scalarOf } from "../ir/rule.ts";
import { labelOfIndexed } from "../addressing/node-kind.ts";
import { permuted, rowsOf, towardsBase, towardsReader } from "./rows.ts";

/** A table is short if its rows are looked up so many times on average. */
const fewLookups = 4;

/** The first `count` axes behind the others. */
function turned(x: Node, count: number): Node {
  const axes = x.shape.map((_, axis) => axis);
  return permuted(x, [...axes.slice(count), ...axes.slice(0, count)]);
}

interface Lookup {
  /** [rows of the table, elements of a row]. */
  readonly table: Node;
  /** Of the reader's rows, in order. */
  readonly indices: Node;
  readonly gather: Node;
}

/** `node` as rows of `width` elements looked up in a short table. */
function lookupOf(node: Node, width: number): Lookup | null {
  const rows = width > 1 ? rowsOf(node, width) : null;
  const gather = rows?.base;
  if (rows === null || gather?.op !== "take" || gather.attributes["axis"] !== 0) return null;
  const [table, indices] = gather.inputs as [Node, Node];
  const length = table.shape[0]!;
  if (sizeOf(table.shape) !== length * width || !isShort(length, indices)) return null;
  return { table: build.reshape(table, [length, width]), indices: towardsReader(rows, indices), gather };
}

/** Whether each of `length` rows is looked up often enough. */
function isShort(length: number, indices: Node): boolean {
  return length > 0 && sizeOf(indices.shape) >= fewLookups * length;
}

/** dot(gather(table, i), w) = gather(dot(table, w), i). */
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

/** dot(yᵀ, gather(table, i)ᵀ) over the rows = dot(sᵀ, tableᵀ) with the rows of y added up by index in s; or the other way round. */
const multiplySums: Rule = (node, inputs) => {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  if (batch > 0) return null;
  const rows = contractedSize(inputs[0]!, contract);
  // Both as [rows…, elements of a row…].
  const [x, y] = inputs.map((input) => turned(input, input.shape.length - contract)) as [Node, Node];
  const factors = lookedUpAndSummed(y, x, rows) ?? lookedUpAndSummed(x, y, rows)?.reverse();
  if (!factors) return null;
  const [left, right] = factors.map((factor) => turned(factor, 1)) as [Node, Node];
  return build.reshape(build.dot(left, right, 0, 1), node.shape);
};

/** The rows of `other` added up by the indices of `rows` rows of `looked`, and the short table that those are looked up in. */
function lookedUpAndSummed(looked: Node, other: Node, rows: number): [sums: Node, table: Node] | null {
  const width = sizeOf(other.shape) / rows;
  const lookup = width > 1 ? lookupOf(looked, sizeOf(looked.shape) / rows) : null;
  if (lookup === null) return null;
  const { table, indices, gather } = lookup;
  return [sumByIndex(table.shape[0]!, indices, other, width, gather), table];
}

/** The gradient of a table: scatterAdd(0, i, dot(y, w)) = dot(s, w) with the rows of y added up by index in s. */
const multiplyGradient: Rule = (node, [target, indices, updates]) => {
  const length = target!.shape[0]!;
  if (!isSumByIndex(node) || !isShort(length, indices!)) return null;
  const width = sizeOf(target!.shape) / length;
  const rows = width > 1 ? rowsOf(updates!, width) : null;
  if (rows?.base.op !== "dot" || rows.base.attributes["batch"] !== 0) return null;
  const [y, w] = rows.base.inputs as [Node, Node];
  const depth = contractedSize(w, rows.base.attributes["contract"] as number);
  if (depth <= 1 || sizeOf(w.shape) !== width * depth) return null;
  const sums = sumByIndex(length, towardsBase(rows, indices!), y, depth, node);
  return build.reshape(build.dot(sums, build.reshape(w, [width, depth]), 0, 1), node.shape);
};

function contractedSize({ shape }: Node, contract: number): number {
  return sizeOf(shape.slice(shape.length - contract));
}

/**
 * The rows of `updates`, of `width` elements, added up by index; `source` is the gather or scatterAdd that holds the
 * indices. All that add up the same rows get the same node.
 */
function sumByIndex(length: number, indices: Node, updates: Node, width: number, source: Node): Node {
  const rows = rowsOf(updates, width)!;
  const count = sizeOf(indices.shape);
  const flat = build.reshape(towardsBase(rows, indices), [count]);
  const zeros = filled(0, updates.dtype, { shape: [length, width] });
  const inputs = [zeros, flat, build.reshape(rows.base, [count, width])];
  const label = `scatterAdd at ${source.inputs[1]!.label ?? "indices"}`;
  return indexed(primitives.scatterAdd, inputs, label, source);
}

function isSumByIndex({ op, inputs, attributes }: Node): boolean {
  return op === "scatterAdd" && attributes["axis"] === 0 && scalarOf(inputs[0]!) === 0;
}

/** A gather or scatterAdd along axis 0, whose faults tell of the one that the user wrote. */
function indexed(primitive: Primitive, inputs: readonly Node[], label: string, { origin }: Node): Node {
  return build.apply(primitive, inputs, { axis: 0, label }).with({ origin });
}

/** What is added up by index anyway is added up over all rows from those few sums. */
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

/** The sums by index of the very rows that `node` adds up. */
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
