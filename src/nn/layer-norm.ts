/** Layer normalization: normalizes each example to mean 0 and variance 1. */
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { constant, zeros } from "./initializers.ts";
import { checkTrailing, trailingShape } from "./trailing.ts";

/** Options of `LayerNorm`. */
export interface LayerNormOptions {
  /** Number added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Learn a weight and a bias for each feature. Default true. */
  readonly affine?: boolean;
  /** Learn the bias; without effect unless `affine`. Default true. */
  readonly bias?: boolean;
}

/**
 * Layer normalization, (x - mean) / √(variance + epsilon) · weight + bias: [..., ...features] -> the same shape
 * (Ba et al., 2016). Mean and variance are taken over the last axes, which have the shape `features`; a number stands
 * for one axis. The variance divides by n. Throws an ArgumentError unless all lengths are integers of at least 1. Same
 * as PyTorch's LayerNorm.
 */
export class LayerNorm extends Module {
  static override readonly name: string = "LayerNorm";
  /** Shape of the normalized axes. */
  readonly features: Shape;
  readonly epsilon: number;
  /** Factor of each feature, f32 of the shape `features`, initially 1. Null without `affine`. */
  readonly weight: Param | null;
  /** Bias of each feature, f32 of the shape `features`, initially 0. Null without `affine` or `bias`. */
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

  /** Throws a ShapeError unless the last axes of `x` have the shape `features`. */
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
