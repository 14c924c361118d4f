/** Structural operations in f64, one function for each. */
import { ArgumentError, FaultError } from "../base/errors.ts";
import type { DType } from "../base/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../base/shape.ts";
import { listOf, numberOf } from "../ops/checks.ts";
import { parts } from "../ops/contraction.ts";
import { partStarts } from "../ops/movement.ts";
import type { Attributes, Result } from "../ops/primitive.ts";
import { axesLast, reductions } from "../ops/reduce.ts";
import { type FoldAttributes, foldOf, windowOf } from "../ops/window.ts";
import { readStrided, writeStrided } from "./strided.ts";

/** An array in f64, regardless of the declared element type. */
export interface Array64 {
  readonly data: Float64Array;
  readonly shape: Shape;
}

type Evaluate = (inputs: readonly Array64[], attributes: Attributes, result: Result) => Float64Array;

const fromOutside =
  (what: string, rule: string): Evaluate =>
  () => {
    throw new ArgumentError(`${what} has no value of its own`, { rule });
  };

export const values: Readonly<Record<string, Evaluate>> = {
  input: fromOutside("an input", "Every input of a graph must be fed."),
  training: fromOutside("training", "Pass the option `training`."),
  scan: fromOutside("a scan", "It is evaluated together with its body."),
  const: (_, attributes) => Float64Array.of(numberOf(attributes, "value")),
  iota: (_, attributes) => Float64Array.from({ length: numberOf(attributes, "length") }, (_, i) => i),
  customGrad: ([output]) => output!.data,
  reshape: ([x]) => x!.data,
  permute: ([x], attributes, { shape }) => {
    const strides = stridesOf(x!.shape);
    const order = listOf(attributes, "order");
    return readStrided(
      x!.data,
      shape,
      order.map((axis) => strides[axis]!),
    );
  },
  expand: ([x], _, { shape }) => {
    const strides = stridesOf(x!.shape).map((stride, axis) => (x!.shape[axis] === 1 ? 0 : stride));
    return readStrided(x!.data, shape, strides);
  },
  slice: ([x], attributes, { shape }) => {
    const strides = stridesOf(x!.shape);
    const steps = listOf(attributes, "steps");
    return readStrided(
      x!.data,
      shape,
      strides.map((stride, axis) => stride * steps[axis]!),
      dotProduct(strides, listOf(attributes, "starts")),
    );
  },
  pad: ([x], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    const strides = stridesOf(shape);
    writeStrided(result, x!.data, x!.shape, strides, dotProduct(strides, listOf(attributes, "before")));
    return result;
  },
  concat: (inputs, attributes, { shape }) => {
    const axis = numberOf(attributes, "axis");
    const result = new Float64Array(sizeOf(shape));
    const strides = stridesOf(shape);
    partStarts(inputs, axis).forEach((start, i) =>
      writeStrided(result, inputs[i]!.data, inputs[i]!.shape, strides, start * strides[axis]!),
    );
    return result;
  },
  window: ([x], attributes, { shape }) => {
    const { axis, stride, dilation } = windowOf(attributes);
    const strides = stridesOf(x!.shape);
    const moved = strides.map((each, i) => (i === axis ? each * stride : each));
    return readStrided(x!.data, shape, [...moved, strides[axis]! * dilation]);
  },
  fold: ([x], attributes, { shape }) => sumOverWindows(x!, foldOf(attributes), shape),
  take: ([table, indices], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    visit(
      String(attributes["label"] ?? "take"),
      table!.shape,
      indices!,
      numberOf(attributes, "axis"),
      (row, n, width) => result.set(table!.data.subarray(row * width, (row + 1) * width), n * width),
    );
    return result;
  },
  scatterAdd: ([target, indices, updates], attributes) => {
    const result = target!.data.slice();
    visit("scatterAdd", target!.shape, indices!, numberOf(attributes, "axis"), (row, n, width) => {
      for (let i = 0; i < width; i++) result[row * width + i]! += updates!.data[n * width + i]!;
    });
    return result;
  },
  argmax: ([x], attributes) => {
    const { before, length, width } = around(x!.shape, numberOf(attributes, "axis"));
    return Float64Array.from({ length: before * width }, (_, n) => {
      const start = Math.floor(n / width) * length * width + (n % width);
      return firstLargest(length, (i) => x!.data[start + i * width]!);
    });
  },
  argsort: ([x], attributes) => {
    const { before, length, width } = around(x!.shape, numberOf(attributes, "axis"));
    const sign = attributes["descending"] === true ? -1 : 1;
    const result = new Float64Array(x!.data.length);
    for (let row = 0; row < before * width; row++) {
      const place = (i: number) => (Math.floor(row / width) * length + i) * width + (row % width);
      const at = (i: number) => x!.data[place(i)]!;
      const positions = Array.from({ length }, (_, i) => i);
      positions.sort((i, j) => sign * compare(at(i), at(j)));
      positions.forEach((position, i) => (result[place(i)] = position));
    }
    return result;
  },
  cumulativeSum: ([x], attributes) => {
    const { axis, reverse, exclusive } = attributes as { axis: number; reverse: boolean; exclusive: boolean };
    const { before, length, width } = around(x!.shape, axis);
    const result = new Float64Array(x!.data.length);
    for (let row = 0; row < before * width; row++) {
      const start = Math.floor(row / width) * length * width + (row % width);
      let sum = 0;
      for (let i = 0; i < length; i++) {
        const at = start + (reverse ? length - 1 - i : i) * width;
        if (exclusive) result[at] = sum;
        sum += x!.data[at]!;
        if (!exclusive) result[at] = sum;
      }
    }
    return result;
  },
  reduceSum: reduced("reduceSum"),
  reduceMax: reduced("reduceMax"),
  reduceMin: reduced("reduceMin"),
  reduceProduct: reduced("reduceProduct"),
  dot: ([x, y], attributes) => {
    const { batch, m, n, k } = parts(x!.shape, y!.shape, attributes);
    return product(x!.data, y!.data, sizeOf(batch), sizeOf(m), sizeOf(n), sizeOf(k));
  },
};

type Combine = (x: number, y: number, dtype: DType) => number;

/** The combining operation of each reduction. */
export const combined: Readonly<Record<keyof typeof reductions, Combine>> = {
  reduceSum: (x, y) => x + y,
  reduceMax: (x, y) => Math.max(x, y),
  reduceMin: (x, y) => Math.min(x, y),
  reduceProduct: (x, y, dtype) => (dtype === "i32" ? Math.imul(x, y) : x * y),
};

function reduced(op: keyof typeof reductions): Evaluate {
  return ([x], attributes, { shape, dtype }) => {
    const neutral = reductions[op].reduction!.neutral(dtype);
    const axes = listOf(attributes, "axes");
    const order = axesLast(x!.shape.length, axes);
    const strides = stridesOf(x!.shape);
    const rows = readStrided(
      x!.data,
      order.map((axis) => x!.shape[axis]!),
      order.map((axis) => strides[axis]!),
    );
    const width = sizeOf(axes.map((axis) => x!.shape[axis]!));
    return Float64Array.from({ length: sizeOf(shape) }, (_, n) =>
      rows.subarray(n * width, (n + 1) * width).reduce((a, b) => combined[op](a, b, dtype), neutral),
    );
  };
}

/** Number of rows before an axis, length of the axis, and distance of its elements. */
function around(shape: Shape, axis: number): { before: number; length: number; width: number } {
  return { before: sizeOf(shape.slice(0, axis)), length: shape[axis]!, width: sizeOf(shape.slice(axis + 1)) };
}

function product(x: Float64Array, y: Float64Array, batch: number, m: number, n: number, k: number): Float64Array {
  const result = new Float64Array(batch * m * n);
  for (let row = 0; row < batch * m; row++) {
    const yStart = Math.floor(row / m) * n * k;
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += x[row * k + i]! * y[yStart + column * k + i]!;
      result[row * n + column] = sum;
    }
  }
  return result;
}

/** Negative if x sorts before y, positive if after. NaN is the largest. */
function compare(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x < y ? -1 : Number(x > y);
}

/**
 * Calls `each` for every index, with the row of the table and the row of the gathered array. Rows have `width`
 * elements. Throws a FaultError if an index is out of range.
 */
function visit(
  op: string,
  table: Shape,
  indices: Array64,
  axis: number,
  each: (row: number, n: number, width: number) => void,
): void {
  const { before, length, width } = around(table, axis);
  for (let outer = 0; outer < before; outer++) {
    indices.data.forEach((index, i) => {
      if (index < 0 || index >= length) throw new FaultError(`${op}: index ${index} is not in 0 to ${length - 1}`);
      each(outer * length + index, outer * indices.data.length + i, width);
    });
  }
}

function firstLargest(length: number, at: (i: number) => number): number {
  let best = 0;
  for (let i = 1; i < length && !Number.isNaN(at(best)); i++) {
    if (!(at(i) <= at(best))) best = i;
  }
  return best;
}

function sumOverWindows(x: Array64, { axis, start, stride, dilation }: FoldAttributes, shape: Shape): Float64Array {
  const result = new Float64Array(sizeOf(shape));
  const strides = stridesOf(shape);
  const size = x.shape.at(-1)!;
  const [count, inner] = [x.shape[axis]!, sizeOf(x.shape.slice(axis + 1, -1))];
  x.data.forEach((value, n) => {
    const tap = n % size;
    const within = Math.floor(n / size) % inner;
    const window = Math.floor(n / size / inner) % count;
    const outer = Math.floor(n / size / inner / count);
    const at = window * stride + tap * dilation - start;
    if (at < 0 || at >= shape[axis]!) return;
    result[outer * shape[axis]! * strides[axis]! + at * strides[axis]! + within]! += value;
  });
  return result;
}

function dotProduct(xs: readonly number[], ys: readonly number[]): number {
  return xs.reduce((sum, x, i) => sum + x * ys[i]!, 0);
}
