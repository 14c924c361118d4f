/** Sliding windows: what convolution and pooling read, as a view that repeats elements. */
import type { Build, Value } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { stridesOf } from "../base/shape.ts";
import { checkAxes, numberOf, operandsOf } from "./checks.ts";
import type { Attributes, Result } from "./primitive.ts";
import { readStrided, structural } from "./structural.ts";

export interface WindowAttributes {
  readonly axis: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

function windowOf(attributes: Attributes): WindowAttributes {
  const [axis, size] = [numberOf(attributes, "axis"), numberOf(attributes, "size")];
  return { axis, size, stride: numberOf(attributes, "stride"), dilation: numberOf(attributes, "dilation") };
}

export const windowOps = structural({
  /**
   * x [a…, n, b…] -> [a…, o, b…, size]: element (…, i, …, t) is x at i · stride + t · dilation along `axis`, for as many
   * windows o as lie within n.
   */
  window: {
    arity: 1,
    movement: true,
    linear: true,
    infer: inferWindow,
    vjp: (b, { inputs: [x], attributes }, dy) => [sumWindows(b, x!, windowOf(attributes), dy)],
    evaluate: ([x], attributes, { shape }) => {
      const { axis, stride, dilation } = windowOf(attributes);
      const strides = stridesOf(x!.shape);
      const moved = strides.map((each, i) => (i === axis ? each * stride : each));
      return readStrided(x!.data, shape, [...moved, strides[axis]! * dilation]);
    },
  },
});

function inferWindow([x]: readonly Value[], attributes: Attributes): Result {
  const { axis, size, stride, dilation } = windowOf(attributes);
  checkAxes("window", x!, [axis]);
  if (![size, stride, dilation].every((count) => Number.isInteger(count) && count > 0)) {
    throw new ArgumentError(`window was given size ${size}, stride ${stride}, dilation ${dilation}`, {
      rule: "Each must be a whole number of at least 1.",
    });
  }
  const length = x!.shape[axis]!;
  const reach = (size - 1) * dilation + 1;
  if (reach > length) {
    throw new ShapeError(`window of ${size} elements, ${dilation} apart, does not fit into ${length}`, {
      operands: operandsOf([x!], ["x"]),
      rule: `It reaches over ${reach} elements of axis ${axis}.`,
      fix: "Pad the axis first, or take a smaller window.",
    });
  }
  const count = Math.floor((length - reach) / stride) + 1;
  return { shape: [...x!.shape.map((each, i) => (i === axis ? count : each)), size], dtype: x!.dtype };
}

/**
 * The adjoint: every element is the sum of what the windows over it were given. Written as a gather: for each tap t, the
 * gradients lie `stride` apart and t · dilation further on. Rows that are `dilation` longer than x, read again as rows of
 * x's length, are shifted by that much each, so that one sum over the taps remains.
 */
function sumWindows<V extends Value>(b: Build<V>, x: V, window: WindowAttributes, dy: V): V {
  const { axis, size, stride, dilation } = window;
  const rank = x.shape.length;
  const length = x.shape[axis]!;
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  const outer = others.map((i) => x.shape[i]!);
  const count = dy.shape[axis]!;
  const rows = spread(b, b.permute(dy, [...others, rank, axis]), stride);
  const used = (count - 1) * stride + 1;
  const padding = [...outer.map(() => 0), 0, length + dilation - used];
  const padded = b.pad(
    rows,
    padding.map(() => 0),
    padding,
  );
  const flat = b.reshape(padded, [...outer, size * (length + dilation)]);
  const cut = b.slice(
    flat,
    flat.shape.map(() => 0),
    [...outer, size * length],
    flat.shape.map(() => 1),
  );
  const sum = b.reduceSum(b.reshape(cut, [...outer, size, length]), [outer.length]);
  const back = x.shape.map((_, i) => (i === axis ? others.length : others.indexOf(i)));
  return b.permute(b.reshape(sum, [...outer, length]), back);
}

/** stride - 1 zeros between neighbours of the last axis. */
function spread<V extends Value>(b: Build<V>, x: V, stride: number): V {
  if (stride === 1) return x;
  const rank = x.shape.length;
  const count = x.shape[rank - 1]!;
  const before = new Array<number>(rank + 1).fill(0);
  const padded = b.pad(b.reshape(x, [...x.shape, 1]), before, [...before.slice(1), stride - 1]);
  const joined = b.reshape(padded, [...x.shape.slice(0, -1), count * stride]);
  const lengths = [...x.shape.slice(0, -1), (count - 1) * stride + 1];
  return b.slice(
    joined,
    lengths.map(() => 0),
    lengths,
    lengths.map(() => 1),
  );
}
