/** Cases for take and scatterAdd: repeated and computed indices, and views of tables, indices and updates. */
import { formatShape } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import { check, dtypes, readings } from "./cases.ts";

export function gatherCases(): void {
  for (const dtype of dtypes) {
    for (const [shape, axis, indices] of [
      [[5], 0, [7]],
      [[5], 0, []],
      [[5], 0, [0]],
      [[1, 3], 0, [17]],
      [[9, 5], 0, [3, 4]],
      [[9, 5], 1, [31]],
      [[3, 7, 5], 1, [2, 3]],
      [[3, 7, 1], 1, [129]],
      [[0, 7], 1, [3]],
      [[31, 17], 0, [129]],
    ] as const) {
      const what = `take from ${dtype} ${formatShape(shape)} at ${formatShape(indices)} along ${axis}`;
      check(what, (found) => {
        const at = found.indices(indices, shape[axis]!);
        const reversed = b.sub(b.constant(shape[axis]! - 1, "i32"), at);
        const table = found.input(shape, dtype);
        // Reads in place, with computed indices, from a computed table, and through a view of the result.
        const plain = b.take(table, at, axis);
        const computed = b.take(b.where(b.equal(table, table), table, table), reversed, axis);
        const order = plain.shape.map((_, i) => i).reverse();
        return [plain, b.take(table, reversed, axis), computed, b.permute(computed, order)];
      });
    }
    check(`take from views of ${dtype}`, (found) => {
      const at = found.indices([11], 9);
      return readings(found, [9, 17], dtype).map((x) => b.take(x, at, 0));
    });
    check(`take from ${dtype} at views of indices`, (found) => {
      const at = found.indices([6, 4], 9);
      const table = found.input([9, 3], dtype);
      const slice = b.slice(at, [5, 0], [3, 2], [-2, 2]);
      return [b.permute(at, [1, 0]), slice, b.expand(b.slice(at, [0, 0], [6, 1], [1, 1]), [6, 5])].map((i) =>
        b.take(table, i, 0),
      );
    });
  }
}

export function scatterCases(): void {
  for (const dtype of ["f32", "i32"] as const) {
    for (const [shape, axis, indices] of [
      [[5], 0, [0]],
      [[5], 0, []],
      [[5], 0, [31]],
      [[1], 0, [17]],
      [[3, 4], 0, [129]],
      [[9, 17], 0, [5]],
      [[17, 9], 1, [31]],
      [[3, 7, 5], 1, [2, 3]],
      [[3, 7, 5], 2, [4]],
      [[0, 7], 1, [3]],
      [[300, 65], 0, [90]],
      [[50, 1030], 0, [20]],
    ] as const) {
      const what = `scatterAdd to ${dtype} ${formatShape(shape)} at ${formatShape(indices)} along ${axis}`;
      const updates = [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)];
      check(what, (found) => {
        const at = found.indices(indices, shape[axis]!);
        const target = found.input(shape, dtype);
        const update = found.input(updates, dtype);
        const zero = b.expand(
          b.reshape(
            b.constant(0, dtype),
            shape.map(() => 1),
          ),
          shape,
        );
        const transposed = b.permute(found.input([...updates].reverse(), dtype), updates.map((_, i) => i).reverse());
        return [
          b.scatterAdd(target, at, update, axis),
          b.neg(b.scatterAdd(zero, at, b.add(update, b.constant(2, dtype)), axis)),
          b.scatterAdd(b.add(target, target), at, transposed, axis),
        ];
      });
    }
  }
}
