/**
 * The elementwise methods of a tensor. Operands broadcast as in NumPy, and a number takes the tensor's element type.
 */
import { type DType, checkElementType } from "../../base/dtype.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { type PrimitiveName, primitives } from "../../ops/index.ts";
import { Lazy, nodeOf } from "./lazy.ts";
import { constantOf, toCommonType, toFloat } from "./operand.ts";

/**
 * Elementwise methods. Each returns a new tensor of the broadcast shape. Operands of different element types are
 * converted to the wider one (bool < u8 < i32 < f32); a number takes the tensor's type and must be representable in it.
 * Methods throw a ShapeError if shapes do not broadcast, and a DTypeError for an unsupported element type.
 */
export abstract class Elementwise<T extends Elementwise<T>> extends Lazy {
  /** Returns a tensor computed by `node`. */
  protected abstract wrap(node: Node): T;

  /** Returns `this + other`, elementwise with broadcasting. f32 and i32; i32 wraps on overflow. */
  add(other: T | number): T {
    return this.binary("add", other);
  }
  /** Returns `this - other`, elementwise with broadcasting. f32 and i32; i32 wraps on overflow. */
  sub(other: T | number): T {
    return this.binary("sub", other);
  }
  /** Returns `this * other`, elementwise with broadcasting. f32 and i32; i32 wraps on overflow. */
  mul(other: T | number): T {
    return this.binary("mul", other);
  }
  /**
   * Returns `this / other`, elementwise with broadcasting. i32 division rounds toward zero and returns 0 for a divisor
   * of 0. Convert with `cast("f32")` first for true division.
   */
  div(other: T | number): T {
    return this.binary("div", other);
  }
  /**
   * Returns `this` raised to the power `other`, elementwise with broadcasting, for f32 only. A negative base with a
   * fractional exponent is NaN; pow(x, 0) and pow(1, y) are 1.
   */
  pow(other: T | number): T {
    return this.binary("pow", other);
  }
  /**
   * Returns the remainder of `this / other` with the sign of the divisor, as in Python and torch.remainder. f32 and
   * i32; an i32 modulo 0 is unchanged.
   */
  mod(other: T | number): T {
    return this.binary("mod", other);
  }
  /**
   * Returns the elementwise maximum of both operands; NaN if either is NaN. f32, i32 and u8. For the maximum along an
   * axis, use `max`.
   */
  maximum(other: T | number): T {
    return this.binary("max", other, "maximum");
  }
  /**
   * Returns the elementwise minimum of both operands; NaN if either is NaN. f32, i32 and u8. For the minimum along an
   * axis, use `min`.
   */
  minimum(other: T | number): T {
    return this.binary("min", other, "minimum");
  }
  /** Returns `other - this`. */
  rsub(other: T | number): T {
    const [x, y] = this.operands(other, "rsub");
    return this.wrap(build.sub(y, x));
  }
  /** Returns `other / this`. */
  rdiv(other: T | number): T {
    const [x, y] = this.operands(other, "rdiv");
    return this.wrap(build.div(y, x));
  }

  /** Returns `this < other` as a bool tensor; false if either is NaN. f32, i32 and u8. */
  less(other: T | number): T {
    return this.binary("less", other);
  }
  /** Returns `this <= other` as a bool tensor; false if either is NaN. */
  lessEqual(other: T | number): T {
    const [x, y] = this.operands(other, "lessEqual");
    return this.wrap(lessEqual(x, y));
  }
  /** Returns `this > other` as a bool tensor; false if either is NaN. */
  greater(other: T | number): T {
    const [x, y] = this.operands(other, "greater");
    return this.wrap(build.less(y, x));
  }
  /** Returns `this >= other` as a bool tensor; false if either is NaN. */
  greaterEqual(other: T | number): T {
    const [x, y] = this.operands(other, "greaterEqual");
    return this.wrap(lessEqual(y, x));
  }
  /** Returns `this == other` as a bool tensor; false if either is NaN. All element types. */
  equal(other: T | number): T {
    return this.binary("equal", other);
  }
  /** Returns `this != other` as a bool tensor; true if either is NaN. All element types. */
  notEqual(other: T | number): T {
    const [x, y] = this.operands(other, "notEqual");
    return this.wrap(build.not(build.equal(x, y)));
  }

  /** Returns the logical AND of bool tensors, or the bitwise AND of i32 tensors. */
  and(other: T | number): T {
    return this.binary("and", other);
  }
  /** Returns the logical OR of bool tensors, or the bitwise OR of i32 tensors. */
  or(other: T | number): T {
    return this.binary("or", other);
  }
  /** Returns the logical XOR of bool tensors, or the bitwise XOR of i32 tensors. */
  xor(other: T | number): T {
    return this.binary("xor", other);
  }
  /** Returns the logical NOT of a bool tensor, or the bitwise NOT of an i32 tensor. */
  not(): T {
    return this.wrap(build.not(this.node));
  }
  /** Shifts i32 elements left by `count` modulo 32 bits. */
  shiftLeft(count: T | number): T {
    return this.binary("shiftLeft", count);
  }
  /** Shifts i32 elements right by `count` modulo 32 bits and keeps the sign (arithmetic shift). */
  shiftRight(count: T | number): T {
    return this.binary("shiftRightArithmetic", count, "shiftRight");
  }
  /** Shifts i32 elements right by `count` modulo 32 bits and fills with zeros (logical shift). */
  shiftRightLogical(count: T | number): T {
    return this.binary("shiftRightLogical", count);
  }

  /** Returns -x. */
  neg(): T {
    return this.wrap(build.neg(this.node));
  }
  /** Returns |x|. The gradient at 0 is 0. */
  abs(): T {
    return this.wrap(build.abs(this.node));
  }
  /** Returns x * x. */
  square(): T {
    return this.wrap(build.mul(this.node, this.node));
  }
  /** Returns e^x, as f32. */
  exp(): T {
    return this.unary("exp");
  }
  /** Returns the natural logarithm, as f32: -infinity at 0, NaN below 0. */
  log(): T {
    return this.unary("log");
  }
  /** Returns exp(x) - 1, as f32, accurate near 0. */
  expm1(): T {
    return this.unary("expm1");
  }
  /** Returns log(1 + x), as f32, accurate near 0. */
  log1p(): T {
    return this.unary("log1p");
  }
  /** Returns √x, as f32: NaN below 0. The gradient at 0 is infinite. */
  sqrt(): T {
    return this.unary("sqrt");
  }
  /** Returns sin(x), as f32, for x in radians. */
  sin(): T {
    return this.unary("sin");
  }
  /** Returns cos(x), as f32, for x in radians. */
  cos(): T {
    return this.unary("cos");
  }
  /** Returns tanh(x), as f32. */
  tanh(): T {
    return this.unary("tanh");
  }
  /** Returns the error function of x, as f32. */
  erf(): T {
    return this.unary("erf");
  }
  /** Rounds down to an integer, as f32. No gradient flows. */
  floor(): T {
    return this.unary("floor");
  }
  /** Returns 1 / x, as f32. */
  reciprocal(): T {
    return this.wrap(build.div(one(), toFloat(this.node)));
  }
  /** Returns 1 / √x, as f32. */
  rsqrt(): T {
    return this.wrap(build.div(one(), build.sqrt(toFloat(this.node))));
  }

  /** Returns max(x, 0). The gradient at 0 is 0; NaN stays NaN. */
  relu(): T {
    return this.positive("relu", zeroLike(this.node));
  }
  /** Returns x if x > 0, else slope * x (Maas et al., 2013). `slope` defaults to 0.01. */
  leakyRelu(slope = 0.01): T {
    return this.positive("leakyRelu", this.mul(slope).node);
  }
  /** Returns x if x > 0, else exp(x) - 1 (Clevert et al., 2015). */
  elu(): T {
    const x = toFloat(this.node);
    // The branch not taken is computed from 0: the exponential of a large x would be infinite, and its gradient NaN.
    return this.positive(
      "elu",
      build.apply(primitives.expm1, [build.where(lessEqual(x, zeroLike(x)), x, zeroLike(x))]),
    );
  }
  /** Returns 1 / (1 + exp(-x)), as f32. */
  sigmoid(): T {
    return this.unary("sigmoid");
  }
  /** Returns x * sigmoid(x) (Elfwing et al., 2017). */
  silu(): T {
    return this.mul(this.sigmoid()).called("silu", this.node);
  }
  /** Returns x * Φ(x), exactly by erf and not by the tanh approximation (Hendrycks and Gimpel, 2016). */
  gelu(): T {
    return this.mul(this.mulFloat(Math.SQRT1_2).erf().add(1).mul(0.5)).called("gelu", this.node);
  }
  /** Returns log(1 + exp(x)), as f32, without overflow. */
  softplus(): T {
    return this.unary("softplus");
  }
  /**
   * Limits x to [low, high]. Either bound may be undefined, meaning no limit. The gradient is 1 inside and at the
   * bounds, and 0 outside.
   */
  clamp(low: number | undefined, high?: number): T {
    const bound = (limit: number) => constantOf(limit, this.dtype, "clamp");
    // Not as minimum and maximum: at a bound, where both operands are equal, they would pass only half of the gradient.
    const raised = (x: Node) => (low === undefined ? x : build.where(build.less(x, bound(low)), bound(low), x));
    const lowered = (x: Node) => (high === undefined ? x : build.where(build.less(bound(high), x), bound(high), x));
    return this.wrap(lowered(raised(this.node)));
  }

  /**
   * Converts to another element type. f32 to integer rounds toward zero and saturates, and NaN becomes 0; i32 to u8
   * saturates at 0 and 255; to bool, every value other than 0 is true. Gradients flow through f32 to f32 only.
   */
  cast(dtype: DType): T {
    checkElementType(dtype, "cast");
    return this.wrap(build.cast(this.node, dtype));
  }
  /** Reinterprets the 32 bits of each element as i32 or f32. No gradient flows. */
  bitcast(dtype: DType): T {
    return this.wrap(build.apply(primitives.bitcast, [this.node], { dtype }));
  }
  /** Returns the same value as a constant for gradients, like torch.Tensor.detach. */
  detach(): T {
    return this.wrap(build.detach(this.node));
  }

  /** Returns both operands, converted to their common element type. */
  protected operands(other: T | number, method: string): [Node, Node] {
    if (typeof other === "number") return [this.node, constantOf(other, this.dtype, method)];
    return toCommonType(this.node, nodeOf(other, method, "a tensor or a number"));
  }

  private binary(op: PrimitiveName, other: T | number, method: string = op): T {
    return this.wrap(build.apply(primitives[op], this.operands(other, method)));
  }

  private unary(op: PrimitiveName): T {
    return this.wrap(build.apply(primitives[op], [toFloat(this.node)]));
  }

  private mulFloat(factor: number): T {
    return this.wrap(build.mul(toFloat(this.node), build.constant(factor, "f32")));
  }

  /** Returns x where it is positive or NaN, `otherwise` elsewhere. */
  private positive(method: string, otherwise: Node): T {
    const [x, y] = toCommonType(this.node, otherwise);
    return this.wrap(build.where(lessEqual(this.node, zeroLike(this.node)), y, x)).called(method, this.node);
  }
}

function lessEqual(x: Node, y: Node): Node {
  return build.or(build.less(x, y), build.equal(x, y));
}

function one(): Node {
  return build.constant(1, "f32");
}

function zeroLike(x: Node): Node {
  return build.constant(0, x.dtype);
}
