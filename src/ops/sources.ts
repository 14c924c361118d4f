/** Operations without inputs. The values of `input` and `training` are supplied when a graph runs. */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { dtypeOf, numberOf } from "./checks.ts";
import { structural } from "./structural.ts";

const source = { arity: 0, movement: false, linear: false, vjp: () => [] } as const;

export const sources = structural({
  input: {
    ...source,
    infer: () => {
      throw new Error("use the builder's `input`, which declares the shape");
    },
  },
  /** A scalar constant, the attribute `value` as `dtype`. */
  const: {
    ...source,
    infer: (_, attributes) => ({ shape: [], dtype: dtypeOf(attributes) }),
  },
  /** The integers 0, 1, …, length - 1, i32. */
  iota: {
    ...source,
    infer: (_, attributes) => {
      const length = numberOf(attributes, "length");
      if (Number.isInteger(length) && length >= 0) return { shape: [length], dtype: "i32" };
      throw new ArgumentError(`iota cannot have length ${shown(length)}`, {
        rule: "length must be an integer of at least 0.",
      });
    },
  },
  /** True in training mode; a bool scalar. */
  training: {
    ...source,
    infer: () => ({ shape: [], dtype: "bool" }),
  },
});
