/** Operations without inputs. `input` and `training` have their values from outside: whoever runs a graph supplies them. */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { dtypeOf, numberOf } from "./checks.ts";
import { structural } from "./structural.ts";

const source = { arity: 0, movement: false, linear: false, vjp: () => [] } as const;

export const sources = structural({
  input: {
    ...source,
    infer: () => {
      throw new Error("the builder's `input` declares the shape");
    },
  },
  /** A scalar: `value` as `dtype`. */
  const: {
    ...source,
    infer: (_, attributes) => ({ shape: [], dtype: dtypeOf(attributes) }),
  },
  /** 0, 1, …, length - 1 as i32. */
  iota: {
    ...source,
    infer: (_, attributes) => {
      const length = numberOf(attributes, "length");
      if (Number.isInteger(length) && length >= 0) return { shape: [length], dtype: "i32" };
      throw new ArgumentError(`iota cannot have length ${shown(length)}`, {
        rule: "A length is a whole number, at least 0.",
      });
    },
  },
  /** Whether the program trains, a bool. */
  training: {
    ...source,
    infer: () => ({ shape: [], dtype: "bool" }),
  },
});
