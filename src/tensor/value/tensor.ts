/**
 * Tensor, the central type of the API. A method checks its arguments and builds graph nodes; nothing runs until a value
 * is read or a compiled function is called. The mathematics is in `movement`, `reduction` and `matmul`, on nodes.
 */
import { type DType, type TypedArray, elementTypeOf } from "../../base/dtype.ts";
import { ArgumentError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { type Nested, type OtherArray, checkCount, elementsOf } from "./data.ts";
import { Elementwise } from "./elementwise.ts";
import { nodeOf } from "./lazy.ts";
import { matmul } from "./matmul.ts";
import { type Range, chunk, flip, pad, slice, split, squeeze, transpose } from "./movement.ts";
import { type Axis, axesOf, axisOf, broadcastTo, checkShape, closeShape, describe, toCommonType } from "./operand.ts";
import * as reduction from "./reduction.ts";
import type { ReductionOptions, VarianceOptions } from "./reduction.ts";
import { HostData } from "../source/source.ts";
import { observed } from "../source/trace.ts";

/** A tensor, or a number that takes the element type of the other operand. */
export type TensorLike = Tensor | number;

/**
 * An array of numbers with a fixed shape and element type, computed when it is read. Methods return new tensors and
 * follow NumPy's broadcasting rules; nothing runs until `await x.array()`, `await x.item()` or a call of a compiled
 * function.
 *
 * Create tensors with `Tensor.from`, `zeros`, `ones`, `full`, `arange` or `random`. JavaScript's operators, JSON and
 * structuredClone throw for a tensor. `if (tensor)` cannot throw and is always true: write `if ((await x.item()) > 0)`,
 * or `where(condition, x, y)` in a compiled function.
 */
export class Tensor extends Elementwise<Tensor> {
  static override readonly name: string = "Tensor";

  /**
   * Creates a tensor from a typed array (copied), a number, a boolean, or nested arrays of them. `shape` defaults to
   * the shape of the data; if given, it must have as many elements.
   *
   * `dtype` defaults to f32 for numbers, even if all are integers, and to bool for booleans. Typed arrays of floats
   * become f32, Uint8Array and Uint8ClampedArray u8, and all other integer arrays i32.
   *
   * Throws a ShapeError if nested rows or `shape` do not match, a DTypeError if `dtype` cannot hold a value (f32
   * rounds), and an ArgumentError for other data.
   */
  static from(data: TypedArray | OtherArray | Nested, shape?: Shape, dtype?: DType): Tensor {
    const elements = elementsOf(data, shape, dtype);
    if (typeof data === "number") return tensorOf(build.constant(elements.data[0]!, elements.dtype));
    return new Tensor(elements.shape, elements.dtype, null, new HostData(elements.data, elements.dtype));
  }

  protected override wrap(node: Node): Tensor {
    return tensorOf(node);
  }

  /**
   * Returns the same value with a name, which appears in error messages, printed graphs and the result of `observe`.
   */
  named(name: string): Tensor {
    if (typeof name !== "string")
      throw new ArgumentError(`named was given ${describe(name)}`, { rule: "It must be a string." });
    const node = this.node.op === "input" ? build.reshape(this.node, this.shape) : this.node;
    return observed(name, tensorOf(node.with({ name })));
  }

  /**
   * Sums over `axis` (one or several; default: all). Reduced axes are removed unless `keepDims` is true. bool and u8
   * are summed as i32; f32 and i32 keep their type.
   */
  sum(axis?: Axis, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.sum(this.node, axis, options));
  }
  /**
   * Averages over `axis` (one or several; default: all), as f32 for every element type. Reduced axes are removed unless
   * `keepDims` is true. The mean of no elements is NaN.
   */
  mean(axis?: Axis, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.mean(this.node, axis, options));
  }
  /**
   * Returns the maximum over `axis` (one or several; default: all); NaN if any element is NaN. For bool, true if any
   * element is true. Equal maxima share the gradient. Throws a ShapeError if a reduced axis has length 0.
   */
  max(axis?: Axis, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.reduce("reduceMax", this.node, axis, options, "max"));
  }
  /**
   * Returns the minimum over `axis` (one or several; default: all); NaN if any element is NaN. For bool, true if all
   * elements are true. Equal minima share the gradient. Throws a ShapeError if a reduced axis has length 0.
   */
  min(axis?: Axis, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.reduce("reduceMin", this.node, axis, options, "min"));
  }
  /** Multiplies over `axis` (one or several; default: all). f32 and i32; the product of no elements is 1. */
  prod(axis?: Axis, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.reduce("reduceProduct", this.node, axis, options, "prod"));
  }
  /**
   * Returns the variance over `axis` (one or several; default: all), as f32. Divides by the number of elements minus
   * `correction`; the default 0 matches NumPy and JAX, while PyTorch's default is 1.
   */
  variance(axis?: Axis, options: VarianceOptions = {}): Tensor {
    return tensorOf(reduction.variance(this.node, axis, options));
  }
  /**
   * Returns the standard deviation over `axis`, as f32: the square root of `variance`, with the same options. The
   * gradient is 0 if the standard deviation is 0.
   */
  std(axis?: Axis, options: VarianceOptions = {}): Tensor {
    return tensorOf(reduction.std(this.node, axis, options));
  }
  /** Returns log Σ exp(x) over `axis` (one or several; default: all), as f32, without overflow. */
  logSumExp(axis?: Axis, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.logSumExp(this.node, axis, options));
  }
  /** Returns the Euclidean norm √Σ x² over `axis` (one or several; default: all), as f32. The gradient at 0 is 0. */
  norm(axis?: Axis, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.norm(this.node, axis, options));
  }
  /**
   * Returns the index of the largest element along `axis`, or in the flattened tensor if `axis` is omitted, as i32. The
   * first of equal elements wins, and NaN counts as the largest. No gradient flows.
   */
  argmax(axis?: number, options: ReductionOptions = {}): Tensor {
    return tensorOf(reduction.argmax(this.node, axis, options));
  }
  /** Returns exp(x) / Σ exp(x) along `axis` (default: the last), as f32 in the same shape, without overflow. */
  softmax(axis = -1): Tensor {
    return tensorOf(reduction.softmax(this.node, axis));
  }
  /** Returns log(softmax(x)) along `axis` (default: the last), as f32, more accurate than `softmax().log()`. */
  logSoftmax(axis = -1): Tensor {
    return tensorOf(reduction.logSoftmax(this.node, axis));
  }

  /**
   * Returns the same elements in row-major order in another shape. One length may be -1, which is inferred. Throws a
   * ShapeError if the numbers of elements differ.
   */
  reshape(shape: Shape): Tensor {
    checkShape(shape, "reshape", true);
    return tensorOf(build.reshape(this.node, closeShape(this.node, shape)));
  }
  /**
   * Merges all axes from `start` (default 0) to the last into one: flatten(1) turns [n, c, h, w] into [n, c * h * w]. A
   * scalar becomes [1].
   */
  flatten(start = 0): Tensor {
    const at = this.shape.length === 0 ? 0 : axisOf(this.node, start, "flatten");
    return tensorOf(build.reshape(this.node, [...this.shape.slice(0, at), sizeOf(this.shape.slice(at))]));
  }
  /** Reorders the axes: axis i of the result is axis `order[i]` of this tensor. `order` must list every axis once. */
  permute(order: readonly number[]): Tensor {
    if (!Array.isArray(order))
      throw new ArgumentError(`permute was given ${describe(order)}`, { rule: "All axes must be in one array." });
    return tensorOf(
      build.permute(
        this.node,
        order.map((axis) => axisOf(this.node, axis, "permute")),
      ),
    );
  }
  /** Swaps two axes, by default the last two. */
  transpose(axis1 = -2, axis2 = -1): Tensor {
    return tensorOf(transpose(this.node, axis1, axis2));
  }
  /**
   * Broadcasts to `shape` by adding leading axes and repeating axes of length 1. Like torch.Tensor.expand. Throws a
   * ShapeError if the shapes do not match.
   */
  expand(shape: Shape): Tensor {
    checkShape(shape, "expand");
    return tensorOf(broadcastTo(this.node, shape));
  }
  /**
   * Pads with zeros before and after each axis: `widths` is [[before, after], …] with one pair for every axis, first
   * axis first.
   */
  pad(widths: readonly (readonly [before: number, after: number])[]): Tensor {
    return tensorOf(pad(this.node, widths));
  }
  /**
   * Returns the elements in a range of each axis: [start, stop], [start, stop, step], or null for the whole axis. Axes
   * without a range stay whole. Bounds work as in Python: `stop` is exclusive, negative bounds count from the end, and
   * bounds are clamped to the axis. x.slice([0, 1]) keeps axis 0 with length 1.
   */
  slice(...ranges: readonly Range[]): Tensor {
    return tensorOf(slice(this.node, ranges));
  }
  /** Reverses the order of the elements along `axis` (one or several; default: all). */
  flip(axis?: Axis): Tensor {
    return tensorOf(flip(this.node, axesOf(this.node, axis, "flip")));
  }
  /**
   * Splits `axis` (default 0) into `count` parts of equal length. Throws a ShapeError if `count` does not divide the
   * length, unlike torch.chunk; `split` makes parts of unequal lengths.
   */
  chunk(count: number, axis = 0): Tensor[] {
    return chunk(this.node, count, axis).map(tensorOf);
  }
  /**
   * Splits `axis` (default 0) into parts of length `size`, of which the last may be shorter, or into parts of the given
   * lengths. Like torch.split. Throws a ShapeError if the lengths do not add up to the length of the axis.
   */
  split(size: number | readonly number[], axis = 0): Tensor[] {
    return split(this.node, size, axis).map(tensorOf);
  }
  /** Removes `axis`, or all axes of length 1 if it is omitted. Throws a ShapeError if `axis` does not have length 1. */
  squeeze(axis?: number): Tensor {
    return tensorOf(squeeze(this.node, axis));
  }
  /** Inserts an axis of length 1 at position `axis` of the result, from -(rank + 1) to rank. */
  unsqueeze(axis: number): Tensor {
    const at = axisOf(this.node, axis, "unsqueeze", this.shape.length + 1);
    return tensorOf(build.reshape(this.node, this.shape.toSpliced(at, 0, 1)));
  }

  /**
   * Looks up slices along `axis` (default 0) at i32 `indices`: a tensor [a…, n, b…] with indices [i…] returns [a…, i…,
   * b…]. Like torch.index_select with indices of any shape. If an index is below 0 or at least n, reading the result
   * rejects with a FaultError.
   */
  take(indices: Tensor, axis = 0): Tensor {
    const at = axisOf(this.node, axis, "take");
    return tensorOf(build.take(this.node, nodeOf(indices, "take"), at));
  }
  /**
   * Returns a copy with `updates` added at i32 `indices` along `axis` (default 0). `updates` must have the shape that
   * `take` returns for these indices. Updates at equal indices add up.
   */
  scatterAdd(indices: Tensor, updates: Tensor, axis = 0): Tensor {
    const [x, y] = toCommonType(this.node, nodeOf(updates, "scatterAdd"));
    return tensorOf(build.scatterAdd(x, nodeOf(indices, "scatterAdd"), y, axisOf(this.node, axis, "scatterAdd")));
  }
  /**
   * Appends an axis of length `count` that is 1 at the index held by the element, and 0 elsewhere. The result is f32;
   * the tensor must be i32 or u8. An index out of range yields a row of zeros.
   */
  oneHot(count: number): Tensor {
    return tensorOf(reduction.oneHot(this.node, count));
  }

  /**
   * Multiplies matrices: [..., m, k] by [..., k, n] is [..., m, n]. Batch axes broadcast, and operands of rank 1 are
   * vectors, as in torch.matmul. Integers must be cast to f32 first. Throws a ShapeError if the shapes do not match.
   */
  matmul(other: Tensor): Tensor {
    return tensorOf(matmul(this.node, nodeOf(other, "matmul")));
  }
}

/** Returns the tensor computed by `node`. */
export function tensorOf(node: Node): Tensor {
  return new Tensor(node.shape, node.dtype, node, null);
}

/**
 * Returns a tensor that keeps `data` itself, without a copy. The array must not change afterwards; intended for fresh
 * batches.
 */
export function adopt(data: TypedArray, shape: Shape, dtype: DType = elementTypeOf(data)!): Tensor {
  checkCount(data.length, shape);
  return new Tensor(shape, dtype, null, new HostData(data, dtype));
}
