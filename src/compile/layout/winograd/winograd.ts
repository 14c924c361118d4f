/**
 * Winograd's convolutions F(2x2, 3x3) and F(4x4, 3x3) (Lavin and Gray, "Fast algorithms for convolutional neural
 * networks", 2016) as nodes. Per pair of channels, 4 output pixels take 16 products instead of 36, and 16 pixels take
 * 36 instead of 144. The transforms are concatenated sums of slices. The products are one dot for each place of a
 * transformed tile. Contains the arithmetic; `match.ts` decides when to use it.
 */
import { build } from "../../../graph/builder.ts";
import type { Node } from "../../../graph/node.ts";
import type { Family, Transform } from "./family.ts";

/** Stacks `parts` along a new axis. */
function stacked(parts: readonly Node[], axis: number): Node {
  const lengthened = ({ shape }: Node) => [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return build.concat(
    parts.map((part) => build.reshape(part, lengthened(part))),
    axis,
  );
}

/** Returns slices along an axis: for each i below `size`, the `count` elements i, i + step, …. */
function everyOf(x: Node, axis: number, size: number, step: number, count: number): Node[] {
  const shape = x.shape.map((length, at) => (at === axis ? count : length));
  const steps = shape.map((_, at) => (at === axis ? step : 1));
  const from = (i: number) => shape.map((_, at) => (at === axis ? i : 0));
  return Array.from({ length: size }, (_, i) => build.slice(x, from(i), shape, steps));
}

/** Pads images with zeros below and to the right, to the given height and width. */
function padded(images: Node, height: number, width: number): Node {
  const [, h, w] = images.shape as readonly [number, number, number, number];
  if (h === height && w === width) return images;
  return build.pad(images, [0, 0, 0, 0], [0, height - h, width - w, 0]);
}

/**
 * Size in bytes of a block of transformed input, chosen so that it fits in the second-level cache together with its
 * products.
 */
const blockBytes = 512 * 1024;
/** Minimum number of rows of a product. With fewer, reading the filters dominates. */
const fewestTiles = 16;
/**
 * Total number of rows of the tiles over which a gradient of the filters is summed before it is written, so that few
 * partial sums are stored and added.
 */
const summedRows = 512;

/** A grid of tiles, [images, rows, columns], with the number of images and tile rows in a block. */
interface Tiling {
  readonly family: Family;
  readonly images: number;
  readonly rows: number;
  readonly columns: number;
  readonly blockImages: number;
  readonly blockRows: number;
}

function tilingOf(family: Family, images: number, height: number, width: number, wanted: number): Tiling {
  const [rows, columns] = [Math.ceil(height / family.outputs), Math.ceil(width / family.outputs)];
  const blockRows = divisorNear(rows, wanted / columns);
  const blockImages = blockRows < rows ? 1 : divisorNear(images, wanted / (rows * columns));
  return { family, images, rows, columns, blockImages, blockRows };
}

/** Returns the largest divisor of `length` up to `wanted`, or the next larger one if that is far too small. */
function divisorNear(length: number, wanted: number): number {
  const divisors = Array.from({ length }, (_, i) => i + 1).filter((each) => length % each === 0);
  const below = divisors.findLast((each) => each <= wanted) ?? 1;
  const above = divisors.find((each) => each >= wanted) ?? length;
  return 2 * below < wanted && above <= 4 * wanted ? above : below;
}

function blocksOf({ images, rows, columns, blockImages, blockRows }: Tiling): [blocks: number, tiles: number] {
  const tiles = blockImages * blockRows * columns;
  return [(images * rows * columns) / tiles, tiles];
}

/**
 * Returns the transformed tiles of images [n, y, x, c], as [blocks, places, tiles, c]. The two directions are separate
 * kernels: values shared by neighbors in the first direction are transformed once, and each kernel writes few streams
 * at a time.
 */
function transformedTiles(images: Node, tiling: Tiling, transform: Transform, size: number, first: "y" | "x"): Node {
  const { family, rows, columns, blockImages, blockRows } = tiling;
  const c = images.shape[3]!;
  const [blocks, tiles] = blocksOf(tiling);
  const across = (x: Node, axis: number) => transform(everyOf(x, axis, size, family.outputs, columns));
  const down = (x: Node) => transform(everyOf(x, 1, size, family.outputs, rows));
  const parts = first === "y" ? across(stacked(down(images), 2), 3) : down(stacked(across(images, 2), 2));
  const { places } = family;
  const apart = [images.shape[0]! / blockImages, blockImages, rows / blockRows, blockRows, places, columns, c];
  const turned = parts.map((part) => build.permute(build.reshape(part, apart), [0, 2, 4, 1, 3, 5, 6]));
  return build.reshape(stacked(turned, first === "y" ? 3 : 2), [blocks, places ** 2, tiles, c]);
}

/**
 * Returns the transformed tiles of x [n, h, w, c], which overlap by two pixels. For gradients, the other direction
 * comes first. The forward and backward passes then share no intermediate values, because keeping them costs more than
 * recomputing them.
 */
function transformedInput(x: Node, tiling: Tiling, first: "y" | "x"): Node {
  const { family, rows, columns } = tiling;
  const { outputs, places, input } = family;
  return transformedTiles(padded(x, outputs * rows + 2, outputs * columns + 2), tiling, input, places, first);
}

/** Returns the transformed tiles of the gradient dy [n, h, w, o] of an output. */
function transformedGradient(dy: Node, tiling: Tiling): Node {
  const { family, rows, columns } = tiling;
  const { outputs, outputAdjoint } = family;
  return transformedTiles(padded(dy, outputs * rows, outputs * columns), tiling, outputAdjoint, outputs, "y");
}

/** Applies a transform along the first two axes of x. */
function transformedSquare(transform: Transform, x: Node): Node {
  return [0, 1].reduce((whole, axis) => {
    const size = whole.shape[axis]!;
    return build.concat(transform(everyOf(whole, axis, size, 1, 1)), axis);
  }, x);
}

/**
 * Returns the transformed filters of w [o, c, 3, 3] as [places, o, c]. In memory o is last, the order in which products
 * read them.
 */
function transformedFilter(w: Node, { filter, places }: Family): Node {
  const [o, c] = w.shape as readonly [number, number, number, number];
  const transformed = transformedSquare(filter, build.permute(w, [2, 3, 1, 0]));
  return build.permute(build.reshape(transformed, [places ** 2, c, o]), [0, 2, 1]);
}

/** Returns the output [n, rows, columns, o] of whole tiles from their products [blocks, places, tiles, o]. */
function outputOf(products: Node, tiling: Tiling): Node {
  const { family, images, rows, columns, blockImages, blockRows } = tiling;
  const { outputs, places, output } = family;
  const [blocks, tiles] = blocksOf(tiling);
  const o = products.shape[3]!;
  const square = build.reshape(products, [blocks, places, places, tiles, o]);
  const down = build.concat(output(everyOf(square, 1, places, 1, 1)), 1);
  const turned = output(everyOf(down, 2, places, 1, 1)).map((part) =>
    build.permute(build.reshape(part, [blocks, outputs, blockImages * blockRows, columns, o]), [0, 2, 1, 3, 4]),
  );
  return build.reshape(stacked(turned, 4), [images, outputs * rows, outputs * columns, o]);
}

/** Returns the convolution of x [n, h, w, c] with w [o, c, 3, 3], as [n, h - 2, w - 2, o]. */
export function winograd(x: Node, w: Node, family: Family): Node {
  const [n, height, width, c] = x.shape as readonly [number, number, number, number];
  const o = w.shape[0]!;
  const places = family.places ** 2;
  const tiling = tilingOf(family, n, height - 2, width - 2, Math.max(fewestTiles, blockBytes / (4 * c * places)));
  const [blocks] = blocksOf(tiling);
  const filter = build.reshape(transformedFilter(w, family), [1, places, o, c]);
  const products = build.dot(transformedInput(x, tiling, "y"), build.expand(filter, [blocks, places, o, c]), 2, 1);
  return build.slice(outputOf(products, tiling), [0, 0, 0, 0], [n, height - 2, width - 2, o], [1, 1, 1, 1]);
}

/**
 * Returns the gradient [o, c, 3, 3] of the filters of `winograd`, from the gradient dy [n, h - 2, w - 2, o] of its
 * output.
 */
export function winogradFilterGradient(x: Node, dy: Node, family: Family): Node {
  const [n, height, width, o] = dy.shape as readonly [number, number, number, number];
  const c = x.shape[3]!;
  const { places } = family;
  const tiling = tilingOf(family, n, height, width, summedRows / family.outputs);
  const across = (tiles: Node) => build.permute(tiles, [0, 1, 3, 2]);
  const left = across(transformedGradient(dy, tiling));
  const right = across(transformedInput(x, tiling, "x"));
  const sums = build.reduceSum(build.dot(left, right, 2, 1), [0]);
  const gradient = transformedSquare(family.filterAdjoint, build.reshape(sums, [places, places, o, c]));
  return build.permute(gradient, [2, 3, 0, 1]);
}
