/**
 * Small pieces of code that the packing functions and the driver share: affine addresses, counted loops, the walk over
 * row tiles of two heights and over pieces of K.
 */
import type { FunctionBuilder, Local } from "../assembler/index.ts";
import type { Panels, Pieces, RowTiles } from "./tiles.ts";
import { panelColumns } from "./tiles.ts";

/** Leaves base + sum of local * factor on the stack; a factor may be a local too. */
export function address(
  f: FunctionBuilder,
  base: Local,
  ...terms: readonly (readonly [Local, number | Local])[]
): void {
  f.get(base);
  for (const [local, factor] of terms) {
    if (factor === 0) continue;
    f.get(local);
    if (typeof factor !== "number") f.get(factor).emit("i32.mul");
    else if (factor !== 1) f.i32(factor).emit("i32.mul");
    f.emit("i32.add");
  }
}

/** Leaves the lesser of a local and a constant or local, all unsigned. */
export function minimum(f: FunctionBuilder, a: Local, b: Local | number): void {
  const other = () => (typeof b === "number" ? f.i32(b) : f.get(b));
  f.get(a);
  other();
  f.get(a);
  other();
  f.emit("i32.lt_u").emit("select");
}

/** Runs `body` while `counter` is below `end`, raising it by `step` each time. */
export function countUp(f: FunctionBuilder, counter: Local, end: Local | number, step: number, body: () => void): void {
  f.while(
    () => {
      f.get(counter);
      if (typeof end === "number") f.i32(end);
      else f.get(end);
      f.emit("i32.lt_u");
    },
    () => {
      body();
      f.increment(counter, step);
    },
  );
}

/** Runs `body(first, length)` per piece of K: `first` its first step, `length` how many. */
export function forEachPiece(
  f: FunctionBuilder,
  { depth, length }: Pieces,
  body: (first: Local, length: Local) => void,
): void {
  const first = f.local("i32", "k0");
  const size = f.local("i32", "length");
  f.i32(0).set(first);
  countUp(f, first, depth, length, () => {
    f.i32(depth).get(first).emit("i32.sub").set(size);
    minimum(f, size, length);
    f.set(size);
    body(first, size);
  });
  f.release(first, size);
}

/** Runs `body(row, height)` per row tile in firstTile .. lastTile; `row` is the tile's first row, a local. */
export function forEachTile(
  f: FunctionBuilder,
  { tiles, height, tallTiles }: RowTiles,
  firstTile: Local,
  lastTile: Local,
  body: (row: Local, height: number) => void,
): void {
  const tile = f.local("i32", "tile");
  const row = f.local("i32", "row");
  f.get(firstTile).set(tile);
  f.get(tile).i32(height).emit("i32.mul");
  minimum(f, tile, tallTiles);
  f.emit("i32.add").set(row);
  if (tallTiles > 0) {
    const end = f.local("i32", "tallEnd");
    minimum(f, lastTile, tallTiles);
    f.set(end);
    countUp(f, tile, end, 1, () => {
      body(row, height + 1);
      f.increment(row, height + 1);
    });
    f.release(end);
  }
  if (tallTiles < tiles) {
    countUp(f, tile, lastTile, 1, () => {
      body(row, height);
      f.increment(row, height);
    });
  }
  f.release(tile, row);
}

/** Emits `body(columns)` for a full panel and for a narrower last one, and the choice between them. */
export function byPanelWidth(
  f: FunctionBuilder,
  { panels, lastColumns }: Panels,
  panel: Local,
  body: (columns: number) => void,
): void {
  if (panels === 1 || lastColumns === panelColumns) {
    body(lastColumns);
    return;
  }
  f.get(panel)
    .i32(panels - 1)
    .emit("i32.eq");
  f.if(
    () => body(lastColumns),
    () => body(panelColumns),
  );
}
