/** Lookup along an axis, by an index for each element of the result. */
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
 * The element of `x` for each of `indices`, i32 of the rank of `x`: result[i][j] = x[indices[i][j]][j] along axis 0, and
 * x[i][indices[i][j]] along axis 1. As torch.gather and numpy.take_along_axis; whole rows are looked up by `x.take`.
 * Throws a ShapeError where `indices` are longer than `x` along another axis, a DTypeError where they are not i32; an
 * index out of range makes the read reject.
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
      rule: `The indices have as many axes as x, and none but axis ${axis} is longer than that of x.`,
    });
  }
  const zeros = chosen.shape.map(() => 0);
  const ones = chosen.shape.map(() => 1);
  const part = build.slice(table, zeros, chosen.shape.with(at, bound), ones);
  return tensorOf(takeAlong(part, checked(chosen, bound, "gather", "index"), at));
}
