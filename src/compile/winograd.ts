/**
 * Winograd's convolutions F(2x2, 3x3) and F(4x4, 3x3) (Lavin and Gray, "Fast algorithms for convolutional neural
 * networks", 2016) as nodes: four pixels take 16 products per pair of channels instead of 36, or 16 pixels 36 instead of
 * 144. Everything is a stack of sums of slices but the products themselves, which are one dot for each of the places of a
 * transformed tile. Knows the arithmetic, not when it pays.
 */
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import type { Family, Transform } from "./winograd-family.ts";

type Square = (transform: Transform, size: number, at: (i: number, j: number) => Node) => Node[];

/** The transform of columns, then that of rows: T x Tᵀ, row by row, for a square x of `size` values `at(i, j)`. */
const square: Square = (transform, size, at) => {
  const steps = Array.from({ length: size }, (_, i) => i);
  const columns = steps.map((j) => transform(steps.map((i) => at(i, j))));
  return columns[0]!.flatMap((_, i) => transform(columns.map((column) => column[i]!)));
};

/**
 * The same with rows first. A gradient takes this one: with nothing in common, the transformed input of the forward pass
 * is not kept for it, which would cost four times the memory of the input and more time than to make it anew.
 */
const squareByRows: Square = (transform, size, at) => {
  const turned = square(transform, size, (i, j) => at(j, i));
  const width = Math.sqrt(turned.length);
  return turned.map((_, place) => turned[(place % width) * width + Math.floor(place / width)]!);
};

/** `parts` along a new axis. */
function stacked(parts: readonly Node[], axis: number): Node {
  const lengthened = ({ shape }: Node) => [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return build.concat(
    parts.map((part) => build.reshape(part, lengthened(part))),
    axis,
  );
}

/** Element (i, j) of every tile of images [n, y, x, c]; tiles lie `step` pixels apart. */
function ofTiles(images: Node, rows: number, columns: number, step: number): (i: number, j: number) => Node {
  const [n, , , c] = images.shape as readonly [number, number, number, number];
  return (i, j) => build.slice(images, [0, i, j, 0], [n, rows, columns, c], [1, step, step, 1]);
}

/** Zeros below and to the right, up to so many rows and columns. */
function padded(images: Node, height: number, width: number): Node {
  const [, h, w] = images.shape as readonly [number, number, number, number];
  if (h === height && w === width) return images;
  return build.pad(images, [0, 0, 0, 0], [0, height - h, width - w, 0]);
}

/** What the places of a block's tiles take, so that a second-level cache holds them with their products. */
const blockBytes = 512 * 1024;
/** Rows of a product that repay reading its filters. */
const fewestTiles = 16;
/** Gradients of filters are summed over tiles of so many rows before they are written: few sums are left to add, and to keep. */
const summedRows = 512;

/** [images, rows, columns] tiles: a block has so many rows of so many images. */
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

/** The divisor of `length` that is nearest below `wanted`, or above if that would be far too small. */
function divisorNear(length: number, wanted: number): number {
  const divisors = Array.from({ length }, (_, i) => i + 1).filter((each) => length % each === 0);
  const below = divisors.findLast((each) => each <= wanted) ?? 1;
  const above = divisors.find((each) => each >= wanted) ?? length;
  return 2 * below < wanted && above <= 4 * wanted ? above : below;
}

/** [blocks of images, images, blocks of rows, rows, columns]: one of the two numbers in the middle is 1. */
function blockShape({ images, rows, columns, blockImages, blockRows }: Tiling): number[] {
  return [images / blockImages, blockImages, rows / blockRows, blockRows, columns];
}

function blocksOf({ images, rows, columns, blockImages, blockRows }: Tiling): [blocks: number, tiles: number] {
  const tiles = blockImages * blockRows * columns;
  return [(images * rows * columns) / tiles, tiles];
}

/**
 * Values of the places of each tile [n, rows, columns, c] as [blocks, places, tiles, c]. In memory tile by tile, with one
 * more place that nobody reads: tiles a power of two apart would share too few sets of a cache.
 */
function planes(parts: readonly Node[], tiling: Tiling): Node {
  const c = parts[0]!.shape[3]!;
  const [blocks, tiles] = blocksOf(tiling);
  const apart = build.reshape(stacked([...parts, parts[0]!], 3), [blocks, tiles, parts.length + 1, c]);
  const read = build.slice(apart, [0, 0, 0, 0], [blocks, tiles, parts.length, c], [1, 1, 1, 1]);
  return build.permute(read, [0, 2, 1, 3]);
}

/** Transformed tiles of x [n, h, w, c], which overlap by two pixels. */
function transformedInput(x: Node, tiling: Tiling, transform: Square): Node {
  const { family, rows, columns } = tiling;
  const { outputs, places, input } = family;
  const whole = padded(x, outputs * rows + 2, outputs * columns + 2);
  return planes(transform(input, places, ofTiles(whole, rows, columns, outputs)), tiling);
}

/** Transformed tiles of the gradient dy [n, h, w, o] of an output. */
function transformedGradient(dy: Node, tiling: Tiling): Node {
  const { family, rows, columns } = tiling;
  const { outputs, outputAdjoint } = family;
  const whole = padded(dy, outputs * rows, outputs * columns);
  return planes(square(outputAdjoint, outputs, ofTiles(whole, rows, columns, outputs)), tiling);
}

/**
 * The transform of columns and then of rows in the first two axes of x. Each is a kernel of its own: one that writes all
 * places, which lie powers of two apart, at a time would find no room for them in a first-level cache.
 */
function inTwoSteps(transform: Transform, x: Node): Node {
  return [0, 1].reduce((whole, axis) => {
    const part = whole.shape.map((length, at) => (at === axis ? 1 : length));
    const from = (i: number) => part.map((_, at) => (at === axis ? i : 0));
    const steps = part.map(() => 1);
    const parts = Array.from({ length: whole.shape[axis]! }, (_, i) => build.slice(whole, from(i), part, steps));
    return build.concat(transform(parts), axis);
  }, x);
}

/** Transformed filters of w [o, c, 3, 3], with o last in memory, as products read them: [places, o, c]. */
function transformedFilter(w: Node, { filter, places }: Family): Node {
  const [o, c] = w.shape as readonly [number, number, number, number];
  const transformed = inTwoSteps(filter, build.permute(w, [2, 3, 1, 0]));
  return build.permute(build.reshape(transformed, [places ** 2, c, o]), [0, 2, 1]);
}

/** y [n, h - 2, w - 2, o] = x [n, h, w, c] convolved with w [o, c, 3, 3]. */
export function winograd(x: Node, w: Node, family: Family): Node {
  const [n, height, width, c] = x.shape as readonly [number, number, number, number];
  const o = w.shape[0]!;
  const { outputs, places } = family;
  const tiling = tilingOf(family, n, height - 2, width - 2, Math.max(fewestTiles, blockBytes / (4 * c * places ** 2)));
  const [blocks, tiles] = blocksOf(tiling);
  const { rows, columns } = tiling;
  const filter = build.expand(build.reshape(transformedFilter(w, family), [1, places ** 2, o, c]), [
    blocks,
    places ** 2,
    o,
    c,
  ]);
  const products = build.dot(transformedInput(x, tiling, square), filter, 2, 1);
  const shape = [...blockShape(tiling), o];
  const place = (i: number, j: number) => {
    const plane = build.slice(products, [0, places * i + j, 0, 0], [blocks, 1, tiles, o], [1, 1, 1, 1]);
    return build.reshape(plane, shape);
  };
  const pixels = square(family.output, places, place);
  const pixelRows = Array.from({ length: outputs }, (_, i) => stacked(pixels.slice(i * outputs, (i + 1) * outputs), 5));
  const whole = build.reshape(stacked(pixelRows, 4), [n, outputs * rows, outputs * columns, o]);
  return build.slice(whole, [0, 0, 0, 0], [n, height - 2, width - 2, o], [1, 1, 1, 1]);
}

/** The gradient [o, c, 3, 3] of `winograd`'s filters, where dy [n, h - 2, w - 2, o] is that of its output. */
export function winogradFilterGradient(x: Node, dy: Node, family: Family): Node {
  const [n, height, width, o] = dy.shape as readonly [number, number, number, number];
  const c = x.shape[3]!;
  const { places } = family;
  const tiling = tilingOf(family, n, height, width, summedRows / family.outputs);
  const across = (tiles: Node) => build.permute(tiles, [0, 1, 3, 2]);
  const left = across(transformedGradient(dy, tiling));
  const right = across(transformedInput(x, tiling, squareByRows));
  const sums = build.reduceSum(build.dot(left, right, 2, 1), [0]);
  const gradient = inTwoSteps(family.filterAdjoint, build.reshape(sums, [places, places, o, c]));
  return build.permute(gradient, [2, 3, 0, 1]);
}
