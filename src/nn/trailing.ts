/** Shared code of layers that normalize over the last axes. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sameShape } from "../base/shape.ts";
import type { Module, Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { checkSizes } from "./sizes.ts";

/**
 * Shape of the normalized axes; a number stands for one axis. Throws an ArgumentError unless every length is at least
 * 1.
 */
export function trailingShape(layer: string, features: number | Shape): Shape {
  const shape = typeof features === "number" ? [features] : [...features];
  checkSizes(layer, { "number of axes": shape.length });
  for (const size of shape) checkSizes(layer, { features: size });
  return shape;
}

/** Normalized axes of `x`, as negative numbers. Throws a ShapeError unless the last axes have the shape `features`. */
export function checkTrailing(layer: Module, x: Tensor, features: Shape): number[] {
  const { length } = features;
  if (sameShape(given(x, layer).shape.slice(-length), features)) return features.map((_, i) => i - length);
  throw new ShapeError(`${String(layer)} cannot normalize ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x")],
    rule: `The last axes of x must be ${formatShape(features)}.`,
  });
}
