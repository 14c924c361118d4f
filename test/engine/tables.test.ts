/** Rewritten products of looked-up rows against the reference, with movements between lookup and product. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { simplify } from "../../src/compile/rewrite/simplify.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build as b } from "../../src/graph/builder.ts";
import { nodesOf } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { type Case, check } from "./cases.ts";
import { CompiledGraph, graphOf } from "./compiled.ts";

interface Shapes {
  readonly what: string;
  readonly table: readonly number[];
  readonly indices: readonly number[];
  readonly weight: readonly number[];
  readonly contract?: number;
  /** Movement between the lookup and the product; default: none. */
  readonly move?: (rows: Node) => Node;
}

const shapes: readonly Shapes[] = [
  { what: "a vector of indices", table: [3, 5], indices: [17], weight: [7, 5] },
  { what: "a matrix of indices", table: [3, 17], indices: [5, 13], weight: [129, 17] },
  { what: "rows by time", table: [9, 5], indices: [13, 17], weight: [3, 5], move: (x) => b.permute(x, [1, 0, 2]) },
  { what: "flat rows", table: [3, 8], indices: [6, 5], weight: [5, 8], move: (x) => b.reshape(x, [30, 8]) },
  {
    what: "rows permuted, reshaped and permuted again",
    table: [3, 8],
    indices: [6, 5],
    weight: [5, 8],
    move: (x) => b.permute(b.reshape(b.permute(x, [1, 0, 2]), [5, 2, 3, 8]), [2, 0, 1, 3]),
  },
  {
    what: "rows of two axes",
    table: [2, 3, 5],
    indices: [31],
    weight: [7, 15],
    move: (x) => b.reshape(x, [31, 15]),
  },
  { what: "two contracted axes", table: [2, 3, 5], indices: [31], weight: [7, 3, 5], contract: 2 },
  { what: "a table of one row", table: [1, 5], indices: [17], weight: [4, 5] },
];

function parts(found: Case, { table, indices, weight, contract = 1, move = (x) => x }: Shapes) {
  const [e, w] = [found.input(table), found.input(weight)];
  const i = found.indices(indices, table[0]!);
  const y = b.dot(move(b.take(e, i, 0)), w, 0, contract);
  return { e, w, i, y, dy: found.input(y.shape) };
}

function count(outputs: readonly Node[], op: string): Node[] {
  return nodesOf(simplify(graphOf(outputs), { training: false }, [])).filter((node) => node.op === op);
}

for (const each of shapes) {
  test(`products of looked-up rows and their gradients: ${each.what}`, () => {
    const length = each.table[0]!;
    check(each.what, (found) => {
      const { e, w, y, dy } = parts(found, each);
      const outputs = [y, ...gradients([y], [dy], [e, w]).map((node) => node!)];
      for (const dot of count(outputs, "dot")) assert.ok(dot.inputs.some(({ shape }) => shape.includes(length)));
      assert.ok(count(outputs, "dot").every(({ inputs }) => inputs.every(({ shape }) => shape.length === 2)));
      assert.equal(count(outputs, "scatterAdd").length, 1);
      return outputs;
    });
  });
}

test("second-order gradients of products of looked-up rows match the reference", () => {
  check("second order", (found) => {
    const { e, w, y, dy } = parts(found, shapes[2]!);
    const [de, dw] = gradients([y], [dy], [e, w]) as [Node, Node];
    const [ve, vw] = [found.input(e.shape), found.input(w.shape)];
    return gradients([de, dw], [ve, vw], [e, w, dy]).map((node) => node!);
  });
});

test("the gradient of a bias is computed from the sums by index", () => {
  for (const each of shapes.filter(({ contract = 1 }) => contract === 1)) {
    check(`${each.what}, with a bias`, (found) => {
      const { e, w, y, dy } = parts(found, each);
      const bias = found.input(y.shape.slice(-1));
      const outputs = gradients([b.add(y, bias)], [dy], [e, w, bias]).map((node) => node!);
      const compiled = new CompiledGraph(graphOf(outputs));
      // With a table of one row, its sum is the gradient already.
      if (each.table[0] !== 1) assert.match(String(compiled), sumOverRows(each.table[0]!));
      compiled.release();
      return outputs;
    });
  }
});

/** Pattern of a printed sum over as many rows as the table has. */
const sumOverRows = (length: number) => new RegExp(`for j < ${length}\\n +r\\d\\.\\d = reduceSum b`);

test("a product is not rewritten if the rows of its table are looked up fewer than four times on average", () => {
  const found = [b.input([5, 8], "f32"), b.input([7, 8], "f32"), b.input([19], "i32")] as const;
  const y = b.dot(b.take(found[0], found[2], 0), found[1], 0, 1);
  assert.deepEqual(count([y], "dot")[0]!.shape, [19, 7]);
});

test("an index out of range is reported as the user's lookup", () => {
  const [table, weight, tokens] = [
    b.input([3, 5], "f32", "table"),
    b.input([7, 5], "f32"),
    b.input([17], "i32", "tokens"),
  ];
  const y = b.dot(b.take(table, tokens, 0), weight, 0, 1);
  const dy = b.input(y.shape, "f32");
  const feeds = new Map<Node, ArrayLike<number>>();
  for (const node of [table, weight, dy]) feeds.set(node, new Float32Array(node.shape[0]! * node.shape[1]!));
  for (const [outputs, label] of [
    [[y], "take of table at tokens"],
    [[gradients([y], [dy], [weight])[0]!], "scatterAdd at tokens"],
  ] as const) {
    const compiled = new CompiledGraph(graphOf(outputs));
    for (const bad of [3, -1]) {
      feeds.set(
        tokens,
        Int32Array.from({ length: 17 }, (_, i) => (i === 9 ? bad : 1)),
      );
      assert.throws(() => compiled.run(feeds), {
        name: "FaultError",
        message: new RegExp(`${label}: index ${bad} is out of range(.|\\n)*less than 3`),
      });
    }
    compiled.release();
  }
});

test("rows added to an empty table raise a fault and write no memory", () => {
  const [target, rows, indices] = [b.input([0, 9], "f32"), b.input([2, 9], "f32"), b.input([2], "i32", "tokens")];
  const compiled = new CompiledGraph(graphOf([b.scatterAdd(target, indices, rows, 0)]));
  const feeds = new Map([target, rows, indices].map((node) => [node, new Float32Array(node === target ? 0 : 18)]));
  feeds.set(indices, new Float32Array(2));
  assert.throws(() => compiled.run(feeds), { name: "FaultError", message: /index 0 is out of range/ });
  compiled.release();
});
