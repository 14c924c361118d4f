/** Sorting, which returns a permutation of indices. */
import { checkAxes, checkDType, numberOf } from "./checks.ts";
import { ordered } from "./elementwise.ts";
import type { Feature } from "./primitive.ts";
import { featured } from "./structural.ts";

export const sortingOps = (feature: Feature) =>
  featured(feature, {
    /** Indices that sort the elements along an axis, i32. The order is stable, and NaN counts as the largest. */
    argsort: {
      arity: 1,
      movement: false,
      linear: false,
      infer: ([x], attributes) => {
        checkDType("argsort", x!, "x", ordered);
        checkAxes("argsort", x!, [numberOf(attributes, "axis")]);
        return { shape: x!.shape, dtype: "i32" };
      },
      vjp: () => [null],
    },
  });
