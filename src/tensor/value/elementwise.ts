/** The elementwise methods of a tensor. Operands broadcast, and a number takes the tensor's element type. */
import { type DType, checkElementType } from "../../base/dtype.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { type PrimitiveName, primitives } from "../../ops/index.ts";
import { Lazy, nodeOf } from "./lazy.ts";
import { constantOf, meet, toFloat } from "./operand.ts";

/** What may stand beside a tensor. */

export abstract class Elementwise<T extends Elementwise<T>> extends Lazy {
  /** A tensor computed by `node`. */
  protected abstract wrap(node: Node): T;

  add(other: T | number): T {
    return this.binary("add", other);
  }
  sub(other: T | number): T {
    return this.binary("sub", other);
  }
  mul(other: T | number): T {
    return this.binary("mul", other);
  }
  /** Integers round towards zero, and give 0 where they are divided by 0. */
  div(other: T | number): T {
    return this.binary("div", other);
  }
  pow(other: T | number): T {
    return this.binary("pow", other);
  }
  /** The remainder, with the divisor's sign as in Python; exact for quotients of any size. An integer modulo 0 is itself. */
  mod(other: T | number): T {
    return this.binary("mod", other);
  }
  /** The larger of both; NaN where either is NaN. */
  maximum(other: T | number): T {
    return this.binary("max", other, "maximum");
  }
  /** The smaller of both; NaN where either is NaN. */
  minimum(other: T | number): T {
    return this.binary("min", other, "minimum");
  }
  /** other - this */
  rsub(other: T | number): T {
    const [x, y] = this.operands(other, "rsub");
    return this.wrap(build.sub(y, x));
  }
  /** other / this */
  rdiv(other: T | number): T {
    const [x, y] = this.operands(other, "rdiv");
    return this.wrap(build.div(y, x));
  }

  /** Comparisons give bool, and false where either is NaN, save `notEqual`. */
  less(other: T | number): T {
    return this.binary("less", other);
  }
  lessEqual(other: T | number): T {
    const [x, y] = this.operands(other, "lessEqual");
    return this.wrap(lessEqual(x, y));
  }
  greater(other: T | number): T {
    const [x, y] = this.operands(other, "greater");
    return this.wrap(build.less(y, x));
  }
  greaterEqual(other: T | number): T {
    const [x, y] = this.operands(other, "greaterEqual");
    return this.wrap(lessEqual(y, x));
  }
  equal(other: T | number): T {
    return this.binary("equal", other);
  }
  notEqual(other: T | number): T {
    const [x, y] = this.operands(other, "notEqual");
    return this.wrap(build.not(build.equal(x, y)));
  }

  /** Of bools; bitwise of integers. */
  and(other: T | number): T {
    return this.binary("and", other);
  }
  or(other: T | number): T {
    return this.binary("or", other);
  }
  xor(other: T | number): T {
    return this.binary("xor", other);
  }
  not(): T {
    return this.wrap(build.not(this.node));
  }
  /** i32, by `count` modulo 32. */
  shiftLeft(count: T | number): T {
    return this.binary("shiftLeft", count);
  }
  /** i32, by `count` modulo 32; the sign is kept. */
  shiftRight(count: T | number): T {
    return this.binary("shiftRightArithmetic", count, "shiftRight");
  }
  /** i32, by `count` modulo 32; zeros come in. */
  shiftRightLogical(count: T | number): T {
    return this.binary("shiftRightLogical", count);
  }

  neg(): T {
    return this.wrap(build.neg(this.node));
  }
  abs(): T {
    return this.wrap(build.abs(this.node));
  }
  square(): T {
    return this.wrap(build.mul(this.node, this.node));
  }
  exp(): T {
    return this.unary("exp");
  }
  log(): T {
    return this.unary("log");
  }
  /** exp(x) - 1, to the last digits near 0 too. */
  expm1(): T {
    return this.unary("expm1");
  }
  /** log(1 + x), to the last digits near 0 too. */
  log1p(): T {
    return this.unary("log1p");
  }
  sqrt(): T {
    return this.unary("sqrt");
  }
  sin(): T {
    return this.unary("sin");
  }
  cos(): T {
    return this.unary("cos");
  }
  tanh(): T {
    return this.unary("tanh");
  }
  erf(): T {
    return this.unary("erf");
  }
  floor(): T {
    return this.unary("floor");
  }
  reciprocal(): T {
    return this.wrap(build.div(one(), toFloat(this.node)));
  }
  rsqrt(): T {
    return this.wrap(build.div(one(), build.sqrt(toFloat(this.node))));
  }

  /** max(x, 0), with gradient 0 at 0; NaN stays NaN. */
  relu(): T {
    return this.positive("relu", zeroLike(this.node));
  }
  /** x where it is positive, slope * x elsewhere (Maas et al., 2013). */
  leakyRelu(slope = 0.01): T {
    return this.positive("leakyRelu", this.mul(slope).node);
  }
  /** x where it is positive, exp(x) - 1 elsewhere (Clevert et al., 2015). */
  elu(): T {
    const x = toFloat(this.node);
    // What is not chosen is computed of 0: the exponential of a large number would be infinite.
    return this.positive(
      "elu",
      build.apply(primitives.expm1, [build.where(lessEqual(x, zeroLike(x)), x, zeroLike(x))]),
    );
  }
  /** 1 / (1 + exp(-x)). */
  sigmoid(): T {
    return this.unary("sigmoid");
  }
  /** x * sigmoid(x) (Elfwing et al., 2017). */
  silu(): T {
    return this.mul(this.sigmoid()).called("silu", this.node);
  }
  /** x * Φ(x), by erf (Hendrycks and Gimpel, 2016). */
  gelu(): T {
    return this.mul(this.mulFloat(Math.SQRT1_2).erf().add(1).mul(0.5)).called("gelu", this.node);
  }
  /** log(1 + exp(x)). */
  softplus(): T {
    return this.unary("softplus");
  }
  /** No less than `low` and no more than `high`; either may be undefined. At both the gradient passes. */
  clamp(low: number | undefined, high?: number): T {
    const bound = (limit: number) => constantOf(limit, this.dtype, "clamp");
    // Not by the larger or the smaller of two: a tie would pass one half.
    const raised = (x: Node) => (low === undefined ? x : build.where(build.less(x, bound(low)), bound(low), x));
    const lowered = (x: Node) => (high === undefined ? x : build.where(build.less(bound(high), x), bound(high), x));
    return this.wrap(lowered(raised(this.node)));
  }

  /**
   * f32 to integers rounds towards zero and saturates, NaN to 0; i32 to u8 saturates as well, at 0 and 255; to bool:
   * unequal to zero.
   */
  cast(dtype: DType): T {
    checkElementType(dtype, "cast");
    return this.wrap(build.cast(this.node, dtype));
  }
  /** The same 32 bits as i32 or f32. */
  bitcast(dtype: DType): T {
    return this.wrap(build.apply(primitives.bitcast, [this.node], { dtype }));
  }
  /** The same value, through which no gradient flows. */
  detach(): T {
    return this.wrap(build.detach(this.node));
  }

  /** Both operands in the element type in which they meet. */
  protected operands(other: T | number, method: string): [Node, Node] {
    if (typeof other === "number") return [this.node, constantOf(other, this.dtype, method)];
    return meet(this.node, nodeOf(other, method, "a tensor or a number"));
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

  /** x where it is positive or NaN, `otherwise` elsewhere. */
  private positive(method: string, otherwise: Node): T {
    const [x, y] = meet(this.node, otherwise);
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
