/** Functions that create tensors, and functions of several tensors. */
import { type DType, checkElementType } from "../../base/dtype.ts";
import { operandOf } from "../../base/build.ts";
import { ArgumentError, ShapeError } from "../../base/errors.ts";
import { shown } from "../../base/options.ts";
import type { Shape } from "../../base/shape.ts";
import { sameShape } from "../../base/shape.ts";
import { choose } from "../../grad/masked.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { contract } from "./einsum.ts";
import type { TensorLike } from "./tensor.ts";
import { nodeOf } from "./lazy.ts";
import { concat as concatNodes } from "./movement.ts";
import { axisOf, broadcastTo, checkShape, constantOf, describe, toCommonType } from "./operand.ts";
import { type Tensor, adopt, tensorOf } from "./tensor.ts";

/**
 * Returns a tensor of `shape` filled with `value`. `dtype` defaults to f32. Throws a DTypeError if `dtype` cannot
 * represent `value` exactly (f32 rounds).
 */
export function full(shape: Shape, value: number, dtype: DType = "f32"): Tensor {
  if (typeof value !== "number")
    throw new ArgumentError(`full was given ${describe(value)} as its value`, { rule: "It must be a number." });
  return filled("full", shape, value, dtype);
}

/** Returns a tensor of `shape` filled with zeros. `dtype` defaults to f32. */
export function zeros(shape: Shape, dtype: DType = "f32"): Tensor {
  return filled("zeros", shape, 0, dtype);
}

/** Returns a tensor of `shape` filled with ones. `dtype` defaults to f32. */
export function ones(shape: Shape, dtype: DType = "f32"): Tensor {
  return filled("ones", shape, 1, dtype);
}

function filled(op: string, shape: Shape, value: number, dtype: DType): Tensor {
  checkShape(shape, op);
  checkElementType(dtype, op);
  return tensorOf(broadcastTo(constantOf(value, dtype, op, "Omit the element type to use f32."), shape));
}

/**
 * Returns the numbers from `start` (default 0) up to but excluding `end`, in steps of `step` (default 1), as a tensor
 * of rank 1. It is i32 if all arguments are integers, else f32. Like torch.arange.
 *
 * Throws an ArgumentError if the step leads away from the end, or if an integer is outside the range of i32.
 */
export function arange(end: number): Tensor;
export function arange(start: number, end: number, step?: number): Tensor;
export function arange(first: number, second?: number, step = 1): Tensor {
  const [start, end] = second === undefined ? [0, first] : [first, second];
  const length = Math.ceil((end - start) / step);
  const last = start + (length - 1) * step;
  const isInteger = [start, end, step].every(Number.isInteger);
  const fits = !isInteger || length === 0 || (start === (start | 0) && last === (last | 0));
  if (![start, end, step].every(Number.isFinite) || !(length >= 0 && length < 2 ** 31) || !fits) {
    throw new ArgumentError(`arange cannot go from ${shown(start)} to ${shown(end)} in steps of ${shown(step)}`, {
      rule: "These must be finite numbers, the step must lead toward the end, and integers must fit i32.",
    });
  }
  if (!isInteger) {
    const numbers = Float32Array.from({ length }, (_, i) => start + i * step);
    return adopt(numbers, [length]);
  }
  const count = build.iota(length);
  if (start === 0 && step === 1) return tensorOf(count);
  const integer = (value: number) => build.constant(value, "i32");
  return tensorOf(build.add(build.mul(count, integer(step)), integer(start)));
}

/** @internal 0, 1, …, length - 1 as i32. */
export function iota(length: number): Tensor {
  return tensorOf(build.iota(length));
}

/**
 * Returns `x` where the bool tensor `condition` is true, `y` elsewhere; all three broadcast. Like torch.where. If `x`
 * and `y` are both numbers, the result is f32.
 *
 * The branch not selected contributes nothing to gradients, even if its slope is infinite or NaN: the gradient of
 * where(x.greater(0), x.log(), 0) is 0 at 0. This protection follows the condition through elementwise operations, sums
 * over axes along which it is constant, and reshaping, but not through matrix products.
 */
export function where(condition: Tensor, x: TensorLike, y: TensorLike): Tensor {
  return tensorOf(choose(...branches(condition, x, y)));
}

/** @internal `where` for branches whose slopes are finite everywhere. */
export function whereFinite(condition: Tensor, x: TensorLike, y: TensorLike): Tensor {
  return tensorOf(build.where(...branches(condition, x, y)));
}

/** Returns the condition, and both branches converted to their common element type. */
function branches(condition: Tensor, x: TensorLike, y: TensorLike): [Node, Node, Node] {
  const test = nodeOf(condition, "where");
  if (typeof x === "number" && typeof y === "number") return [test, build.constant(x, "f32"), build.constant(y, "f32")];
  const left =
    typeof x === "number"
      ? constantOf(x, nodeOf(y, "where", "a tensor or a number").dtype, "where")
      : nodeOf(x, "where", "a tensor or a number");
  const right =
    typeof y === "number"
      ? constantOf(y, nodeOf(x, "where").dtype, "where")
      : nodeOf(y, "where", "a tensor or a number");
  return [test, ...toCommonType(left, right)];
}

/**
 * Concatenates `tensors` along the existing `axis` (default 0), like torch.cat. All other axes must have equal lengths.
 * Element types are promoted to the widest one. Throws a ShapeError if shapes do not match.
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  return tensorOf(concatNodes(nodesOf(tensors, "concat"), axis));
}

/**
 * Stacks `tensors` of equal shapes along a new `axis` (default 0) of the result, like torch.stack. Throws a ShapeError
 * if the shapes differ.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const nodes = nodesOf(tensors, "stack");
  const first = nodes[0]!;
  const odd = nodes.find((node) => !sameShape(node.shape, first.shape));
  if (odd) {
    throw new ShapeError("stack was given tensors of different shapes", {
      operands: [operandOf(first, "first"), operandOf(odd, `tensor ${nodes.indexOf(odd)}`)],
      rule: "All shapes must be equal.",
    });
  }
  const at = axisOf(first, axis, "stack", first.shape.length + 1);
  return tensorOf(
    concatNodes(
      nodes.map((node) => build.reshape(node, node.shape.toSpliced(at, 0, 1))),
      at,
    ),
  );
}

/**
 * Returns the sum of products given by `formula`, such as einsum("b i d, b j d -> b i j", q, k). Index names are words
 * separated by spaces; indices that the result does not name are summed over. An index must not occur twice in one
 * operand, and there is no ellipsis. Operands must be f32 if an index is contracted.
 *
 * Throws an ArgumentError for a malformed formula, and a ShapeError if the formula does not match the shapes.
 */
export function einsum(formula: string, ...tensors: readonly Tensor[]): Tensor {
  return tensorOf(contract(formula, nodesOf(tensors, "einsum")));
}

function nodesOf(tensors: unknown, op: string): Node[] {
  if (Array.isArray(tensors) && tensors.length > 0) return tensors.map((tensor) => nodeOf(tensor, op));
  throw new ArgumentError(`${op} was given ${describe(tensors)}`, {
    rule: "It must be an array of at least one tensor.",
  });
}
