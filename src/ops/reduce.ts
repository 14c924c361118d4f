/** Reductions over any axes, which are kept with length 1. */
import type { Build, Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import { ShapeError } from "../base/errors.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import { checkAxes, checkDType, listOf, operandsOf } from "./checks.ts";
import { every, numeric } from "./elementwise.ts";
import type { Application, Reduction, Structural } from "./primitive.ts";
import { structural, type StructuralDefinition } from "./structural.ts";

export const reductions = structural({
  /** The sum. bool and u8 are summed as i32. */
  reduceSum: {
    ...reduce("reduceSum", every, {
      result: (dtype) => (dtype === "bool" || dtype === "u8" ? "i32" : dtype),
      neutral: () => 0,
      combine: (s, x, y) => s.add(x, y),
    }),
    linear: true,
    vjp: (b, { inputs: [x] }, dy) => [b.expand(dy, x!.shape)],
  },
  /** The maximum; logical or for bool. Ties share the gradient equally. */
  reduceMax: {
    ...reduce("reduceMax", every, {
      needsElements: true,
      exact: true,
      neutral: (dtype) => ({ f32: -Infinity, i32: -(2 ** 31), u8: 0, bool: 0 })[dtype],
      combine: (s, x, y) => (x.type === "bool" ? s.or(x, y) : s.max(x, y)),
    }),
    ...sharedByTies(),
  },
  /** The minimum; logical and for bool. Ties share the gradient equally. */
  reduceMin: {
    ...reduce("reduceMin", every, {
      needsElements: true,
      exact: true,
      neutral: (dtype) => ({ f32: Infinity, i32: 2 ** 31 - 1, u8: 255, bool: 1 })[dtype],
      combine: (s, x, y) => (x.type === "bool" ? s.and(x, y) : s.min(x, y)),
    }),
    ...sharedByTies(),
  },
  reduceProduct: {
    ...reduce("reduceProduct", numeric, {
      neutral: () => 1,
      combine: (s, x, y) => s.mul(x, y),
    }),
    linear: false,
    vjp: (b, application, dy) => [b.mul(dy, productOfOthers(b, application))],
    jvp: (b, application, [dx]) =>
      dx ? b.reduceSum(b.mul(dx, productOfOthers(b, application)), listOf(application.attributes, "axes")) : null,
  },
});

type Shared = Pick<StructuralDefinition, "arity" | "movement" | "reduction" | "infer">;

interface Rules {
  /** Type of the accumulator, if it differs from that of the operand. */
  readonly result?: (dtype: DType) => DType;
  /** True if a reduction over zero elements is an error. */
  readonly needsElements?: boolean;
}

function reduce(name: string, dtypes: readonly DType[], definition: Reduction & Rules): Shared {
  const { result, needsElements, ...reduction } = definition;
  return {
    arity: 1,
    movement: false,
    reduction,
    infer: ([x], attributes) => {
      const axes = listOf(attributes, "axes");
      checkDType(name, x!, "x", dtypes);
      checkAxes(name, x!, axes);
      if (needsElements) checkNotEmpty(name, x!, axes);
      return { shape: keptShape(x!.shape, axes), dtype: result?.(x!.dtype) ?? x!.dtype };
    },
  };
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

/** A permutation of the axes that moves `axes` to the end. */
export function axesLast(rank: number, axes: readonly number[]): number[] {
  return [...Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis)), ...axes];
}

function checkNotEmpty(name: string, x: Value, axes: readonly number[]): void {
  if (sizeOf(x.shape) > 0 || sizeOf(keptShape(x.shape, axes)) === 0) return;
  throw new ShapeError(`${name} cannot reduce zero elements`, {
    operands: operandsOf([x], ["x"]),
    rule: "The reduced axes must have at least one element.",
  });
}

function sharedByTies(): Pick<Structural, "linear" | "vjp" | "jvp"> {
  return {
    linear: false,
    vjp: (b, application, dy) => {
      const { chosen, count } = ties(b, application);
      return [b.where(chosen, b.div(dy, count), b.constant(0, dy.dtype))];
    },
    jvp: (b, application, [dx]) => {
      if (!dx) return null;
      const { chosen, count } = ties(b, application);
      const sum = b.reduceSum(b.where(chosen, dx, b.constant(0, dx.dtype)), listOf(application.attributes, "axes"));
      return b.div(sum, count);
    },
  };
}

function ties<V extends Value>(b: Build<V>, { inputs: [x], output, attributes }: Application<V>) {
  const chosen = b.equal(x!, output);
  return { chosen, count: b.reduceSum(b.cast(chosen, x!.dtype), listOf(attributes, "axes")) };
}

/** The product of all other elements, for each element. It uses no division, so zeros are correct at any order. */
function productOfOthers<V extends Value>(b: Build<V>, { inputs: [x], attributes }: Application<V>): V {
  const axes = listOf(attributes, "axes");
  const order = axesLast(x!.shape.length, axes);
  const moved = b.permute(x!, order);
  const width = sizeOf(axes.map((axis) => x!.shape[axis]!));
  const rows = b.reshape(moved, [sizeOf(keptShape(x!.shape, axes)), width]);
  const products = b.mul(productBefore(b, rows), reversed(b, productBefore(b, reversed(b, rows))));
  const back = order.map((_, axis) => order.indexOf(axis));
  return b.permute(b.reshape(products, moved.shape), back);
}

/** Exclusive cumulative product of each row, by recursive doubling (Hillis and Steele, 1986). */
function productBefore<V extends Value>(b: Build<V>, rows: V): V {
  const length = rows.shape[1]!;
  let product = shifted(b, rows, 1);
  for (let distance = 1; distance < length; distance *= 2) product = b.mul(product, shifted(b, product, distance));
  return product;
}

/** Shifts each row to the right by `distance` and fills with ones. */
function shifted<V extends Value>(b: Build<V>, rows: V, distance: number): V {
  const [count, length] = rows.shape as readonly [number, number];
  const fill = Math.min(distance, length);
  const ones = b.expand(b.reshape(b.constant(1, rows.dtype), [1, 1]), [count, fill]);
  return b.concat([ones, b.slice(rows, [0, 0], [count, length - fill], [1, 1])], 1);
}

function reversed<V extends Value>(b: Build<V>, rows: V): V {
  return b.slice(rows, [0, Math.max(0, rows.shape[1]! - 1)], rows.shape, [1, -1]);
}
