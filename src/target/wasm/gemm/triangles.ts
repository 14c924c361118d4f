/**
 * Skips tiles and steps of K of a product with triangles that are zero or never read. A tile is computed completely or
 * not at all, so tiles on a diagonal are computed completely.
 */
import { columnsPerPanel } from "../base/target.ts";
import type { Triangle } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local } from "../assembler/index.ts";
import { push, type Value } from "./loops.ts";

/** A tile of C and a piece of K. */
export interface TileSteps {
  readonly row: Local;
  readonly height: number;
  readonly panel: Value;
  readonly columns: number;
  readonly k0: Value;
  readonly length: Value;
}

/** Steps of a piece: number of skipped steps, then number of steps to compute. */
export interface Steps {
  readonly skipped: Value;
  readonly steps: Value;
}

export function withoutTriangles(
  f: FunctionBuilder,
  triangles: readonly Triangle[],
  tile: TileSteps,
  body: (steps: Steps) => void,
): void {
  const hidden = triangles.filter(({ of }) => of === "out");
  const zero = triangles.filter(({ of }) => of !== "out");
  const visible = () => {
    if (zero.length === 0) body({ skipped: 0, steps: tile.length });
    else withoutZeros(f, zero, tile, body);
  };
  if (hidden.length === 0) return visible();
  hidden.forEach((triangle, i) => {
    pushVisible(f, triangle, tile);
    if (i > 0) f.emit("i32.and");
  });
  f.if(visible);
}

/** Pushes 1 if an element of the tile is outside of the triangle, else 0. */
function pushVisible(f: FunctionBuilder, { side, offset }: Triangle, tile: TileSteps): void {
  const pushRow = (within: number) =>
    f
      .get(tile.row)
      .i32(within + offset)
      .emit("i32.add");
  if (side === "above") {
    pushRow(tile.height - 1);
    pushColumn(f, tile, 0).emit("i32.lt_s").emit("i32.eqz");
  } else {
    pushColumn(f, tile, tile.columns - 1);
    pushRow(0).emit("i32.lt_s").emit("i32.eqz");
  }
}

function pushColumn(f: FunctionBuilder, { panel }: TileSteps, within: number): FunctionBuilder {
  if (typeof panel === "number") return f.i32(panel * columnsPerPanel + within);
  return f.get(panel).i32(columnsPerPanel).emit("i32.mul").i32(within).emit("i32.add");
}

/** Runs `body` for the steps in which no operand is zero in the whole tile. */
function withoutZeros(
  f: FunctionBuilder,
  zero: readonly Triangle[],
  tile: TileSteps,
  body: (steps: Steps) => void,
): void {
  const [skipped, end, bound] = [f.local("i32", "skipped"), f.local("i32", "end"), f.local("i32", "bound")];
  f.i32(0).set(skipped);
  push(f, tile.length).set(end);
  for (const { of, side, offset } of zero) {
    // The last row or column of the tile ends last; the first one starts first.
    const within = offset + (side === "below" ? 0 : of === "a" ? tile.height : tile.columns);
    if (of === "a") f.get(tile.row).i32(within).emit("i32.add");
    else pushColumn(f, tile, within);
    push(f, tile.k0).emit("i32.sub").set(bound);
    if (side === "above") keep(f, end, bound, [bound, end]);
    else keep(f, skipped, bound, [skipped, bound]);
  }
  // A tile without steps must still write its zeros.
  keep(f, end, skipped, [end, skipped]);
  f.get(end).get(skipped).emit("i32.sub").set(end);
  body({ skipped, steps: end });
  f.release(skipped, end, bound);
}

/** Sets target = other if x < y. */
function keep(f: FunctionBuilder, target: Local, other: Local, [x, y]: readonly [Local, Local]): void {
  f.get(other).get(target).get(x).get(y).emit("i32.lt_s").emit("select").set(target);
}
