/** Adaptive average pooling: images of any size brought to one. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { type Shape, formatShape } from "../base/shape.ts";
import { Module, type Range, type Tensor, concat } from "../tensor/index.ts";
import { type Pair, checkSpatial, formatAxes, perAxis } from "./spatial.ts";

/**
 * The means of `size` bins along each axis: [n, channels, height, width] -> [n, channels, ...size]. Bin i of k reaches
 * from ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so that bins overlap where k does not divide the length.
 */
export class AdaptiveAvgPool2d extends Module {
  readonly size: Shape;

  constructor(size: Pair) {
    super();
    this.size = perAxis("AdaptiveAvgPool2d", "size", size, 2, 1);
  }

  /** Throws a ShapeError unless `x` has 4 axes, and elements along the last two. */
  forward(x: Tensor): Tensor {
    checkSpatial(this, x, null, 2);
    if (x.shape[2] === 0 || x.shape[3] === 0) {
      throw new ShapeError(`${String(this)} cannot average ${formatShape(x.shape)}`, {
        operands: [operandOf(x.node, "x")],
        rule: "Height and width are at least 1.",
      });
    }
    return this.size.reduce((y, bins, i) => averageBins(y, i + 2, bins), x);
  }

  override toString(): string {
    return `AdaptiveAvgPool2d(${formatAxes(this.size)})`;
  }
}

/** The mean of each bin along `axis`. */
function averageBins(x: Tensor, axis: number, bins: number): Tensor {
  const length = x.shape[axis]!;
  if (length % bins === 0) return x.reshape(x.shape.toSpliced(axis, 1, bins, length / bins)).mean(axis + 1);
  const means = Array.from({ length: bins }, (_, i) => {
    const bin: Range = [Math.floor((i * length) / bins), Math.ceil(((i + 1) * length) / bins)];
    return x.slice(...x.shape.map((_, at) => (at === axis ? bin : null))).mean(axis, { keep: true });
  });
  return concat(means, axis);
}
