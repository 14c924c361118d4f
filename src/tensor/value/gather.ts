/** Lookup along an axis, with one index for each element of the result. */
import { operandOf } from "../../base/build.ts";
import { ShapeError } from "../../base/errors.ts";
import { formatShape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { checkDType } from "../../ops/checks.ts";
import { nodeOf } from "./lazy.ts";
import { checked, takeAlong } from "./lookup.ts";
import { axisOf } from "./operand.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/**
 * Returns the element of `x` at each of `indices` along `axis`, in the shape of `indices`: result[i][j] =
 * x[indices[i][j]][j] along axis 0, and x[i][indices[i][j]] along axis 1. Like torch.gather and numpy.take_along_axis;
 * `x.take` looks up whole rows.
 *
 * `indices` must be i32 with the rank of `x`. Throws a ShapeError if an axis other than `axis` is longer than in `x`,
 * and a DTypeError if the indices are not i32. If an index is out of range, reading the result rejects with a
 * FaultError.
 */
export function gather(x: Tensor, axis: number, indices: Tensor): Tensor {
  const [table, chosen] = [nodeOf(x, "gather"), nodeOf(indices, "gather")];
  const at = axisOf(table, axis, "gather");
  const bound = table.shape[at]!;
  checkDType("gather", chosen, "indices", ["i32"]);
  const isLonger = chosen.shape.some((length, i) => i !== at && length > table.shape[i]!);
  if (chosen.shape.length !== table.shape.length || isLonger) {
    throw new ShapeError(`gather cannot look up ${formatShape(chosen.shape)} in ${formatShape(table.shape)}`, {
      operands: [operandOf(table, "x"), operandOf(chosen, "indices")],
      rule: `indices must have the rank of x; only axis ${axis} may be longer than in x.`,
    });
  }
  const zeros = chosen.shape.map(() => 0);
  const ones = chosen.shape.map(() => 1);
  const part = build.slice(table, zeros, chosen.shape.with(at, bound), ones);
  return tensorOf(takeAlong(part, checked(chosen, bound, "gather", "index"), at));
}
