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

/** The transform of columns, then that of rows: what T x Tᵀ is for a square x of `size` values `at(i, j)`. */
function square(transform: Transform, size: number, at: (i: number, j: number) => Node): Node[] {
  const steps = Array.from({ length: size }, (_, i) => i);
  const columns = steps.map((j) => transform(steps.map((i) => at(i, j))));
  return columns[0]!.flatMap((_, i) => transform(columns.map((column) => column[i]!)));
}

/** `parts` along a new axis. */
function stacked(parts: readonly Node[], axis: number): Node {
  const lengthened = ({ shape }: Node) => [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return build.concat(
    parts.map((part) => build.reshape(part, lengthened(part))),
    axis,
  );
}

const evenly = (x: Node, starts: readonly number[], lengths: readonly number[], steps: readonly number[]): Node =>
  build.slice(x, starts, lengths, steps);

/** Element (i, j) of every tile of images [n, y, x, c]; tiles lie two pixels apart. */
function ofTiles(images: Node, rows: number, columns: number): (i: number, j: number) => Node {
  const [n, , , c] = images.shape as readonly [number, number, number, number];
  return (i, j) => evenly(images, [0, i, j, 0], [n, rows, columns, c], [1, 2, 2, 1]);
}

/** Zeros below and to the right, up to so many rows and columns. */
function padded(images: Node, height: number, width: number): Node {
  const [, h, w] = images.shape as readonly [number, number, number, number];
  if (h === height && w === width) return images;
  return build.pad(images, [0, 0, 0, 0], [0, height - h, width - w, 0]);
}

/** Parts [n, rows, columns, c] as planes [16, tiles, c], one for each place of a tile. */
function planes(parts: readonly Node[]): Node {
  const [n, rows, columns, c] = parts[0]!.shape as readonly [number, number, number, number];
  return build.reshape(stacked(parts, 0), [parts.length, n * rows * columns, c]);
}

/** Transformed tiles of x [n, h, w, c], whose tiles overlap by two pixels: [16, tiles, c]. */
function transformedInput(x: Node, rows: number, columns: number): Node {
  const tiles = ofTiles(padded(x, 2 * rows + 2, 2 * columns + 2), rows, columns);
  return planes(square(inputTransform, 4, tiles));
}

/** Transformed tiles of the gradient dy [n, h, w, o] of an output: [16, tiles, o]. */
function transformedGradient(dy: Node, rows: number, columns: number): Node {
  const tiles = ofTiles(padded(dy, 2 * rows, 2 * columns), rows, columns);
  return planes(square(outputAdjoint, 2, tiles));
}

/** Transformed filters of w [o, c, 3, 3], with o last in memory, as products read them: [16, o, c]. */
function transformedFilter(w: Node): Node {
  const [o, c] = w.shape as readonly [number, number, number, number];
  const tap = (i: number, j: number) =>
    build.permute(build.reshape(evenly(w, [0, 0, i, j], [o, c, 1, 1], [1, 1, 1, 1]), [o, c]), [1, 0]);
  return build.permute(stacked(square(filterTransform, 3, tap), 0), [0, 2, 1]);
}

/** Output pixels in a tile's row or column. */
const tilesFor = (pixels: number): number => Math.ceil(pixels / 2);

/** y [n, h - 2, w - 2, o] = x [n, h, w, c] convolved with w [o, c, 3, 3]. */
export function winograd(x: Node, w: Node): Node {
  const [n, height, width] = x.shape as readonly [number, number, number, number];
  const o = w.shape[0]!;
  const [rows, columns] = [tilesFor(height - 2), tilesFor(width - 2)];
  const products = build.dot(transformedInput(x, rows, columns), transformedFilter(w), 1, 1);
  const place = (i: number, j: number) =>
    build.reshape(evenly(products, [4 * i + j, 0, 0], [1, n * rows * columns, o], [1, 1, 1]), [n, rows, columns, o]);
  const [a, b, c, d] = square(outputTransform, 4, place) as [Node, Node, Node, Node];
  const pixelRows = [stacked([a, b], 3), stacked([c, d], 3)];
  const whole = build.reshape(stacked(pixelRows, 2), [n, 2 * rows, 2 * columns, o]);
  return evenly(whole, [0, 0, 0, 0], [n, height - 2, width - 2, o], [1, 1, 1, 1]);
}

/** The gradient [o, c, 3, 3] of `winograd`'s filters, where dy [n, h - 2, w - 2, o] is that of its output. */
export function winogradFilterGradient(x: Node, dy: Node): Node {
  const [, height, width, o] = dy.shape as readonly [number, number, number, number];
  const c = x.shape[3]!;
  const [rows, columns] = [tilesFor(height), tilesFor(width)];
  const across = (tiles: Node) => build.permute(tiles, [0, 2, 1]);
  const left = across(transformedGradient(dy, rows, columns));
  const sums = build.dot(left, across(transformedInput(x, rows, columns)), 1, 1);
  const place = (i: number, j: number) => build.reshape(evenly(sums, [4 * i + j, 0, 0], [1, o, c], [1, 1, 1]), [o, c]);
  return build.reshape(stacked(square(filterAdjoint, 4, place), 2), [o, c, 3, 3]);
}
