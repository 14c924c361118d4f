/** Sliding windows, the operands of convolution and pooling. A window is a view that repeats elements. */
import type { Build, Value } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { checkAxes, numberOf, operandsOf } from "./checks.ts";
import type { Attributes, Feature, Primitive, Result, Structural } from "./primitive.ts";
import { featured } from "./structural.ts";

export interface WindowAttributes {
  readonly axis: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

export function windowOf(attributes: Attributes): WindowAttributes {
  const [axis, size] = [numberOf(attributes, "axis"), numberOf(attributes, "size")];
  return { axis, size, stride: numberOf(attributes, "stride"), dilation: numberOf(attributes, "dilation") };
}

export interface WindowOps {
  /**
   * x [a…, n, b…] -> [a…, o, b…, size]. Element (…, i, …, t) is x at i · stride + t · dilation along `axis`; o is the
   * number of windows that fit into n.
   */
  readonly window: Structural;
  /**
   * The adjoint, [a…, o, b…, size] -> [a…, length, b…]. Element p is the sum of all elements (…, i, …, t) with
   * i · stride + t · dilation = p + start.
   */
  readonly fold: Structural;
}

/** The records of `window` and `fold`. Each is the gradient of the other. */
export function windowOps(feature: Feature): WindowOps {
  const ops: WindowOps = featured(feature, {
    window: {
      arity: 1,
      movement: true,
      linear: true,
      infer: inferWindow,
      vjp: (b, { inputs: [x], attributes }, dy) => {
        const { axis, stride, dilation } = windowOf(attributes);
        return [b.apply(ops.fold, [dy], { axis, start: 0, length: x!.shape[axis]!, stride, dilation })];
      },
    },
    fold: {
      arity: 1,
      movement: false,
      linear: true,
      infer: inferFold,
      vjp: (b, { inputs: [x], attributes }, dy) => {
        const { axis, stride, dilation } = foldOf(attributes);
        const size = x!.shape.at(-1)!;
        return [b.apply(ops.window, [unfolded(b, x!, foldOf(attributes), dy)], { axis, size, stride, dilation })];
      },
    },
  });
  return ops;
}

/** The family of a `window` or `fold` record. */
export function windowOpsOf(primitive: Primitive): WindowOps {
  return (primitive as Structural).family as unknown as WindowOps;
}

function inferWindow([x]: readonly Value[], attributes: Attributes): Result {
  const { axis, size, stride, dilation } = windowOf(attributes);
  checkAxes("window", x!, [axis]);
  if (![size, stride, dilation].every((count) => Number.isInteger(count) && count > 0)) {
    throw new ArgumentError(`window was given size ${JSON.stringify(size)}, stride ${stride}, dilation ${dilation}`, {
      rule: "Each must be an integer of at least 1.",
    });
  }
  const length = x!.shape[axis]!;
  const reach = (size - 1) * dilation + 1;
  if (reach > length) {
    throw new ShapeError(`a window of size ${size} and dilation ${dilation} does not fit into ${length} elements`, {
      operands: operandsOf([x!], ["x"]),
      rule: `It spans ${reach} elements of axis ${axis}.`,
      fix: "Pad the axis or use a smaller window.",
    });
  }
  const count = Math.floor((length - reach) / stride) + 1;
  return { shape: [...x!.shape.map((each, i) => (i === axis ? count : each)), size], dtype: x!.dtype };
}

/** Attributes of `fold`, which returns the elements start … start + length - 1 along `axis`. */
export interface FoldAttributes {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly stride: number;
  readonly dilation: number;
}

export function foldOf(attributes: Attributes): FoldAttributes {
  const [axis, start, length] = ["axis", "start", "length"].map((name) => numberOf(attributes, name));
  const [stride, dilation] = [numberOf(attributes, "stride"), numberOf(attributes, "dilation")];
  return { axis: axis!, start: start!, length: length!, stride, dilation };
}

function inferFold([x]: readonly Value[], attributes: Attributes): Result {
  const { axis, start, length, stride, dilation } = foldOf(attributes);
  const last = x!.shape.length - 1;
  checkAxes("fold", x!, last > axis ? [axis] : [axis, last]);
  const natural = [start, length].every((count) => Number.isInteger(count) && count >= 0);
  if (!natural || ![stride, dilation].every((count) => Number.isInteger(count) && count > 0)) {
    throw new ArgumentError(`fold was given start ${start}, length ${length}, stride ${stride}, dilation ${dilation}`, {
      rule: "Each must be an integer, stride and dilation at least 1.",
    });
  }
  return { shape: x!.shape.slice(0, -1).map((each, i) => (i === axis ? length : each)), dtype: x!.dtype };
}

/** Pads and crops the gradient to the elements covered by the windows; it is zero outside of the kept elements. */
function unfolded<V extends Value>(b: Build<V>, x: V, fold: FoldAttributes, dy: V): V {
  const { axis, start, length, stride, dilation } = fold;
  const size = x.shape.at(-1)!;
  const reach = Math.max(0, x.shape[axis]! - 1) * stride + (size - 1) * dilation + 1;
  const along = (amount: number) => dy.shape.map((_, i) => (i === axis ? amount : 0));
  const padded = b.pad(dy, along(start), along(Math.max(0, reach - start - length)));
  return b.slice(
    padded,
    along(0),
    padded.shape.map((each, i) => (i === axis ? reach : each)),
    padded.shape.map(() => 1),
  );
}
