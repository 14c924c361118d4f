/** Shared code of the adaptive pooling layers: divides axes of any length into a given number of bins. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { type Shape, formatShape } from "../base/shape.ts";
import { type Module, type Range, type Tensor, stack } from "../tensor/index.ts";
import { checkSpatial } from "./spatial.ts";

/**
 * Pools bins along each axis separately, starting with the last: [n, channels, ...axes] -> [n, channels, ...size].
 * `reduce` removes an axis. Bin i of k covers the elements from ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so bins
 * overlap if k does not divide the length. Throws a ShapeError unless `x` has these axes and none of them is empty.
 */
export function poolBins(layer: Module, x: Tensor, size: Shape, reduce: (x: Tensor, axis: number) => Tensor): Tensor {
  checkSpatial(layer, x, null, size.length);
  if (x.shape.slice(2).includes(0)) {
    throw new ShapeError(`${String(layer)} cannot pool ${formatShape(x.shape)}`, {
      operands: [operandOf(x.node, "x")],
      rule: "Axes after the channels must not be empty.",
    });
  }
  return size.reduceRight((y, bins, i) => reduceBins(y, i + 2, bins, reduce), x);
}

function reduceBins(x: Tensor, axis: number, bins: number, reduce: (x: Tensor, axis: number) => Tensor): Tensor {
  const length = x.shape[axis]!;
  if (length % bins === 0) return reduce(x.reshape(x.shape.toSpliced(axis, 1, bins, length / bins)), axis + 1);
  const reduced = Array.from({ length: bins }, (_, i) => {
    const bin: Range = [Math.floor((i * length) / bins), Math.ceil(((i + 1) * length) / bins)];
    return reduce(x.slice(...x.shape.map((_, at) => (at === axis ? bin : null))), axis);
  });
  return stack(reduced, axis);
}
