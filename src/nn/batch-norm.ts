/** Batch normalization: normalizes each channel to mean 0 and variance 1 over the batch. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import { Module, Param, type Tensor, training, where } from "../tensor/index.ts";
import { activeTrace } from "../tensor/source/trace.ts";
import { given } from "./given.ts";
import { constant, zeros } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/** Options of `BatchNorm`. */
export interface BatchNormOptions {
  /** Number added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Weight of the batch in the update of the running statistics, from 0 to 1. Default 0.1. */
  readonly momentum?: number;
  /** Learn a weight and a bias for each channel. Default true. */
  readonly affine?: boolean;
}

/**
 * Batch normalization, (x - mean) / √(variance + epsilon) · weight + bias for each channel: [n, channels, ...] -> the
 * same shape (Ioffe and Szegedy, 2015). Same as PyTorch's BatchNorm1d, BatchNorm2d and BatchNorm3d.
 *
 * In programs that train, mean and variance are those of the batch, and each step updates the running statistics:
 * running ← (1 - momentum) · running + momentum · batch. In other programs, the running statistics replace those of the
 * batch. The batch's variance divides by n; the running variance divides by n - 1, or by 1 if the batch has one value
 * per channel (PyTorch throws in that case). An empty batch does not change the running statistics.
 *
 * Throws an ArgumentError unless `channels` is an integer of at least 1 and `momentum` is from 0 to 1.
 */
export class BatchNorm extends Module {
  static override readonly name: string = "BatchNorm";
  readonly epsilon: number;
  readonly momentum: number;
  /** Factor of each channel, f32 [channels], initially 1. Null without `affine`. */
  readonly weight: Param | null;
  /** Bias of each channel, f32 [channels], initially 0. Null without `affine`. */
  readonly bias: Param | null;
  /** Running mean, f32 [channels], initially 0. Not trainable. */
  readonly runningMean: Param;
  /** Running variance, f32 [channels], initially 1. Not trainable. */
  readonly runningVar: Param;

  constructor(channels: number, options: BatchNormOptions = {}) {
    super();
    const {
      epsilon = 1e-5,
      momentum = 0.1,
      affine = true,
    } = readOptions("BatchNorm", options, { epsilon: "number", momentum: "number", affine: "boolean" });
    checkSizes("BatchNorm", { channels });
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new ArgumentError(`new BatchNorm was given ${String(momentum)} as momentum`, {
        rule: "momentum must be from 0 to 1.",
      });
    }
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.weight = affine ? new Param([channels], constant(1)) : null;
    this.bias = affine ? new Param([channels], zeros()) : null;
    this.runningMean = new Param([channels], zeros(), { trainable: false });
    this.runningVar = new Param([channels], constant(1), { trainable: false });
  }

  /** Throws a ShapeError unless axis 1 of `x` has `channels` elements. */
  forward(x: Tensor): Tensor {
    this.#check(x);
    const align = (param: Tensor) => param.reshape([1, -1, ...x.shape.slice(2).map(() => 1)]);
    const { mean, variance } = this.#statistics(x);
    // One factor per channel saves a division per element.
    const inverse = variance.add(this.epsilon).rsqrt();
    const factor = this.weight === null ? inverse : inverse.mul(this.weight);
    const scaled = x.sub(align(mean)).mul(align(factor));
    return this.bias === null ? scaled : scaled.add(align(this.bias));
  }

  override toString(): string {
    return `BatchNorm(${this.runningMean.shape[0]})`;
  }

  /** Mean and variance used for normalization, each [channels]. */
  #statistics(x: Tensor): { mean: Tensor; variance: Tensor } {
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const count = sizeOf(axes.map((axis) => x.shape[axis]!));
    const running = { mean: this.runningMean.detach(), variance: this.runningVar.detach() };
    if (count === 0) return running;
    const batch = { mean: x.mean(axes), variance: x.variance(axes) };
    const trains = training();
    // Outside compile, nothing trains and nothing can be assigned.
    if (activeTrace() !== null) {
      const unbiased = batch.variance.mul(count / Math.max(1, count - 1));
      this.runningMean.assign(where(trains, this.#blend(running.mean, batch.mean.detach()), running.mean));
      this.runningVar.assign(where(trains, this.#blend(running.variance, unbiased.detach()), running.variance));
    }
    return {
      mean: where(trains, batch.mean, running.mean),
      variance: where(trains, batch.variance, running.variance),
    };
  }

  #blend(old: Tensor, fresh: Tensor): Tensor {
    return old.mul(1 - this.momentum).add(fresh.mul(this.momentum));
  }

  #check(x: Tensor): void {
    const [channels] = this.runningMean.shape;
    if (given(x, this).shape.length >= 2 && x.shape[1] === channels) return;
    throw new ShapeError(`${String(this)} cannot normalize ${formatShape(x.shape)}`, {
      operands: [operandOf(x.node, "x")],
      rule: `x must have the shape [n, ${channels}, ...].`,
    });
  }
}
