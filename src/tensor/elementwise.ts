/** The elementwise methods of a tensor. Operands broadcast, and a number takes the tensor's element type. */
import { type DType, checkElementType } from "../base/dtype.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import { type PrimitiveName, primitives } from "../ops/index.ts";
import { Lazy, nodeOf } from "./lazy.ts";
import { constantOf, meet, toFloat } from "./operand.ts";
import type { Tensor } from "./tensor.ts";

/** What may stand beside a tensor. */
export type TensorLike = Tensor | number;

export abstract class Elementwise extends Lazy {
  add(other: TensorLike): Tensor {
    return this.binary("add", other);
  }
  sub(other: TensorLike): Tensor {
    return this.binary("sub", other);
  }
  mul(other: TensorLike): Tensor {
    return this.binary("mul", other);
  }
  /** Integers round towards zero, and give 0 where they are divided by 0. */
  div(other: TensorLike): Tensor {
    return this.binary("div", other);
  }
  pow(other: TensorLike): Tensor {
    return this.binary("pow", other);
  }
  /** The remainder, with the divisor's sign as in Python; exact for quotients of any size. An integer modulo 0 is itself. */
  mod(other: TensorLike): Tensor {
    return this.binary("mod", other);
  }
  /** The larger of both; NaN where either is NaN. */
  maximum(other: TensorLike): Tensor {
    return this.binary("max", other, "maximum");
  }
  /** The smaller of both; NaN where either is NaN. */
  minimum(other: TensorLike): Tensor {
    return this.binary("min", other, "minimum");
  }
  /** other - this */
  rsub(other: TensorLike): Tensor {
    const [x, y] = this.operands(other, "rsub");
    return this.wrap(build.sub(y, x));
  }
  /** other / this */
  rdiv(other: TensorLike): Tensor {
    const [x, y] = this.operands(other, "rdiv");
    return this.wrap(build.div(y, x));
  }

  /** Comparisons give bool, and false where either is NaN, save `notEqual`. */
  less(other: TensorLike): Tensor {
    return this.binary("less", other);
  }
  lessEqual(other: TensorLike): Tensor {
    const [x, y] = this.operands(other, "lessEqual");
    return this.wrap(lessEqual(x, y));
  }
  greater(other: TensorLike): Tensor {
    const [x, y] = this.operands(other, "greater");
    return this.wrap(build.less(y, x));
  }
  greaterEqual(other: TensorLike): Tensor {
    const [x, y] = this.operands(other, "greaterEqual");
    return this.wrap(lessEqual(y, x));
  }
  equal(other: TensorLike): Tensor {
    return this.binary("equal", other);
  }
  notEqual(other: TensorLike): Tensor {
    const [x, y] = this.operands(other, "notEqual");
    return this.wrap(build.not(build.equal(x, y)));
  }

  /** Of bools; bitwise of integers. */
  and(other: TensorLike): Tensor {
    return this.binary("and", other);
  }
  or(other: TensorLike): Tensor {
    return this.binary("or", other);
  }
  xor(other: TensorLike): Tensor {
    return this.binary("xor", other);
  }
  not(): Tensor {
    return this.wrap(build.not(this.node));
  }
  /** i32, by `count` modulo 32. */
  shiftLeft(count: TensorLike): Tensor {
    return this.binary("shiftLeft", count);
  }
  /** i32, by `count` modulo 32; the sign is kept. */
  shiftRight(count: TensorLike): Tensor {
    return this.binary("shiftRightArithmetic", count, "shiftRight");
  }
  /** i32, by `count` modulo 32; zeros come in. */
  shiftRightLogical(count: TensorLike): Tensor {
    return this.binary("shiftRightLogical", count);
  }

  neg(): Tensor {
    return this.wrap(build.neg(this.node));
  }
  abs(): Tensor {
    return this.wrap(build.abs(this.node));
  }
  square(): Tensor {
    return this.wrap(build.mul(this.node, this.node));
  }
  exp(): Tensor {
    return this.unary("exp");
  }
  log(): Tensor {
    return this.unary("log");
  }
  /** exp(x) - 1, to the last digits near 0 too. */
  expm1(): Tensor {
    return this.unary("expm1");
  }
  /** log(1 + x), to the last digits near 0 too. */
  log1p(): Tensor {
    return this.unary("log1p");
  }
  sqrt(): Tensor {
    return this.unary("sqrt");
  }
  sin(): Tensor {
    return this.unary("sin");
  }
  cos(): Tensor {
    return this.unary("cos");
  }
  tanh(): Tensor {
    return this.unary("tanh");
  }
  erf(): Tensor {
    return this.unary("erf");
  }
  floor(): Tensor {
    return this.unary("floor");
  }
  reciprocal(): Tensor {
    return this.wrap(build.div(one(), toFloat(this.node)));
  }
  rsqrt(): Tensor {
    return this.wrap(build.div(one(), build.sqrt(toFloat(this.node))));
  }

  /** max(x, 0), with gradient 0 at 0; NaN stays NaN. */
  relu(): Tensor {
    return this.positive("relu", zeroLike(this.node));
  }
  /** x where it is positive, slope * x elsewhere (Maas et al., 2013). */
  leakyRelu(slope = 0.01): Tensor {
    return this.positive("leakyRelu", this.mul(slope).node);
  }
  /** x where it is positive, exp(x) - 1 elsewhere (Clevert et al., 2015). */
  elu(): Tensor {
    const x = toFloat(this.node);
    // What is not chosen is computed of 0: the exponential of a large number would be infinite.
    return this.positive(
      "elu",
      build.apply(primitives.expm1, [build.where(lessEqual(x, zeroLike(x)), x, zeroLike(x))]),
    );
  }
  /** 1 / (1 + exp(-x)). */
  sigmoid(): Tensor {
    return this.unary("sigmoid");
  }
  /** x * sigmoid(x) (Elfwing et al., 2017). */
  silu(): Tensor {
    return this.mul(this.sigmoid()).called("silu", this.node);
  }
  /** x * Φ(x), by erf (Hendrycks and Gimpel, 2016). */
  gelu(): Tensor {
    return this.mul(this.mulFloat(Math.SQRT1_2).erf().add(1).mul(0.5)).called("gelu", this.node);
  }
  /** log(1 + exp(x)). */
  softplus(): Tensor {
    return this.unary("softplus");
  }
  /** No less than `low` and no more than `high`; either may be undefined. At both the gradient passes. */
  clamp(low: number | undefined, high?: number): Tensor {
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
  cast(dtype: DType): Tensor {
    checkElementType(dtype, "cast");
    return this.wrap(build.cast(this.node, dtype));
  }
  /** The same 32 bits as i32 or f32. */
  bitcast(dtype: DType): Tensor {
    return this.wrap(build.apply(primitives.bitcast, [this.node], { dtype }));
  }
  /** The same value, through which no gradient flows. */
  detach(): Tensor {
    return this.wrap(build.detach(this.node));
  }

  /** Both operands in the element type in which they meet. */
  protected operands(other: TensorLike, method: string): [Node, Node] {
    if (typeof other === "number") return [this.node, constantOf(other, this.dtype, method)];
    return meet(this.node, nodeOf(other, method, "a tensor or a number"));
  }

  private binary(op: PrimitiveName, other: TensorLike, method: string = op): Tensor {
    return this.wrap(build.apply(primitives[op], this.operands(other, method)));
  }

  private unary(op: PrimitiveName): Tensor {
    return this.wrap(build.apply(primitives[op], [toFloat(this.node)]));
  }

  private mulFloat(factor: number): Tensor {
    return this.wrap(build.mul(toFloat(this.node), build.constant(factor, "f32")));
  }

  /** x where it is positive or NaN, `otherwise` elsewhere. */
  private positive(method: string, otherwise: Node): Tensor {
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
