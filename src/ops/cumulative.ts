/** Running sums along an axis. */
import { sizeOf } from "../base/shape.ts";
import { checkAxes, checkDType, numberOf } from "./checks.ts";
import { numeric } from "./elementwise.ts";
import { structural } from "./structural.ts";

export const cumulativeOps = structural({
  /** Element i is the sum of x up to i: with `exclusive` without x[i] itself, with `reverse` from the last one on. */
  cumulativeSum: {
    byPart: true,
    arity: 1,
    movement: false,
    linear: true,
    infer: ([x], attributes) => {
      checkDType("cumulativeSum", x!, "x", numeric);
      checkAxes("cumulativeSum", x!, [numberOf(attributes, "axis")]);
      return { shape: x!.shape, dtype: x!.dtype };
    },
    vjp: (b, { attributes }, dy) => {
      const { axis, reverse, exclusive } = attributes as { axis: number; reverse: boolean; exclusive: boolean };
      return [b.cumulativeSum(dy, axis, !reverse, exclusive)];
    },
    evaluate: ([x], attributes) => {
      const { axis, reverse, exclusive } = attributes as { axis: number; reverse: boolean; exclusive: boolean };
      const { shape, data } = x!;
      const [length, width] = [shape[axis]!, sizeOf(shape.slice(axis + 1))];
      const result = new Float64Array(data.length);
      for (let row = 0; row < data.length / Math.max(1, length); row++) {
        const start = Math.floor(row / width) * length * width + (row % width);
        let sum = 0;
        for (let i = 0; i < length; i++) {
          const at = start + (reverse ? length - 1 - i : i) * width;
          if (exclusive) result[at] = sum;
          sum += data[at]!;
          if (!exclusive) result[at] = sum;
        }
      }
      return result;
    },
  },
});
