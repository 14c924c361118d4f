/** Elementwise operations that change the element type. */
import { type DType, isFloat } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import type { Register, Scalar } from "../base/scalar.ts";
import { dtypeOf } from "./checks.ts";
import { every, numeric, unary } from "./elementwise.ts";
import type { Attributes } from "./primitive.ts";

export const conversions = unary({
  /**
   * Conversion of the element type. To i32 or u8: rounds toward zero, saturates, and turns NaN into 0. To bool: true if
   * not zero.
   */
  cast: {
    dtypes: every,
    result: dtypeOf,
    domain: [-1000, 1000],
    ulps: 0.5,
    linear: true,
    program: convert,
    value: (x, _, dtype) => convertValue(x, dtype),
    vjp: (_, dy, x, y) => (isFloat(x.dtype) && isFloat(y.dtype) ? dy : null),
  },
  /** Reinterprets the 32 bits of f32 as i32, or of i32 as f32. */
  bitcast: {
    dtypes: numeric,
    result: otherType,
    domain: [1, 1000],
    ulps: 0,
    program: (s, x) => (x.type === "f32" ? s.asInteger(x) : s.asFloat(x)),
    value: (x, _, dtype) => reinterpret(x, dtype),
    vjp: () => null,
  },
});

function convert<R extends Register>(s: Scalar<R>, x: R, attributes: Attributes): R {
  switch (dtypeOf(attributes)) {
    case "f32":
      return x.type === "f32" ? x : s.toFloat(x);
    case "i32":
      return x.type === "i32" ? x : s.toInteger(x);
    case "u8":
      return s.max(s.min(x.type === "i32" ? x : s.toInteger(x), s.integer(255)), s.integer(0));
    case "bool":
      return x.type === "bool" ? x : s.toBool(x);
  }
}

function convertValue(x: number, dtype: DType): number {
  if (dtype === "f32") return x;
  if (dtype === "bool") return Number(x !== 0);
  const [low, high] = dtype === "u8" ? [0, 255] : [-(2 ** 31), 2 ** 31 - 1];
  return Number.isNaN(x) ? 0 : Math.max(low, Math.min(high, Math.trunc(x)));
}

function otherType(attributes: Attributes, operand: DType): DType {
  const target = dtypeOf(attributes);
  if (target === (operand === "f32" ? "i32" : "f32")) return target;
  throw new ArgumentError(`bitcast cannot convert ${operand} to ${target}`, {
    rule: "It converts f32 to i32, or i32 to f32.",
  });
}

function reinterpret(x: number, target: DType): number {
  const view = new DataView(new ArrayBuffer(4));
  if (target === "i32") {
    view.setFloat32(0, x);
    return view.getInt32(0);
  }
  view.setInt32(0, x);
  return view.getFloat32(0);
}
