/** Root-mean-square normalization: layer normalization without the mean. */
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { constant } from "./initializers.ts";
import { checkTrailing, trailingShape } from "./trailing.ts";

export interface RMSNormOptions {
  /** Added to the mean square. Default 2^-23, the epsilon of f32. */
  readonly epsilon?: number;
  /** Learn a factor for each feature. Default true. */
  readonly affine?: boolean;
}

/**
 * x / √(mean x² + epsilon) · weight over the last axes, which have the shape `features` (a number for one axis), as the
 * weight does: [..., ...features] -> the same (Zhang and Sennrich, 2019).
 */
export class RMSNorm extends Module {
  static override readonly name: string = "RMSNorm";
  readonly features: Shape;
  readonly epsilon: number;
  readonly weight: Param | null;

  constructor(features: number | Shape, options: RMSNormOptions = {}) {
    super();
    const kinds = { epsilon: "number", affine: "boolean" } as const;
    const { epsilon = 2 ** -23, affine = true } = readOptions("RMSNorm", options, kinds);
    this.features = trailingShape("RMSNorm", features);
    this.epsilon = epsilon;
    this.weight = affine ? new Param(this.features, constant(1)) : null;
  }

  /** Throws a ShapeError unless the last axes of `x` are the features. */
  forward(x: Tensor): Tensor {
    const axes = checkTrailing(this, x, this.features);
    const normal = x.mul(x.square().mean(axes, { keepDims: true }).add(this.epsilon).rsqrt());
    return this.weight === null ? normal : normal.mul(this.weight);
  }

  override toString(): string {
    return `RMSNorm(${this.features.join(", ")})`;
  }
}
