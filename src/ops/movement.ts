/** Operations that rearrange, repeat, select or join elements without computing anything. */
import type { Build, Value } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { broadcastAxes, formatShape, sameShape, type Shape, sizeOf } from "../base/shape.ts";
import { checkAxes, checkPerAxis, commonDType, listOf, numberOf, operandsOf } from "./checks.ts";
import type { Attributes, Result } from "./primitive.ts";
import { structural } from "./structural.ts";

const view = { arity: 1, movement: true, linear: true } as const;

export const movementOps = structural({
  reshape: {
    ...view,
    moves: true,
    infer: inferReshape,
    vjp: (b, { inputs: [x] }, dy) => [b.reshape(dy, x!.shape)],
  },
  /** Axis i of the result is axis order[i] of x. */
  permute: {
    ...view,
    moves: true,
    infer: ([x], attributes) => {
      const order = listOf(attributes, "order");
      checkAxes("permute", x!, order);
      checkPerAxis("permute", x!, "order", order, 0);
      return { shape: order.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
    },
    vjp: (b, { attributes }, dy) => [b.permute(dy, inverse(listOf(attributes, "order")))],
  },
  expand: {
    ...view,
    infer: inferExpand,
    vjp: (b, { inputs: [x], output }, dy) => [b.reduceSum(dy, broadcastAxes(x!.shape, output.shape))],
  },
  slice: {
    ...view,
    moves: true,
    infer: inferSlice,
    vjp: (b, { inputs: [x], attributes }, dy) => [scatterSlice(b, x!.shape, attributes, dy)],
  },
  pad: {
    ...view,
    movement: false,
    moves: true,
    infer: ([x], attributes) => {
      const [before, after] = [listOf(attributes, "before"), listOf(attributes, "after")];
      checkPerAxis("pad", x!, "before", before, 0);
      checkPerAxis("pad", x!, "after", after, 0);
      return { shape: x!.shape.map((length, axis) => length + before[axis]! + after[axis]!), dtype: x!.dtype };
    },
    vjp: (b, { inputs: [x], attributes }, dy) => [
      b.slice(dy, listOf(attributes, "before"), x!.shape, ones(x!.shape.length)),
    ],
  },
  concat: {
    ...view,
    arity: null,
    movement: false,
    moves: true,
    infer: inferConcat,
    vjp: (b, { inputs, attributes }, dy) => {
      const axis = numberOf(attributes, "axis");
      return partStarts(inputs, axis).map((start, i) => {
        const { shape } = inputs[i]!;
        return b.slice(
          dy,
          shape.map((_, j) => (j === axis ? start : 0)),
          shape,
          ones(shape.length),
        );
      });
    },
  },
});

function inferReshape([x]: readonly Value[], attributes: Attributes): Result {
  const shape = listOf(attributes, "shape");
  const size = sizeOf(x!.shape);
  if (shape.every((length) => Number.isInteger(length) && length >= 0) && sizeOf(shape) === size) {
    return { shape, dtype: x!.dtype };
  }
  throw new ShapeError(`reshape cannot change ${formatShape(x!.shape)} to ${formatShape(shape)}`, {
    operands: operandsOf([x!], ["x"]),
    rule: `Both must have ${size} elements; one length may be -1 if the others divide ${size}.`,
  });
}

function inferExpand([x]: readonly Value[], attributes: Attributes): Result {
  const shape = listOf(attributes, "shape");
  const fits =
    shape.length === x!.shape.length && x!.shape.every((length, axis) => length === 1 || length === shape[axis]);
  if (fits && shape.every((length) => Number.isInteger(length) && length >= 0)) return { shape, dtype: x!.dtype };
  throw new ShapeError(`expand cannot change ${formatShape(x!.shape)} to ${formatShape(shape)}`, {
    operands: operandsOf([x!], ["x"]),
    rule: "The ranks must be equal; only axes of length 1 can be repeated.",
  });
}

function inferSlice([x]: readonly Value[], attributes: Attributes): Result {
  const [starts, lengths, steps] = ["starts", "lengths", "steps"].map((name) => listOf(attributes, name)) as Shape[];
  checkPerAxis("slice", x!, "starts", starts!, 0);
  checkPerAxis("slice", x!, "lengths", lengths!, 0);
  checkPerAxis("slice", x!, "steps", steps!, -Infinity);
  x!.shape.forEach((size, axis) => {
    const [start, length, step] = [starts![axis]!, lengths![axis]!, steps![axis]!];
    const last = start + Math.max(0, length - 1) * step;
    if (step !== 0 && (length === 0 || (start < size && last >= 0 && last < size))) return;
    throw new ArgumentError(`slice cannot take ${length} elements from index ${start} of axis ${axis}, step ${step}`, {
      operands: operandsOf([x!], ["x"]),
      rule: `The axis has ${size} elements. A step must not be 0.`,
    });
  });
  return { shape: lengths!, dtype: x!.dtype };
}

function inferConcat(inputs: readonly Value[], attributes: Attributes): Result {
  const axis = numberOf(attributes, "axis");
  const [first] = inputs;
  if (!first) throw new ArgumentError("concat needs at least one input");
  const dtype = commonDType("concat", inputs, []);
  checkAxes("concat", first, [axis]);
  const outside = (shape: Shape) => shape.map((length, i) => (i === axis ? 1 : length));
  const other = inputs.find(({ shape }) => !sameShape(outside(shape), outside(first.shape)));
  if (other) {
    throw new ShapeError(
      `concat cannot join ${formatShape(first.shape)} and ${formatShape(other.shape)} along axis ${axis}`,
      { operands: operandsOf(inputs, []), rule: "All other axes must have equal lengths." },
    );
  }
  const length = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return { shape: first.shape.map((n, i) => (i === axis ? length : n)), dtype };
}

/** The adjoint of slice: zeros of `shape`, with `dy` in the positions of the slice. */
function scatterSlice<V extends Value>(b: Build<V>, shape: Shape, attributes: Attributes, dy: V): V {
  const [starts, steps] = [listOf(attributes, "starts"), listOf(attributes, "steps")];
  const dilated = dilate(b, ascending(b, dy, steps), steps.map(Math.abs));
  const before = starts.map((start, axis) => {
    const length = dy.shape[axis]!;
    return length === 0 ? 0 : Math.min(start, start + (length - 1) * steps[axis]!);
  });
  const after = shape.map((length, axis) => length - before[axis]! - dilated.shape[axis]!);
  return b.pad(dilated, before, after);
}

/** Reverses the axes whose step is negative. */
function ascending<V extends Value>(b: Build<V>, x: V, steps: readonly number[]): V {
  if (steps.every((step) => step > 0)) return x;
  const starts = x.shape.map((length, axis) => (steps[axis]! < 0 ? Math.max(0, length - 1) : 0));
  return b.slice(x, starts, x.shape, steps.map(Math.sign));
}

/**
 * Inserts step - 1 zeros between adjacent elements: adds an axis of length `step` after each axis, with x first and
 * zeros after it, and joins the two.
 */
function dilate<V extends Value>(b: Build<V>, x: V, steps: readonly number[]): V {
  if (steps.every((step) => step === 1)) return x;
  const paired = b.reshape(
    x,
    x.shape.flatMap((length) => [length, 1]),
  );
  const padded = b.pad(
    paired,
    steps.flatMap(() => [0, 0]),
    steps.flatMap((step) => [0, step - 1]),
  );
  const joined = b.reshape(
    padded,
    x.shape.map((length, axis) => length * steps[axis]!),
  );
  const lengths = x.shape.map((length, axis) => Math.max(0, (length - 1) * steps[axis]! + 1));
  return b.slice(
    joined,
    steps.map(() => 0),
    lengths,
    ones(steps.length),
  );
}

/** Start of each part along the joined axis. */
export function partStarts(parts: readonly { readonly shape: Shape }[], axis: number): number[] {
  let next = 0;
  return parts.map(({ shape }) => {
    const start = next;
    next += shape[axis]!;
    return start;
  });
}

function inverse(order: readonly number[]): number[] {
  const result = new Array<number>(order.length);
  order.forEach((axis, i) => (result[axis] = i));
  return result;
}

function ones(length: number): number[] {
  return new Array<number>(length).fill(1);
}
