/**
 * Tensor: what users compute with. A method checks its arguments and builds graph nodes; nothing runs until a value is
 * read or a compiled function is called. The mathematics is in `movement`, `reduction` and `matmul`, on nodes.
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
import { type Axis, axesOf, axisOf, broadcastTo, checkShape, closeShape, describe, meet } from "./operand.ts";
import * as reduction from "./reduction.ts";
import type { KeepOption, VarianceOptions } from "./reduction.ts";
import { Given } from "../source/source.ts";
import { observed } from "../source/trace.ts";

/**
 * A value that is computed when it is read. JavaScript's operators, JSON and structuredClone refuse it; but `if (tensor)`
 * is true whatever the value is, since JavaScript asks no object: write `if ((await x.item()) > 0)`, and in a compiled
 * function `where(condition, x, y)`.
 */
export type TensorLike = Tensor | number;

export class Tensor extends Elementwise<Tensor> {
  static override readonly name: string = "Tensor";

  /**
   * A tensor of `data`: a typed array (copied), a number, a boolean, or nested arrays of them. Unless `dtype` says
   * otherwise, Float32Array, Int32Array and Uint8Array keep their types, Float64Array rounds to f32, other arrays of
   * integers become i32, numbers f32 and booleans bool. Throws a ShapeError, DTypeError or ArgumentError where they do
   * not fit.
   */
  static from(data: TypedArray | OtherArray | Nested, shape?: Shape, dtype?: DType): Tensor {
    const elements = elementsOf(data, shape, dtype);
    if (typeof data === "number") return tensorOf(build.constant(elements.data[0]!, elements.dtype));
    return new Tensor(elements.shape, elements.dtype, null, new Given(elements.data, elements.dtype));
  }

  protected override wrap(node: Node): Tensor {
    return tensorOf(node);
  }

  /** The same value under a name, by which errors, printed graphs and `observe` call it. */
  named(name: string): Tensor {
    if (typeof name !== "string")
      throw new ArgumentError(`named was given ${describe(name)}`, { rule: "A name is a string." });
    const node = this.node.op === "input" ? build.reshape(this.node, this.shape) : this.node;
    return observed(name, tensorOf(node.with({ name })));
  }

  /** Σ x over `axis`; bool and u8 add up to i32. */
  sum(axis?: Axis, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.sum(this.node, axis, options));
  }
  /** f32 for every element type; NaN over no elements. */
  mean(axis?: Axis, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.mean(this.node, axis, options));
  }
  /** Equal maxima share the gradient. Throws a ShapeError over no elements. */
  max(axis?: Axis, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.reduce("reduceMax", this.node, axis, options, "max"));
  }
  /** Equal minima share the gradient. Throws a ShapeError over no elements. */
  min(axis?: Axis, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.reduce("reduceMin", this.node, axis, options, "min"));
  }
  /** Π x over `axis`. */
  prod(axis?: Axis, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.reduce("reduceProduct", this.node, axis, options, "prod"));
  }
  /** The mean squared distance from the mean over `axis`, f32: the sum divided by n - `correction` (default 0). */
  variance(axis?: Axis, options: VarianceOptions = {}): Tensor {
    return tensorOf(reduction.variance(this.node, axis, options));
  }
  /** The square root of the variance over `axis`, f32, with `correction` (default 0); its gradient is 0 where it is 0. */
  std(axis?: Axis, options: VarianceOptions = {}): Tensor {
    return tensorOf(reduction.std(this.node, axis, options));
  }
  /** log Σ exp(x), without overflow. */
  logSumExp(axis?: Axis, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.logSumExp(this.node, axis, options));
  }
  /** √Σ x², with gradient 0 at 0. */
  norm(axis?: Axis, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.norm(this.node, axis, options));
  }
  /** The first index of the largest element along `axis`, or of the flattened tensor, as i32. */
  argmax(axis?: number, options: KeepOption = {}): Tensor {
    return tensorOf(reduction.argmax(this.node, axis, options));
  }
  /** exp(x) / Σ exp(x) along `axis`. */
  softmax(axis = -1): Tensor {
    return tensorOf(reduction.softmax(this.node, axis));
  }
  logSoftmax(axis = -1): Tensor {
    return tensorOf(reduction.logSoftmax(this.node, axis));
  }

  /** The same elements in another shape; one length may be -1, which means what is left. */
  reshape(shape: Shape): Tensor {
    checkShape(shape, "reshape", true);
    return tensorOf(build.reshape(this.node, closeShape(this.node, shape)));
  }
  /** The axes from `start` on as one. */
  flatten(start = 0): Tensor {
    const at = this.shape.length === 0 ? 0 : axisOf(this.node, start, "flatten");
    return tensorOf(build.reshape(this.node, [...this.shape.slice(0, at), sizeOf(this.shape.slice(at))]));
  }
  /** Axis i of the result is axis `order[i]`. */
  permute(order: readonly number[]): Tensor {
    if (!Array.isArray(order))
      throw new ArgumentError(`permute was given ${describe(order)}`, { rule: "It takes all axes in one array." });
    return tensorOf(
      build.permute(
        this.node,
        order.map((axis) => axisOf(this.node, axis, "permute")),
      ),
    );
  }
  transpose(axis1 = -2, axis2 = -1): Tensor {
    return tensorOf(transpose(this.node, axis1, axis2));
  }
  /** Repeated along axes of length 1 and new leading axes, without a copy. */
  expand(shape: Shape): Tensor {
    checkShape(shape, "expand");
    return tensorOf(broadcastTo(this.node, shape));
  }
  /** Zeros before and after each axis: [[before, after], ...]. */
  pad(widths: readonly (readonly [before: number, after: number])[]): Tensor {
    return tensorOf(pad(this.node, widths));
  }
  /** [start, stop], [start, stop, step] or null per axis; negative bounds count from the end, as in Python. */
  slice(...ranges: readonly Range[]): Tensor {
    return tensorOf(slice(this.node, ranges));
  }
  /** The elements in reverse order along `axis`, or along all axes. */
  flip(axis?: Axis): Tensor {
    return tensorOf(flip(this.node, axesOf(this.node, axis, "flip")));
  }
  /** `count` parts of equal length along `axis`. Throws a ShapeError where `count` does not divide the length. */
  chunk(count: number, axis = 0): Tensor[] {
    return chunk(this.node, count, axis).map(tensorOf);
  }
  /**
   * Parts of length `size` along `axis`, of which the last may be shorter, or parts of the given lengths. Throws a
   * ShapeError where these do not add up to the length of the axis.
   */
  split(size: number | readonly number[], axis = 0): Tensor[] {
    return split(this.node, size, axis).map(tensorOf);
  }
  /** Without `axis`, which has length 1, or without all such axes. */
  squeeze(axis?: number): Tensor {
    return tensorOf(squeeze(this.node, axis));
  }
  /** With a new axis of length 1 before `axis`, counted in the result. */
  unsqueeze(axis: number): Tensor {
    const at = axisOf(this.node, axis, "unsqueeze", this.shape.length + 1);
    return tensorOf(build.reshape(this.node, this.shape.toSpliced(at, 0, 1)));
  }

  /** [a…, n, b…] at `indices` [i…] along `axis` -> [a…, i…, b…]. An index out of range makes the read reject. */
  take(indices: Tensor, axis = 0): Tensor {
    const at = axisOf(this.node, axis, "take");
    return tensorOf(build.take(this.node, nodeOf(indices, "take"), at));
  }
  /** With `updates`, shaped as `take` would return them, added at `indices` along `axis`. */
  scatterAdd(indices: Tensor, updates: Tensor, axis = 0): Tensor {
    const [x, y] = meet(this.node, nodeOf(updates, "scatterAdd"));
    return tensorOf(build.scatterAdd(x, nodeOf(indices, "scatterAdd"), y, axisOf(this.node, axis, "scatterAdd")));
  }
  /** One more axis of `count`: 1 at the index that the element is, else 0; f32. An index out of range gives zeros. */
  oneHot(count: number): Tensor {
    return tensorOf(reduction.oneHot(this.node, count));
  }

  /**
   * [..., m, k] with [..., k, n] -> [..., m, n]; batch axes broadcast, and a tensor of rank 1 is a vector, as in NumPy.
   */
  matmul(other: Tensor): Tensor {
    return tensorOf(matmul(this.node, nodeOf(other, "matmul")));
  }
}

export function tensorOf(node: Node): Tensor {
  return new Tensor(node.shape, node.dtype, node, null);
}

/** A tensor that keeps `data` itself: for data that nobody changes afterwards, such as a fresh batch. */
export function adopt(data: TypedArray, shape: Shape, dtype: DType = elementTypeOf(data)!): Tensor {
  checkCount(data.length, shape);
  return new Tensor(shape, dtype, null, new Given(data, dtype));
}
