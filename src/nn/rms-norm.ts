/** Root mean square normalization: layer normalization without subtracting the mean. */
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { constant } from "./initializers.ts";
import { checkTrailing, trailingShape } from "./trailing.ts";

/** Options of `RMSNorm`. */
export interface RMSNormOptions {
  /** Number added to the mean square. Default 2^-23, the machine epsilon of f32. */
  readonly epsilon?: number;
  /** Learn a weight for each feature. Default true. */
  readonly affine?: boolean;
}

/**
 * Root mean square normalization, x / √(mean x² + epsilon) · weight: [..., ...features] -> the same shape
 * (Zhang and Sennrich, 2019). The mean is taken over the last axes, which have the shape `features`; a number stands
 * for one axis. Throws an ArgumentError unless all lengths are integers of at least 1. Same as PyTorch's RMSNorm.
 */
export class RMSNorm extends Module {
  static override readonly name: string = "RMSNorm";
  /** Shape of the normalized axes. */
  readonly features: Shape;
  readonly epsilon: number;
  /** Factor of each feature, f32 of the shape `features`, initially 1. Null without `affine`. */
  readonly weight: Param | null;

  constructor(features: number | Shape, options: RMSNormOptions = {}) {
    super();
    const kinds = { epsilon: "number", affine: "boolean" } as const;
    const { epsilon = 2 ** -23, affine = true } = readOptions("RMSNorm", options, kinds);
    this.features = trailingShape("RMSNorm", features);
    this.epsilon = epsilon;
    this.weight = affine ? new Param(this.features, constant(1)) : null;
  }

  /** Throws a ShapeError unless the last axes of `x` have the shape `features`. */
  forward(x: Tensor): Tensor {
    const axes = checkTrailing(this, x, this.features);
    const normal = x.mul(x.square().mean(axes, { keepDims: true }).add(this.epsilon).rsqrt());
    return this.weight === null ? normal : normal.mul(this.weight);
  }

  override toString(): string {
    return `RMSNorm(${this.features.join(", ")})`;
  }
}
