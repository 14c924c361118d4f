/** Positional encodings: attention ignores the order of its inputs, so their positions are added to their features. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { checkCounts, noMore, readOptions } from "../base/options.ts";
import { type Initializer, Module, Param, Tensor, iota } from "../tensor/index.ts";
import { given } from "./given.ts";
import { normal } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/**
 * Sinusoidal positional encodings, f32 [length, features] (Vaswani et al., 2017). At position p, feature 2i is sin(p /
 * 10000^(2i / features)) and feature 2i + 1 is the cosine of the same angle. Throws an ArgumentError unless both sizes
 * are integers of at least 1. Angles are computed in f64, because f32 would be inexact at large positions.
 */
export function sinusoidalPositions(length: number, features: number): Tensor {
  checkCounts("sinusoidalPositions", { length, features }, 1);
  const values = new Float32Array(length * features);
  for (let feature = 0; feature < features; feature++) {
    const frequency = 10000 ** ((-2 * Math.floor(feature / 2)) / features);
    const wave = feature % 2 === 0 ? Math.sin : Math.cos;
    for (let position = 0; position < length; position++) {
      values[position * features + feature] = wave(position * frequency);
    }
  }
  return Tensor.from(values, [length, features]);
}

/** Adds sinusoidal positional encodings, `sinusoidalPositions`: [..., length, features] -> the same shape. */
export class SinusoidalEncoding extends Module {
  static override readonly name: string = "SinusoidalEncoding";
  constructor(...rest: never[]) {
    super();
    noMore("SinusoidalEncoding", rest);
  }

  /** Throws a ShapeError unless `x` has at least 2 axes. */
  forward(x: Tensor): Tensor {
    const [length, features] = lastTwo("SinusoidalEncoding", x);
    return x.add(sinusoidalPositions(length, features));
  }
}

/**
 * Adds learned positional encodings: [..., length, features] -> the same shape (Gehring et al., 2017). The option
 * `weight` is an initializer; by default, encodings are drawn from the standard normal distribution. Throws an
 * ArgumentError unless both sizes are integers of at least 1.
 */
export class LearnedEncoding extends Module {
  static override readonly name: string = "LearnedEncoding";
  /** Encodings, f32 [maximumLength, features], one row per position. */
  readonly weight: Param;

  constructor(maximumLength: number, features: number, options: { readonly weight?: Initializer } = {}) {
    super();
    const { weight = normal(0, 1) } = readOptions("LearnedEncoding", options, { weight: "function" });
    checkSizes("LearnedEncoding", { maximumLength, features });
    this.weight = new Param([maximumLength, features], weight);
  }

  /**
   * `start`, i32 [], is the position of the first row of `x`, as in decoding with a cache; the default is 0. Throws a
   * ShapeError unless `x` has `features` features and at most `maximumLength` positions. If positions that begin at
   * `start` exceed `maximumLength`, reading the result rejects with a FaultError.
   */
  forward(x: Tensor, start?: Tensor): Tensor {
    const [length, features] = lastTwo("LearnedEncoding", x);
    const [maximumLength, own] = this.weight.shape as [number, number];
    if (features === own && length <= maximumLength) {
      return x.add(start === undefined ? this.weight.slice([0, length]) : this.weight.take(iota(length).add(start)));
    }
    throw new ShapeError(`${String(this)} cannot encode this shape`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weight.node, "weight")],
      rule: `x must have ${own} features and at most ${maximumLength} positions.`,
    });
  }

  override toString(): string {
    return `LearnedEncoding(${this.weight.shape.join(", ")})`;
  }
}

function lastTwo(layer: string, x: Tensor): [length: number, features: number] {
  const [features, length] = [given(x, layer).shape.at(-1), x.shape.at(-2)];
  if (length !== undefined && features !== undefined) return [length, features];
  throw new ShapeError(`${layer} requires at least 2 axes`, {
    operands: [operandOf(x.node, "x")],
    rule: "x must have the shape [..., length, features].",
  });
}
