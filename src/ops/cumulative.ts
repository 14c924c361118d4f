/** Cumulative sums along an axis. */
import { checkAxes, checkDType, numberOf } from "./checks.ts";
import { numeric } from "./elementwise.ts";
import type { Feature, Structural } from "./primitive.ts";
import { featured } from "./structural.ts";

export function cumulativeOps(feature: Feature): { readonly cumulativeSum: Structural } {
  const ops: { readonly cumulativeSum: Structural } = featured(feature, {
    /** Element i is x[0] + … + x[i]. `exclusive` leaves out x[i]; `reverse` sums from the last element to i. */
    cumulativeSum: {
      arity: 1,
      movement: false,
      linear: true,
      infer: ([x], attributes) => {
        checkDType("cumulativeSum", x!, "x", numeric);
        checkAxes("cumulativeSum", x!, [numberOf(attributes, "axis")]);
        return { shape: x!.shape, dtype: x!.dtype };
      },
      vjp: (b, { attributes }, dy) => [
        b.apply(ops.cumulativeSum, [dy], { ...attributes, reverse: !attributes["reverse"] }),
      ],
    },
  });
  return ops;
}
