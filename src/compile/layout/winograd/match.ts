/**
 * Finds products that are 3x3 convolutions and replaces them by Winograd's algorithm if it is faster. A convolution is
 * recognized by the strides at which its left operand reads an image through windows. The decision depends on shapes
 * alone.
 */
import type { Shape } from "../../../base/shape.ts";
import { build } from "../../../graph/builder.ts";
import type { Node } from "../../../graph/node.ts";
import { isMovement } from "../../../graph/movement.ts";
import { contiguous, moveView, type View } from "../../addressing/view.ts";
import { type Family, large, small } from "./family.ts";
import { winograd, winogradFilterGradient } from "./winograd.ts";

/**
 * Minimum number of channels on each side, which share the cost of the transforms, and minimum number of tiles, which
 * share the cost of the filters' transforms.
 */
const fewChannels = 16;
const fewTiles = 32;

/**
 * Returns a replacement for `dot(left, right)` without batch axes, or null if it is not a 3x3 convolution or is too
 * small.
 */
export function convolved(left: Node, right: Node, contract: number): Node | null {
  if (contract !== 3 || left.shape.length !== 6 || right.shape.length !== 4) return null;
  const image = imageOf(left);
  const view = image && seenFrom(left);
  if (!view || view.offset !== 0) return null;
  for (const order of [
    [0, 1, 2, 3],
    [0, 2, 3, 1],
  ]) {
    const turned = build.permute(image, order);
    if (!pays(turned, right.shape[0]!)) continue;
    const strides = order.map((axis) => contiguous(image.shape).strides[axis]!);
    const replace = replacement(turned.shape, strides, view, right);
    if (replace) return replace(inOrder(image, order));
  }
  return null;
}

/**
 * Returns a function that computes the product from the image [n, h, w, c] with the given strides. Null if `view` shows
 * other windows.
 */
function replacement(
  shape: Shape,
  strides: readonly number[],
  view: View,
  right: Node,
): ((image: Node) => Node) | null {
  const [n, h, w, c] = shape as readonly [number, number, number, number];
  const [whole, row, pixel, channel] = strides as readonly [number, number, number, number];
  const family = familyFor(h - 2, w - 2);
  const pixels = { lengths: [n, h - 2, w - 2], strides: [whole, row, pixel] };
  const taps = { lengths: [c, 3, 3], strides: [channel, row, pixel] };
  // Axes 3 to 5 of the left operand are contracted with the last three of the right one, in the same order.
  const summedTaps = placesOf(taps, view, 3);
  if (summedTaps && placesOf(pixels, view, 0)?.every((axis, i) => axis === i)) {
    return (image) => winograd(image, build.permute(right, [0, ...summedTaps.map((axis) => axis - 2)]), family);
  }
  const [summedPixels, rows] = [placesOf(pixels, view, 3), placesOf(taps, view, 0)];
  if (!summedPixels || !rows) return null;
  const gradient = build.permute(right, [...summedPixels.map((axis) => axis - 2), 0]);
  const order = [...rows.map((_, axis) => 1 + rows.indexOf(axis)), 0];
  return (image) => build.permute(winogradFilterGradient(image, gradient, family), order);
}

/**
 * Permutes an image, inside its padding if there is any: padding copies the image anyway, so the permutation is free.
 */
function inOrder(image: Node, order: readonly number[]): Node {
  if (image.op !== "pad") return build.permute(image, order);
  const [before, after] = ["before", "after"].map((name) => {
    const widths = image.attributes[name] as readonly number[];
    return order.map((axis) => widths[axis]!);
  });
  return build.pad(build.permute(image.inputs[0]!, order), before!, after!);
}

/** Returns the algorithm with fewer products. Tiles may extend past the edge of an image. */
function familyFor(height: number, width: number): Family {
  const products = ({ outputs, places }: Family) =>
    Math.ceil(height / outputs) * Math.ceil(width / outputs) * places ** 2;
  return products(large) < products(small) ? large : small;
}

function pays({ shape }: Node, outputs: number): boolean {
  const [n, h, w, c] = shape as readonly [number, number, number, number];
  const tiles = n * Math.ceil((h - 2) / 2) * Math.ceil((w - 2) / 2);
  return c >= fewChannels && outputs >= fewChannels && tiles >= fewTiles;
}

/** Returns the axes of the view, among the three starting at `first`, that match three loops, or null. */
function placesOf(
  { lengths, strides }: { readonly lengths: readonly number[]; readonly strides: readonly number[] },
  view: View,
  first: number,
): number[] | null {
  const axes = [first, first + 1, first + 2];
  const found = lengths.map((length, i) =>
    axes.find((axis) => view.shape[axis] === length && view.strides[axis] === strides[i]),
  );
  return new Set(found).size === 3 && found.every((axis) => axis !== undefined) ? found : null;
}

function imageOf(operand: Node): Node | null {
  if (isMovement(operand)) return imageOf(operand.inputs[0]!);
  return operand.shape.length === 4 && operand.dtype === "f32" ? operand : null;
}

function seenFrom(operand: Node): View | null {
  if (!isMovement(operand)) return contiguous(operand.shape);
  const inner = seenFrom(operand.inputs[0]!);
  return inner && moveView(operand, inner);
}
