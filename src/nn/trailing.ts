/** The features of layers that normalize over the last axes: how they are given, and the check of a tensor. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sameShape } from "../base/shape.ts";
import type { Module, Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { checkSizes } from "./sizes.ts";

/** A number stands for one axis. Throws an ArgumentError unless there is an axis and every length is from 1 on. */
export function trailingShape(layer: string, features: number | Shape): Shape {
  const shape = typeof features === "number" ? [features] : [...features];
  checkSizes(layer, { "number of axes": shape.length });
  for (const size of shape) checkSizes(layer, { features: size });
  return shape;
}

/** The axes of `x`, counted from the end, that are `features`. Throws a ShapeError where they are not. */
export function checkTrailing(layer: Module, x: Tensor, features: Shape): number[] {
  const { length } = features;
  if (sameShape(given(x, layer).shape.slice(-length), features)) return features.map((_, i) => i - length);
  throw new ShapeError(`${String(layer)} cannot normalize ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x")],
    rule: `The last axes of x are ${formatShape(features)}.`,
  });
}
