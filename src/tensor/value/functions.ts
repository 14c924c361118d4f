/** Functions that make tensors of shapes, and those of several tensors that stand side by side. */
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
import { axisOf, broadcastTo, checkShape, constantOf, describe, meet } from "./operand.ts";
import { type Tensor, adopt, tensorOf } from "./tensor.ts";

/** `value` everywhere. Throws a DTypeError where `dtype` cannot hold it. */
export function full(shape: Shape, value: number, dtype: DType = "f32"): Tensor {
  if (typeof value !== "number")
    throw new ArgumentError(`full was given ${describe(value)} as its value`, { rule: "It takes a number." });
  return filled("full", shape, value, dtype);
}

export function zeros(shape: Shape, dtype: DType = "f32"): Tensor {
  return filled("zeros", shape, 0, dtype);
}

export function ones(shape: Shape, dtype: DType = "f32"): Tensor {
  return filled("ones", shape, 1, dtype);
}

function filled(op: string, shape: Shape, value: number, dtype: DType): Tensor {
  checkShape(shape, op);
  checkElementType(dtype, op);
  return tensorOf(broadcastTo(constantOf(value, dtype, op, 'Leave the element type out for "f32".'), shape));
}

/**
 * The numbers from `start` (default 0) to before `end`, `step` (default 1) apart: i32 where all three are integers, else
 * f32, rounded from f64. Throws an ArgumentError where the step leads away from the end, and where an integer is no i32.
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
      rule: "It takes numbers, the step leads from the start to the end, and integers are those of i32.",
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

/** For Hebb's own use: 0, 1, …, length - 1 as i32. */
export function iota(length: number): Tensor {
  return tensorOf(build.iota(length));
}

/**
 * x where `condition` holds, y elsewhere; all broadcast. What is not chosen has no part in gradients either, even if its
 * slope is infinite or NaN there: gradients of where(x.greater(0), x.log(), 0) are 0 at 0. The condition is followed
 * through elementwise operations, sums along axes that it does not vary along, and reshaping; not through matrix products.
 */
export function where(condition: Tensor, x: TensorLike, y: TensorLike): Tensor {
  return tensorOf(choose(...branches(condition, x, y)));
}

/** For Hebb's own use: as `where`, of values whose slopes are finite wherever they are. */
export function whereFinite(condition: Tensor, x: TensorLike, y: TensorLike): Tensor {
  return tensorOf(build.where(...branches(condition, x, y)));
}

/** The condition, and both values in the type in which they meet. */
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
  return [test, ...meet(left, right)];
}

/** All of `tensors` one after the other along `axis`. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  return tensorOf(concatNodes(nodesOf(tensors, "concat"), axis));
}

/** All of `tensors`, which have one shape, along a new `axis`. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const nodes = nodesOf(tensors, "stack");
  const first = nodes[0]!;
  const odd = nodes.find((node) => !sameShape(node.shape, first.shape));
  if (odd) {
    throw new ShapeError("stack was given tensors of different shapes", {
      operands: [operandOf(first, "first"), operandOf(odd, `tensor ${nodes.indexOf(odd)}`)],
      rule: "All shapes are equal.",
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
 * The sum of products that `formula` describes, as in einsum("b i d, b j d -> b i j", q, k): indices are words, and
 * those that the result does not name are summed over. Throws an ArgumentError or ShapeError where the formula does not
 * fit.
 */
export function einsum(formula: string, ...tensors: readonly Tensor[]): Tensor {
  return tensorOf(contract(formula, nodesOf(tensors, "einsum")));
}

function nodesOf(tensors: unknown, op: string): Node[] {
  if (Array.isArray(tensors) && tensors.length > 0) return tensors.map((tensor) => nodeOf(tensor, op));
  throw new ArgumentError(`${op} was given ${describe(tensors)}`, {
    rule: "It takes an array of tensors, at least one.",
  });
}
