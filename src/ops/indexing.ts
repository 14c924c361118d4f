/** Operations that read and write where an index says. */
import type { Value } from "../base/build.ts";
import { FaultError, ShapeError } from "../base/errors.ts";
import { formatShape, sameShape, type Shape, sizeOf } from "../base/shape.ts";
import { checkAxes, checkDType, commonDType, numberOf, operandsOf } from "./checks.ts";
import { numeric, ordered } from "./elementwise.ts";
import type { Array64 } from "./primitive.ts";
import { structural, zeros } from "./structural.ts";

export const indexingOps = structural({
  /** table [a…, n, b…], indices [i…] -> [a…, i…, b…]. */
  gather: {
    arity: 2,
    movement: false,
    linear: true,
    infer: ([table, indices], attributes) => {
      const axis = numberOf(attributes, "axis");
      checkDType("gather", indices!, "indices", ["i32"]);
      checkAxes("gather", table!, [axis]);
      return { shape: gathered(table!.shape, indices!.shape, axis), dtype: table!.dtype };
    },
    vjp: (b, { inputs: [table, indices], attributes }, dy) => [
      b.scatterAdd(zeros(b, table!.shape, dy.dtype), indices!, dy, numberOf(attributes, "axis")),
      null,
    ],
    evaluate: ([table, indices], attributes, { shape }) => {
      const result = new Float64Array(sizeOf(shape));
      visit("gather", table!.shape, indices!, numberOf(attributes, "axis"), (row, n, width) =>
        result.set(table!.data.subarray(row * width, (row + 1) * width), n * width),
      );
      return result;
    },
  },
  /** target [a…, n, b…], indices [i…], updates [a…, i…, b…]: equal indices add up. */
  scatterAdd: {
    arity: 3,
    movement: false,
    linear: true,
    infer: ([target, indices, updates], attributes) => {
      const axis = numberOf(attributes, "axis");
      checkDType("scatterAdd", indices!, "indices", ["i32"]);
      checkDType("scatterAdd", target!, "target", numeric);
      const dtype = commonDType("scatterAdd", [target!, updates!], ["target", "updates"]);
      checkAxes("scatterAdd", target!, [axis]);
      checkUpdates([target!, indices!, updates!], axis);
      return { shape: target!.shape, dtype };
    },
    vjp: (b, { inputs: [, indices], attributes }, dy) => [
      dy,
      null,
      b.gather(dy, indices!, numberOf(attributes, "axis")),
    ],
    evaluate: ([target, indices, updates], attributes) => {
      const result = target!.data.slice();
      visit("scatterAdd", target!.shape, indices!, numberOf(attributes, "axis"), (row, n, width) => {
        for (let i = 0; i < width; i++) result[row * width + i]! += updates!.data[n * width + i]!;
      });
      return result;
    },
  },
  /** The first index of the largest element; a NaN counts as the largest. */
  argmax: {
    arity: 1,
    movement: false,
    linear: false,
    infer: ([x], attributes) => {
      const axis = numberOf(attributes, "axis");
      checkDType("argmax", x!, "x", ordered);
      checkAxes("argmax", x!, [axis]);
      if (x!.shape[axis] === 0) {
        throw new ShapeError(`argmax has no element to choose along axis ${axis}`, {
          operands: operandsOf([x!], ["x"]),
          rule: "The axis must have at least one element.",
        });
      }
      return { shape: x!.shape.map((length, i) => (i === axis ? 1 : length)), dtype: "i32" };
    },
    vjp: () => [null],
    evaluate: ([x], attributes) => {
      const { before, length, width } = around(x!.shape, numberOf(attributes, "axis"));
      return Float64Array.from({ length: before * width }, (_, n) => {
        const start = Math.floor(n / width) * length * width + (n % width);
        return firstLargest(length, (i) => x!.data[start + i * width]!);
      });
    },
  },
  /** The order of the elements along an axis, as i32; equal ones stay in order, a NaN counts as the largest. */
  argsort: {
    byPart: true,
    arity: 1,
    movement: false,
    linear: false,
    infer: ([x], attributes) => {
      checkDType("argsort", x!, "x", ordered);
      checkAxes("argsort", x!, [numberOf(attributes, "axis")]);
      return { shape: x!.shape, dtype: "i32" };
    },
    vjp: () => [null],
    evaluate: ([x], attributes) => {
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
  },
});

/** Negative where x comes before y. */
function compare(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x < y ? -1 : Number(x > y);
}

function gathered(table: Shape, indices: Shape, axis: number): Shape {
  return [...table.slice(0, axis), ...indices, ...table.slice(axis + 1)];
}

function checkUpdates([target, indices, updates]: readonly [Value, Value, Value], axis: number): void {
  const expected = gathered(target.shape, indices.shape, axis);
  if (sameShape(updates.shape, expected)) return;
  throw new ShapeError(`scatterAdd cannot add ${formatShape(updates.shape)} along axis ${axis}`, {
    operands: operandsOf([target, indices, updates], ["target", "indices", "updates"]),
    rule: "The updates have the target's shape with the axis replaced by the shape of the indices.",
    fix: `Updates of shape ${formatShape(expected)} would fit.`,
  });
}

function around(shape: Shape, axis: number): { before: number; length: number; width: number } {
  return { before: sizeOf(shape.slice(0, axis)), length: shape[axis]!, width: sizeOf(shape.slice(axis + 1)) };
}

/** For each index: the row of the table that it names and the row of the gathered array, both of `width` elements. */
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
      if (index < 0 || index >= length) throw new FaultError(`${op} met index ${index}, outside of 0 to ${length - 1}`);
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
