/** Cases for dot: transpositions, batches, views, and sizes close to those of tiles, panels and pieces. */
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { full } from "../full.ts";
import { check, readings } from "./cases.ts";

/** Sizes [m, n, k], some of them close to the sizes of tiles, panels and pieces of k. */
const products: readonly (readonly [number, number, number])[] = [
  [0, 3, 5],
  [3, 0, 5],
  [3, 5, 0],
  [1, 1, 1],
  [1, 17, 31],
  [17, 1, 31],
  [3, 5, 1],
  [5, 3, 7],
  [7, 9, 129],
  [31, 17, 129],
  [6, 8, 512],
  [13, 8, 513],
  [12, 65, 31],
  [129, 31, 17],
  [31, 129, 5],
  [40, 72, 1300],
  [65, 100, 520],
];

export function dotCases(): void {
  for (const [m, n, k] of products) {
    check(`dot [${m}, ${k}] · [${n}, ${k}] in all transpositions`, (found) => {
      const operands = (rows: number) => [found.input([rows, k]), b.permute(found.input([k, rows]), [1, 0])];
      const right = operands(n);
      return operands(m).flatMap((x) => right.map((y) => b.dot(x, y, 0, 1)));
    });
  }
  check("dots that contract an operand to different depths", (found) => {
    const [n, k, m] = [20, 200, 512];
    const weight = found.input([n, k]);
    const part = (depth: number) => b.slice(weight, [0, 0], [n, depth], [1, 1]);
    return [100, 200].map((depth) => b.dot(found.input([m, depth]), part(depth), 0, 1));
  });
  check("dots over several axes or none, some of them empty", (found) => {
    const dot = (x: readonly number[], y: readonly number[], batch: number, contract: number) =>
      b.dot(found.input(x), found.input(y), batch, contract);
    return [
      dot([0, 2, 3], [4, 2, 3], 0, 2),
      dot([3, 0, 2], [0, 0, 2], 0, 2),
      dot([5, 0, 3], [2, 0, 3], 0, 2),
      dot([0, 4, 2, 3], [0, 5, 2, 3], 1, 2),
      dot([0, 3], [4], 0, 0),
      dot([2, 0], [2, 5], 1, 0),
    ];
  });
  for (const [batch, m, n, k] of [
    [1, 3, 5, 7],
    [2, 7, 9, 17],
    [5, 17, 3, 31],
    [3, 1, 9, 5],
    [4, 9, 1, 5],
    [0, 2, 3, 4],
    [3, 2, 3, 0],
    [6, 31, 65, 33],
  ] as const) {
    check(`dot of ${batch} times [${m}, ${k}] · [${n}, ${k}]`, (found) => {
      const plain = (rows: number) => found.input([batch, rows, k]);
      const transposed = (rows: number) => b.permute(found.input([batch, k, rows]), [0, 2, 1]);
      // Heads in the middle, as in attention.
      const inner = (rows: number) => b.permute(found.input([rows, batch, k]), [1, 0, 2]);
      const forms = [plain, transposed, inner];
      return forms.flatMap((left) => forms.map((right) => b.dot(left(m), right(n), 1, 1)));
    });
  }
  for (const [m, n, k] of [
    [7, 9, 129],
    [31, 17, 40],
    [65, 100, 31],
    [40, 72, 1300],
  ] as const) {
    for (const offset of k > 1000 && !full ? [-1, 6] : [-9, -1, 0, 1, 6]) {
      check(`dot [${m}, ${k}] · [${n}, ${k}] with a triangular mask shifted by ${offset}`, (found) =>
        [true, false].flatMap((above) => {
          const zeroed = (x: Node) => b.where(positions(x, offset, above), x, b.constant(0, "f32"));
          const [x, y] = [found.input([2, m, k]), found.input([2, n, k])];
          const transposed = (rows: number) => b.permute(zeroed(found.input([2, k, rows])), [0, 2, 1]);
          const [product, again] = [b.dot(x, y, 1, 1), b.dot(b.neg(x), y, 1, 1)];
          const one = b.constant(1, "f32");
          return [
            b.where(positions(product, offset, above), product, one),
            b.where(positions(again, offset, above), one, again),
            b.dot(zeroed(x), y, 1, 1),
            b.dot(x, zeroed(y), 1, 1),
            b.dot(zeroed(x), zeroed(y), 1, 1),
            b.dot(transposed(m), transposed(n), 1, 1),
          ];
        }),
      );
    }
  }
  otherMasks();
  for (const [batch, heads, m, n, k] of [
    [2, 3, 5, 7, 9],
    [3, 2, 31, 17, 8],
    [1, 4, 6, 40, 33],
  ] as const) {
    check(`dot of ${heads} heads in the middle, ${batch} times [${m}, ${k}] · [${n}, ${k}]`, (found) => {
      const split = (rows: number) => b.permute(found.input([batch, rows, heads, k]), [0, 2, 1, 3]);
      const transposed = (rows: number) => b.permute(found.input([batch, k, heads, rows]), [0, 2, 3, 1]);
      const plain = (rows: number) => found.input([batch, heads, rows, k]);
      const forms = [split, transposed, plain];
      return forms.flatMap((left) => forms.map((right) => b.dot(left(m), right(n), 2, 1)));
    });
  }
  check("dot over several axes, over none, with several batch axes", (found) => [
    b.dot(found.input([3, 5, 7]), found.input([9, 5, 7]), 0, 2),
    b.dot(found.input([2, 3, 5, 7]), found.input([2, 9, 5, 7]), 1, 2),
    b.dot(found.input([5]), found.input([9]), 0, 0),
    b.dot(found.input([2, 3, 5]), found.input([2, 3, 4]), 2, 0),
    b.dot(found.input([2, 3, 5, 4]), found.input([2, 3, 6, 4]), 2, 1),
    b.dot(found.input([31]), found.input([31]), 0, 1),
    b.dot(found.input([5, 7]), found.input([5, 7]), 0, 2),
    b.dot(found.input([2, 3, 4, 5]), found.input([6, 5]), 0, 1),
  ]);
  check("dot of computed, strided, repeated and converted operands", (found) => {
    const half = b.constant(0.5, "f32");
    const x = found.input([9, 17]);
    const y = found.input([10, 17]);
    const views = readings(found, [10, 17], "f32");
    return [
      b.dot(b.mul(x, half), b.abs(y), 0, 1),
      b.dot(b.cast(found.input([9, 17], "u8"), "f32"), y, 0, 1),
      b.dot(b.pad(x, [1, 0], [0, 3]), b.pad(y, [0, 0], [1, 3]), 0, 1),
      ...views.map((view) => b.dot(x, view, 0, 1)),
      ...views.map((view) => b.dot(view, x, 0, 1)),
    ];
  });
  check("dot with an epilogue, and with readers beside it", (found) => {
    const z = b.dot(found.input([33, 17]), found.input([21, 17]), 0, 1);
    const biased = b.add(z, found.input([21]));
    const relu = b.max(biased, b.constant(0, "f32"));
    const gate = b.where(b.less(found.input([33, 1]), b.constant(0, "f32")), relu, b.neg(relu));
    return [relu, gate, b.reduceMax(biased, [1]), b.permute(relu, [1, 0]), b.reduceSum(z, [0])];
  });
}

/** Mask of column > row + offset in the last two axes of x if `above`, else of column < row + offset. */
function positions(x: Node, offset: number, above: boolean): Node {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const row = b.add(b.reshape(b.iota(rows), [rows, 1]), b.constant(offset, "i32"));
  return above ? b.less(row, b.iota(columns)) : b.less(b.iota(columns), row);
}

/** Masks that are not triangles, although they compare something similar to a row and a column. */
function otherMasks(): void {
  const [m, n] = [40, 24];
  const row = b.reshape(b.iota(m), [m, 1]);
  const repeated = b.expand(b.reshape(b.iota(4), [4, 1]), [4, n / 4]);
  const masks = {
    "a row and zero": b.less(b.iota(1), row),
    "a row and every column's quarter": b.less(b.reshape(repeated, [n]), row),
    "a row and a column that repeats": b.less(b.reshape(b.permute(repeated, [1, 0]), [n]), row),
    "a row and a column": b.less(b.iota(n), row),
  };
  for (const [what, mask] of Object.entries(masks)) {
    check(`dot [${m}, 9] · [${n}, 9] with a mask that compares ${what}`, (found) => {
      const product = b.dot(found.input([m, 9]), found.input([n, 9]), 0, 1);
      const hidden = b.where(mask, found.input([m, n]), b.constant(0, "f32"));
      return [b.where(mask, product, b.constant(1, "f32")), b.dot(hidden, found.input([5, n]), 0, 1)];
    });
  }
}
