/**
 * Small pieces of code that packing and multiplying share: affine addresses, counted loops, the walks over row tiles of
 * two heights, over panels and over pieces of K. What is known when the code is written takes no instructions.
 */
import { columnsPerPanel } from "../base/target.ts";
import type { FunctionBuilder, Local } from "../assembler/index.ts";
import type { Panels, Pieces, RowTiles } from "./tiles.ts";

/** An i32 that is known when the code is written, or held by a variable. */
export type Value = Local | number;

export function push(f: FunctionBuilder, value: Value): FunctionBuilder {
  return typeof value === "number" ? f.i32(value) : f.get(value);
}

/** Leaves a · b on the stack. */
function product(f: FunctionBuilder, a: Value, b: number): FunctionBuilder {
  if (typeof a === "number") return f.i32(a * b);
  return b === 1 ? f.get(a) : f.get(a).i32(b).emit("i32.mul");
}

/** Leaves base + Σ value · factor on the stack. */
export function address(
  f: FunctionBuilder,
  base: Local,
  ...terms: readonly (readonly [Value, number])[]
): FunctionBuilder {
  f.get(base);
  let offset = 0;
  for (const [value, factor] of terms) {
    if (typeof value === "number") offset += value * factor;
    else if (factor !== 0) product(f, value, factor).emit("i32.add");
  }
  return offset === 0 ? f : f.i32(offset).emit("i32.add");
}

/** Leaves the lesser of two values, unsigned. */
function minimum(f: FunctionBuilder, a: Value, b: Value): FunctionBuilder {
  if (typeof a === "number" && typeof b === "number") return f.i32(Math.min(a, b));
  push(push(f, a), b);
  return push(push(f, a), b).emit("i32.lt_u").emit("select");
}

/** Runs `body` while `counter` is below `end`, raising it by `step` each time. */
export function countUp(f: FunctionBuilder, counter: Local, end: Value, step: number, body: () => void): void {
  f.while(
    () => push(f.get(counter), end).emit("i32.lt_u"),
    () => {
      body();
      f.increment(counter, step);
    },
  );
}

/** Runs `body(first, size)` for each of the parts of at most `step` that `length` is cut into; at least once. */
export function forEachPart(
  f: FunctionBuilder,
  length: Value,
  step: number,
  body: (first: Value, size: Value) => void,
): void {
  if (typeof length === "number" && length <= step) return body(0, length);
  const first = f.local("i32", "first");
  const size = f.local("i32", "size");
  f.i32(0).set(first);
  f.repeat(
    () => {
      if (typeof length === "number" && length % step === 0) body(first, step);
      else {
        push(f, length).get(first).emit("i32.sub").set(size);
        minimum(f, size, step).set(size);
        body(first, size);
      }
      f.increment(first, step);
    },
    () => push(f.get(first), length).emit("i32.lt_u"),
  );
  f.release(first, size);
}

/** Runs `body(first, length)` per piece of K: `first` its first step, `length` how many. */
export function forEachPiece(
  f: FunctionBuilder,
  { depth, length }: Pieces,
  body: (first: Value, length: Value) => void,
): void {
  forEachPart(f, depth, length, body);
}

/** A pointer that moves on by so many bytes per row. */
export interface RowPointer {
  readonly pointer: Local;
  /** The product of the two. */
  readonly bytesPerRow: readonly [Value, number];
}

/** Row tiles first .. first + count - 1. */
export interface TileRange {
  readonly first: Value;
  readonly count: Value;
}

/** Runs `body(height)` per row tile. The pointers stand at row 0 before, and at the tile's first row in `body`. */
export function forEachTile(
  f: FunctionBuilder,
  rowTiles: RowTiles,
  { first, count }: TileRange,
  pointers: readonly RowPointer[],
  body: (height: number) => void,
): void {
  const { tiles, height, tallTiles } = rowTiles;
  const tile = f.local("i32", "tile");
  const end = f.local("i32", "tileEnd");
  const walk = (rows: number) =>
    countUp(f, tile, end, 1, () => {
      body(rows);
      for (const {
        pointer,
        bytesPerRow: [value, factor],
      } of pointers) {
        if (typeof value === "number") f.increment(pointer, value * factor * rows);
        else address(f, pointer, [value, factor * rows]).set(pointer);
      }
    });
  if (first !== 0) skipTiles(f, rowTiles, first, pointers);
  push(f, first).set(tile);
  const setEnd = () => {
    if (typeof first === "number" && typeof count === "number") f.i32(first + count);
    else push(push(f, first), count).emit("i32.add");
    f.set(end);
  };
  setEnd();
  if (tallTiles > 0) {
    minimum(f, end, tallTiles).set(end);
    walk(height + 1);
    setEnd();
  }
  if (tallTiles < tiles) walk(height);
  f.release(tile, end);
}

/** Moves the pointers from row 0 to the first row of a tile. */
function skipTiles(
  f: FunctionBuilder,
  { height, tallTiles }: RowTiles,
  tile: Value,
  pointers: readonly RowPointer[],
): void {
  const row = f.local("i32", "row");
  product(f, tile, height);
  if (tallTiles > 0) minimum(f, tile, tallTiles).emit("i32.add");
  f.set(row);
  for (const {
    pointer,
    bytesPerRow: [value, factor],
  } of pointers) {
    push(f.get(pointer).get(row), value).emit("i32.mul").i32(factor).emit("i32.mul").emit("i32.add").set(pointer);
  }
  f.release(row);
}

/** Leaves how many tiles start before a row. */
export function tilesBefore(f: FunctionBuilder, { height, tallTiles }: RowTiles, row: Local): FunctionBuilder {
  const tallRows = tallTiles * (height + 1);
  const others = () => {
    f.get(row)
      .i32(height - 1 - tallRows)
      .emit("i32.add")
      .i32(height)
      .emit("i32.div_u");
    if (tallTiles > 0) f.i32(tallTiles).emit("i32.add");
  };
  if (tallTiles === 0) {
    others();
    return f;
  }
  f.get(row).i32(tallRows).emit("i32.lt_u");
  return f.if(
    () =>
      f
        .get(row)
        .i32(height)
        .emit("i32.add")
        .i32(height + 1)
        .emit("i32.div_u"),
    others,
    "i32",
  );
}

/** Panels from the first to the one before the last. */
export interface PanelRange {
  readonly first: Value;
  readonly last: Value;
}

/** Runs `body(panel, columns)` per panel, written once for full panels and once for a narrower last one. */
export function forEachPanel(
  f: FunctionBuilder,
  { panels, lastColumns }: Panels,
  { first, last }: PanelRange,
  body: (panel: Value, columns: number) => void,
): void {
  if (panels === 1) return body(0, lastColumns);
  const panel = f.local("i32", "panel");
  push(f, first).set(panel);
  countUp(f, panel, last, 1, () => {
    if (lastColumns === columnsPerPanel) return body(panel, columnsPerPanel);
    f.get(panel)
      .i32(panels - 1)
      .emit("i32.eq");
    f.if(
      () => body(panel, lastColumns),
      () => body(panel, columnsPerPanel),
    );
  });
  f.release(panel);
}
