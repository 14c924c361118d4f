/**
 * Code shared by packing and multiplying: affine addresses, counted loops, and loops over row tiles of two heights,
 * over panels and over pieces of K. Arithmetic on constants is done by the generator and takes no instructions.
 */
import { columnsPerPanel } from "../base/target.ts";
import type { FunctionBuilder, Local } from "../assembler/index.ts";
import type { Panels, Pieces, RowTiles } from "./tiles.ts";

/** An i32: a constant of the generated code, or a variable. */
export type Value = Local | number;

export function push(f: FunctionBuilder, value: Value): FunctionBuilder {
  return typeof value === "number" ? f.i32(value) : f.get(value);
}

/** Pushes a · b. */
function product(f: FunctionBuilder, a: Value, b: number): FunctionBuilder {
  if (typeof a === "number") return f.i32(a * b);
  return b === 1 ? f.get(a) : f.get(a).i32(b).emit("i32.mul");
}

/** Pushes base + Σ value · factor. */
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

/** Pushes the minimum of two unsigned values. */
function minimum(f: FunctionBuilder, a: Value, b: Value): FunctionBuilder {
  if (typeof a === "number" && typeof b === "number") return f.i32(Math.min(a, b));
  push(push(f, a), b);
  return push(push(f, a), b).emit("i32.lt_u").emit("select");
}

/** Runs `body` while `counter` is less than `end`, and adds `step` to it each time. */
export function countUp(f: FunctionBuilder, counter: Local, end: Value, step: number, body: () => void): void {
  f.while(
    () => push(f.get(counter), end).emit("i32.lt_u"),
    () => {
      body();
      f.increment(counter, step);
    },
  );
}

/** Splits `length` into parts of at most `step` and runs `body(first, size)` for each part, at least once. */
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

/** Runs `body(first, length)` for each piece of K, with its first step and its number of steps. */
export function forEachPiece(
  f: FunctionBuilder,
  { depth, length }: Pieces,
  body: (first: Value, length: Value) => void,
): void {
  forEachPart(f, depth, length, body);
}

/** A pointer that advances with the rows. */
export interface RowPointer {
  readonly pointer: Local;
  /** Two factors, whose product is the number of bytes per row. */
  readonly bytesPerRow: readonly [Value, number];
}

/** The row tiles first … first + count - 1. */
export interface TileRange {
  readonly first: Value;
  readonly count: Value;
}

/** Runs `body(height)` for each row tile. Moves the pointers from row 0 to the first row of each tile. */
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

/** Pushes the number of tiles that start before a row. */
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

/** The panels first … last - 1. */
export interface PanelRange {
  readonly first: Value;
  readonly last: Value;
}

/** Runs `body(panel, columns)` for each panel. Generates it twice if the last panel is narrower. */
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
