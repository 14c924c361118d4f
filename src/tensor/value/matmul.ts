/**
 * Matrix products with NumPy's rules, expressed by `dot`, which contracts the last axes of both operands. Works on
 * nodes.
 */
import { operandOf } from "../../base/build.ts";
import { ShapeError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { broadcastShapes, sameShape, sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { broadcastTo, toCommonType } from "./operand.ts";

/**
 * Multiplies x [batch…, m, k] by y [batch…, k, n] to [batch…, m, n]. Batch axes broadcast; operands of rank 1 follow
 * NumPy's rules.
 */
export function matmul(left: Node, right: Node): Node {
  check(left, right);
  const [x, y] = toCommonType(left, right);
  if (y.shape.length === 1) return build.dot(x, y, 0, 1);
  const columns = swapLast(y);
  if (x.shape.length === 1) return build.dot(columns, x, 0, 1);
  if (y.shape.length === 2) return flatProduct(x, columns);
  const batch = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2))!;
  return build.dot(batched(x, batch), batched(columns, batch), batch.length, 1);
}

/** Merges all rows of x into one axis, so that the gradients read the same array as the product. */
function flatProduct(x: Node, columns: Node): Node {
  const rows = x.shape.slice(0, -1);
  if (rows.length === 1) return build.dot(x, columns, 0, 1);
  const product = build.dot(build.reshape(x, [sizeOf(rows), x.shape.at(-1)!]), columns, 0, 1);
  return build.reshape(product, [...rows, columns.shape[0]!]);
}

function batched(x: Node, batch: Shape): Node {
  const shape = [...batch, ...x.shape.slice(-2)];
  return sameShape(x.shape, shape) ? x : broadcastTo(x, shape);
}

function swapLast(x: Node): Node {
  const axes = x.shape.map((_, axis) => axis);
  return build.permute(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

function check(x: Node, y: Node): void {
  const operands = [operandOf(x, "left"), operandOf(y, "right")];
  if (x.shape.length === 0 || y.shape.length === 0) {
    throw new ShapeError("matmul was given a scalar", {
      operands,
      rule: "Both sides must have an axis.",
      fix: "Multiply by scalars with mul.",
    });
  }
  const inner = x.shape.at(-1)!;
  const flat = y.shape.length === 1;
  const outer = y.shape.at(flat ? 0 : -2)!;
  if (inner !== outer) {
    throw new ShapeError(`matmul cannot contract ${inner} with ${outer}`, {
      operands,
      rule: `The last axis on the left must equal the ${flat ? "only" : "second-to-last"} axis on the right.`,
      ...(!flat && y.shape.at(-1) === inner ? { fix: "Transpose the right side: y.transpose()." } : {}),
    });
  }
  if (broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2)) === null) {
    throw new ShapeError("matmul cannot broadcast batch axes", {
      operands,
      rule: "Axes before the last two must be equal, or 1 on a side.",
    });
  }
}
