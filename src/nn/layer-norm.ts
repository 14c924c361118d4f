/** Layer normalization: each example is brought to mean 0 and variance 1 by itself. */
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { constant, zeros } from "./initializers.ts";
import { checkTrailing, trailingShape } from "./trailing.ts";

export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Learn a factor and a summand for each feature. Default true. */
  readonly affine?: boolean;
  /** Learn the summand, where `affine`. Default true. */
  readonly bias?: boolean;
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias over the last axes, which have the shape `features` (a number for
 * one axis), as weight and bias do: [..., ...features] -> the same (Ba et al., 2016). The variance divides by n.
 */
export class LayerNorm extends Module {
  static override readonly name: string = "LayerNorm";
  readonly features: Shape;
  readonly epsilon: number;
  readonly weight: Param | null;
  readonly bias: Param | null;

  constructor(features: number | Shape, options: LayerNormOptions = {}) {
    super();
    const {
      epsilon = 1e-5,
      affine = true,
      bias = true,
    } = readOptions("LayerNorm", options, { epsilon: "number", affine: "boolean", bias: "boolean" });
    this.features = trailingShape("LayerNorm", features);
    this.epsilon = epsilon;
    this.weight = affine ? new Param(this.features, constant(1)) : null;
    this.bias = affine && bias ? new Param(this.features, zeros()) : null;
  }

  /** Throws a ShapeError unless the last axes of `x` are the features. */
  forward(x: Tensor): Tensor {
    const axes = checkTrailing(this, x, this.features);
    const centered = x.sub(x.mean(axes, { keepDims: true }));
    const normal = centered.mul(centered.square().mean(axes, { keepDims: true }).add(this.epsilon).rsqrt());
    const scaled = this.weight === null ? normal : normal.mul(this.weight);
    return this.bias === null ? scaled : scaled.add(this.bias);
  }

  override toString(): string {
    return `LayerNorm(${this.features.join(", ")})`;
  }
}
