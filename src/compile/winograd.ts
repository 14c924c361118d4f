/**
 * Winograd's convolution F(2x2, 3x3) (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016) as
 * nodes: four pixels of a 3x3 convolution take 16 products per pair of channels instead of 36. Everything is a stack of
 * sums of slices but the products themselves, which are one dot for each of the 16 places of a transformed tile.
 * Knows the arithmetic, not when it pays.
 */
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";

/** A row of values that a one-dimensional transform maps to another. */
type Transform = (values: readonly Node[]) => Node[];

const { add, sub } = build;

/** Bᵀ: a tile of the input. */
const inputTransform: Transform = ([a, b, c, d]) => [sub(a!, c!), add(b!, c!), sub(c!, b!), sub(b!, d!)];

/** Aᵀ: two neighbours of the output from the four sums of products. */
const outputTransform: Transform = ([a, b, c, d]) => [add(add(a!, b!), c!), sub(sub(b!, c!), d!)];

/** A: its transpose, for gradients of the output. */
const outputAdjoint: Transform = ([a, b]) => [a!, add(a!, b!), sub(a!, b!), build.neg(b!)];

const half = (x: Node): Node => build.mul(x, build.constant(0.5, x.dtype));

/** G: three taps of a filter. */
const filterTransform: Transform = ([a, b, c]) => {
  const ends = add(a!, c!);
  return [a!, half(add(ends, b!)), half(sub(ends, b!)), c!];
};

/** Gᵀ, for gradients of the filter. */
const filterAdjoint: Transform = ([a, b, c, d]) => {
  const [sum, difference] = [half(add(b!, c!)), half(sub(b!, c!))];
  return [add(a!, sum), difference, add(sum, d!)];
};

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

/** Element (i, j) of every tile of images [n, y, x, c]; tiles lie two pixels apart. */
function ofTiles(images: Node, rows: number, columns: number): (i: number, j: number) => Node {
  const [n, , , c] = images.shape as readonly [number, number, number, number];
  return (i, j) => build.slice(images, [0, i, j, 0], [n, rows, columns, c], [1, 2, 2, 1]);
}

/** Zeros below and to the right, up to so many rows and columns. */
function padded(images: Node, height: number, width: number): Node {
  const [, h, w] = images.shape as readonly [number, number, number, number];
  if (h === height && w === width) return images;
  return build.pad(images, [0, 0, 0, 0], [0, height - h, width - w, 0]);
}

/** What one place of all tiles of a block takes, so that a first-level cache holds it while the filters go over it. */
const placeBytes = 32 * 1024;
/** Rows of a product that repay reading its filters. */
const fewestTiles = 16;
/** Gradients of filters are summed over so many tiles before they are written: few sums are left to add, and to keep. */
const summedTiles = 256;

/** [images, rows, columns] tiles: a block has so many rows of so many images. */
interface Tiling {
  readonly images: number;
  readonly rows: number;
  readonly columns: number;
  readonly blockImages: number;
  readonly blockRows: number;
}

function tilingOf(images: number, height: number, width: number, wanted: number): Tiling {
  const [rows, columns] = [tilesFor(height), tilesFor(width)];
  const blockRows = divisorNear(rows, wanted / columns);
  const blockImages = blockRows < rows ? 1 : divisorNear(images, wanted / (rows * columns));
  return { images, rows, columns, blockImages, blockRows };
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
 * Values of the 16 places of each tile [n, rows, columns, c] as [blocks, 16, tiles, c]. In memory tile by tile, with a
 * 17th place that nobody reads: tiles a power of two apart would share too few sets of a cache.
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
  const { rows, columns } = tiling;
  const tiles = ofTiles(padded(x, 2 * rows + 2, 2 * columns + 2), rows, columns);
  return planes(transform(inputTransform, 4, tiles), tiling);
}

/** Transformed tiles of the gradient dy [n, h, w, o] of an output. */
function transformedGradient(dy: Node, tiling: Tiling): Node {
  const { rows, columns } = tiling;
  const tiles = ofTiles(padded(dy, 2 * rows, 2 * columns), rows, columns);
  return planes(square(outputAdjoint, 2, tiles), tiling);
}

/** Transformed filters of w [o, c, 3, 3], with o last in memory, as products read them: [16, o, c]. */
function transformedFilter(w: Node): Node {
  const [o, c] = w.shape as readonly [number, number, number, number];
  const tap = (i: number, j: number) =>
    build.permute(build.reshape(build.slice(w, [0, 0, i, j], [o, c, 1, 1], [1, 1, 1, 1]), [o, c]), [1, 0]);
  return build.permute(stacked(square(filterTransform, 3, tap), 0), [0, 2, 1]);
}

/** Output pixels in a tile's row or column. */
const tilesFor = (pixels: number): number => Math.ceil(pixels / 2);

/** y [n, h - 2, w - 2, o] = x [n, h, w, c] convolved with w [o, c, 3, 3]. */
export function winograd(x: Node, w: Node): Node {
  const [n, height, width, c] = x.shape as readonly [number, number, number, number];
  const o = w.shape[0]!;
  const tiling = tilingOf(n, height - 2, width - 2, Math.max(fewestTiles, placeBytes / (4 * c)));
  const [blocks, tiles] = blocksOf(tiling);
  const { rows, columns } = tiling;
  const filter = build.expand(build.reshape(transformedFilter(w), [1, 16, o, c]), [blocks, 16, o, c]);
  const products = build.dot(transformedInput(x, tiling, square), filter, 2, 1);
  const shape = [...blockShape(tiling), o];
  const place = (i: number, j: number) => {
    const plane = build.slice(products, [0, 4 * i + j, 0, 0], [blocks, 1, tiles, o], [1, 1, 1, 1]);
    return build.reshape(plane, shape);
  };
  const [first, second, third, fourth] = square(outputTransform, 4, place) as [Node, Node, Node, Node];
  const pixelRows = [stacked([first, second], 5), stacked([third, fourth], 5)];
  const whole = build.reshape(stacked(pixelRows, 4), [n, 2 * rows, 2 * columns, o]);
  return build.slice(whole, [0, 0, 0, 0], [n, height - 2, width - 2, o], [1, 1, 1, 1]);
}

/** The gradient [o, c, 3, 3] of `winograd`'s filters, where dy [n, h - 2, w - 2, o] is that of its output. */
export function winogradFilterGradient(x: Node, dy: Node): Node {
  const [n, height, width, o] = dy.shape as readonly [number, number, number, number];
  const c = x.shape[3]!;
  const tiling = tilingOf(n, height, width, summedTiles);
  const across = (tiles: Node) => build.permute(tiles, [0, 1, 3, 2]);
  const left = across(transformedGradient(dy, tiling));
  const right = across(transformedInput(x, tiling, squareByRows));
  const sums = build.reduceSum(build.dot(left, right, 2, 1), [0]);
  const place = (i: number, j: number) =>
    build.reshape(build.slice(sums, [0, 4 * i + j, 0, 0], [1, 1, o, c], [1, 1, 1, 1]), [o, c]);
  return build.reshape(stacked(square(filterAdjoint, 4, place), 2), [o, c, 3, 3]);
}
