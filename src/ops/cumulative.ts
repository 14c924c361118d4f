/** Running sums along an axis. */
import { checkAxes, checkDType, numberOf } from "./checks.ts";
import { numeric } from "./elementwise.ts";
import { structural } from "./structural.ts";

export const cumulativeOps = /* @__PURE__ */ structural({
  /** Element i is the sum of x up to i: with `exclusive` without x[i] itself, with `reverse` from the last one on. */
  cumulativeSum: {
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
  },
});
