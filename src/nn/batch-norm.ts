/** Batch normalization: each channel is brought to mean 0 and variance 1 over the batch. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import { Module, Param, type Tensor, training, where } from "../tensor/index.ts";
import { activeTrace } from "../tensor/source/trace.ts";
import { given } from "./given.ts";
import { constant, zeros } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** The share of the batch in the running statistics after each step. Default 0.1. */
  readonly momentum?: number;
  /** Learn a factor and a summand for each channel. Default true. */
  readonly affine?: boolean;
}

/**
 * (x - mean) / √(variance + epsilon) · weight + bias for each channel: [n, channels, ...] -> the same, with everything
 * but the state of shape [channels] (Ioffe and Szegedy, 2015); PyTorch's BatchNorm1d, 2d and 3d.
 *
 * In programs that train, mean and variance are those of the batch, and the step moves `runningMean` and `runningVar`
 * towards them by `momentum`; elsewhere these two take their place. The variance divides by n, that of the running
 * statistics by n - 1, or by 1 where the batch has one value for each channel, which PyTorch refuses to train on. A batch
 * without values leaves the running statistics as they are.
 */
export class BatchNorm extends Module {
  static override readonly name: string = "BatchNorm";
  readonly epsilon: number;
  readonly momentum: number;
  readonly weight: Param | null;
  readonly bias: Param | null;
  readonly runningMean: Param;
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
        rule: "The momentum is the batch's share of the running statistics, from 0 to 1.",
      });
    }
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.weight = affine ? new Param([channels], constant(1)) : null;
    this.bias = affine ? new Param([channels], zeros()) : null;
    this.runningMean = new Param([channels], zeros(), { trainable: false });
    this.runningVar = new Param([channels], constant(1), { trainable: false });
  }

  /** Throws a ShapeError unless axis 1 of `x` has the length of the channels. */
  forward(x: Tensor): Tensor {
    this.#check(x);
    const align = (param: Tensor) => param.reshape([1, -1, ...x.shape.slice(2).map(() => 1)]);
    const { mean, variance } = this.#statistics(x);
    // One factor for each channel, so that each element costs no division.
    const inverse = variance.add(this.epsilon).rsqrt();
    const factor = this.weight === null ? inverse : inverse.mul(this.weight);
    const scaled = x.sub(align(mean)).mul(align(factor));
    return this.bias === null ? scaled : scaled.add(align(this.bias));
  }

  override toString(): string {
    return `BatchNorm(${this.runningMean.shape[0]})`;
  }

  /** The mean and the variance to normalize by, each [channels]. */
  #statistics(x: Tensor): { mean: Tensor; variance: Tensor } {
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const count = sizeOf(axes.map((axis) => x.shape[axis]!));
    const running = { mean: this.runningMean.detach(), variance: this.runningVar.detach() };
    if (count === 0) return running;
    const batch = { mean: x.mean(axes), variance: x.variance(axes) };
    const trains = training();
    // Outside compile nothing trains, and nothing can be assigned.
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
      rule: `x has the shape [n, ${channels}, ...].`,
    });
  }
}
