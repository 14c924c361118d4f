/**
 * Reductions as tensor methods define them, with optional axes and keepDims, and softmax and oneHot. Works on nodes.
 */
import { readOptions } from "../../base/options.ts";
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { checkDType } from "../../ops/checks.ts";
import { type Axis, axesOf, axisOf, checkShape, toFloat } from "./operand.ts";

/** Options of reductions. */
export interface ReductionOptions {
  /** Keep each reduced axis with length 1, like keepdim of PyTorch. Default false. */
  readonly keepDims?: boolean;
}

type Reduce = "reduceSum" | "reduceMax" | "reduceMin" | "reduceProduct";

const largest = 3.4028234663852886e38;

/** Reduces `x` by `op` over `axis`. */
export function reduce(op: Reduce, x: Node, axis: Axis | undefined, options: ReductionOptions, method: string): Node {
  const axes = axesOf(x, axis, method);
  return drop(axes.length === 0 ? x : build[op](x, axes), axes, options, method);
}

function drop(x: Node, axes: readonly number[], options: ReductionOptions, method: string): Node {
  const { keepDims = false } = readOptions(method, options, { keepDims: "boolean" });
  if (keepDims || axes.length === 0) return x;
  return build.reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

/** Converts bool and u8 to i32 for summation. */
export function widened(x: Node): Node {
  return x.dtype === "bool" || x.dtype === "u8" ? build.cast(x, "i32") : x;
}

export function sum(x: Node, axis: Axis | undefined, options: ReductionOptions, method = "sum"): Node {
  return reduce("reduceSum", widened(x), axis, options, method);
}

export function mean(x: Node, axis: Axis | undefined, options: ReductionOptions, method = "mean"): Node {
  const count = sizeOf(axesOf(x, axis, method).map((at) => x.shape[at]!));
  const total = sum(toFloat(x), axis, options, method);
  return build.div(total, build.constant(count, "f32"));
}

/** Options of `variance` and `std`. */
export interface VarianceOptions extends ReductionOptions {
  /** Subtracted from the number of elements in the divisor. Default 0 (NumPy, JAX); PyTorch's default is 1. */
  readonly correction?: number;
}

/**
 * Returns the sum of squared deviations from the mean, divided by n - `correction`. NaN if n - `correction` is not
 * positive.
 */
export function variance(x: Node, axis: Axis | undefined, options: VarianceOptions, method = "variance"): Node {
  const { correction = 0, ...rest } = readOptions(method, options, { keepDims: "boolean", correction: "number" });
  const values = toFloat(x);
  const count = sizeOf(axesOf(x, axis, method).map((at) => x.shape[at]!));
  const centered = build.sub(values, mean(values, axis, { keepDims: true }, method));
  const total = sum(build.mul(centered, centered), axis, rest, method);
  return build.div(total, build.constant(Math.max(0, count - correction), "f32"));
}

/** Returns log Σ exp(x), shifted by the largest element to prevent overflow. */
export function logSumExp(x: Node, axis: Axis | undefined, options: ReductionOptions): Node {
  const values = toFloat(x);
  const axes = axesOf(x, axis, "logSumExp");
  // The shift must be finite even for rows of -infinity or rows with +infinity: infinity - infinity is NaN.
  const low = build.max(peak(values, axes), build.constant(-largest, "f32"));
  const shift = build.min(low, build.constant(largest, "f32"));
  const total = build.reduceSum(build.exp(build.sub(values, shift)), axes);
  return drop(build.add(build.log(total), shift), axes, options, "logSumExp");
}

/** Returns √Σ x². The gradient is 0 if the sum is 0. */
export function norm(x: Node, axis: Axis | undefined, options: ReductionOptions): Node {
  const values = toFloat(x);
  return root(sum(build.mul(values, values), axis, options, "norm"));
}

/** Returns √variance. The gradient is 0 if the variance is 0. */
export function std(x: Node, axis: Axis | undefined, options: VarianceOptions): Node {
  return root(variance(x, axis, options, "std"));
}

/** Returns √total, with gradient 0 instead of infinity if `total` is 0. */
function root(total: Node): Node {
  const zero = build.constant(0, "f32");
  const empty = build.equal(total, zero);
  return build.where(empty, zero, build.sqrt(build.where(empty, build.constant(1, "f32"), total)));
}

export function argmax(x: Node, axis: number | undefined, options: ReductionOptions): Node {
  if (axis !== undefined) {
    const at = axisOf(x, axis, "argmax");
    return drop(build.argmax(x, at), [at], options, "argmax");
  }
  const index = build.reshape(
    build.argmax(build.reshape(x, [sizeOf(x.shape)]), 0),
    x.shape.map(() => 1),
  );
  return drop(
    index,
    x.shape.map((_, at) => at),
    options,
    "argmax",
  );
}

export function softmax(x: Node, axis: number): Node {
  const exponentials = build.exp(shifted(x, axis, "softmax"));
  return build.div(exponentials, build.reduceSum(exponentials, [axisOf(x, axis, "softmax")]));
}

export function logSoftmax(x: Node, axis: number): Node {
  const values = shifted(x, axis, "logSoftmax");
  return build.sub(values, build.log(build.reduceSum(build.exp(values), [axisOf(x, axis, "logSoftmax")])));
}

/** Subtracts the maximum along `axis`, which is constant for gradients: softmax does not depend on it. */
function shifted(x: Node, axis: number, method: string): Node {
  const values = toFloat(x);
  return build.sub(values, peak(values, [axisOf(x, axis, method)]));
}

/** Returns the largest elements along `axes` as constants for gradients, or 0 if there are no elements. */
function peak(values: Node, axes: readonly number[]): Node {
  const isEmpty = sizeOf(axes.map((axis) => values.shape[axis]!)) === 0;
  return isEmpty ? build.constant(0, "f32") : build.detach(build.reduceMax(values, axes));
}

/** Appends an axis of length `count` that is 1 at the index held by `x`, and 0 elsewhere, as f32. */
export function oneHot(x: Node, count: number): Node {
  const indices = x.dtype === "u8" ? build.cast(x, "i32") : x;
  checkShape([count], "oneHot");
  checkDType("oneHot", indices, "x", ["i32"]);
  return build.cast(build.equal(build.reshape(indices, [...x.shape, 1]), build.iota(count)), "f32");
}
