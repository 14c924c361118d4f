/**
 * The innermost function of every matrix product: one tile of C (up to 6 rows by 8 columns) held in registers over one
 * run of K. The form of its loop is what decides the speed: one top-tested loop, not unrolled, the vectors of B first
 * and then per row one splat of A. Every other form tried spills accumulators on some version of V8; so does adding C
 * after the loop instead of starting from it, which halves the speed on V8 11.
 */
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import { lanes } from "./tiles.ts";

/** All strides in bytes. */
export interface MicroKernelOptions {
  /** Rows of the tile, 1 .. 6. */
  readonly rows: number;
  /** Vectors of 4 columns. */
  readonly vectors: 1 | 2;
  /** Columns of the last vector that exist, 1 .. 4: the others are computed but not stored. */
  readonly lastLanes: number;
  /** From one element of A to the next in the same column; or where each row starts. */
  readonly rowStride: number | readonly number[];
  /** From one element of A to the next in the same row. */
  readonly kStride: number;
  /** From one row of B's panel to the next: 16 * vectors when packed. */
  readonly panelStride: number;
  readonly fma: boolean;
}

/**
 * `(k, a, b, c, stride, accumulate)`, all i32: C = A·B over `k` steps, or C += A·B if `accumulate` is not 0. `a`, `b`,
 * `c` point to the tile's first elements, `stride` is the distance of C's rows in bytes. Reads up to 12 bytes beyond a
 * row of B or C, writes the tile only.
 */
export function microKernel(module: ModuleBuilder, options: MicroKernelOptions): FunctionBuilder {
  const { rows, vectors, lastLanes, rowStride, kStride, panelStride, fma } = options;
  const offsets = typeof rowStride === "number" ? Array.from({ length: rows }, (_, row) => row * rowStride) : rowStride;
  const columns = (vectors - 1) * lanes + lastLanes;
  const name = `tile_${rows}x${columns}_a${rowStride}_${kStride}_b${panelStride}${fma ? "_fma" : ""}`;
  return module.shared(name.replaceAll(",", "."), (f) => {
    const k = f.param("i32", "k");
    const a = f.param("i32", "a");
    const b = f.param("i32", "b");
    const c = f.param("i32", "c");
    const stride = f.param("i32", "stride");
    const accumulate = f.param("i32", "accumulate");
    const sums = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: vectors }, (__, j) => f.local("v128", `c${i}${j}`)),
    );
    f.get(accumulate).if(() => loadTile(f, sums, c, stride));
    const right = Array.from({ length: vectors }, (_, j) => f.local("v128", `b${j}`));
    const left = f.local("v128", "a0");
    f.while(
      () => f.get(k),
      () => {
        right.forEach((vector, j) =>
          f
            .get(b)
            .emit("v128.load", 16 * j, 4)
            .set(vector),
        );
        sums.forEach((row, i) => {
          f.get(a).emit("v128.load32_splat", offsets[i]).set(left);
          row.forEach((sum, j) => multiplyAdd(f, left, right[j]!, sum, fma));
        });
        f.increment(a, kStride).increment(b, panelStride).increment(k, -1);
      },
    );
    storeTile(f, sums, c, stride, lastLanes);
  });
}

/** sum += left * right. The product comes first on the stack: the other order costs V8 11 a fifth of its speed. */
function multiplyAdd(f: FunctionBuilder, left: Local, right: Local, sum: Local, fma: boolean): void {
  if (fma) f.get(left).get(right).get(sum).emit("f32x4.relaxed_madd").set(sum);
  else f.get(left).get(right).emit("f32x4.mul").get(sum).emit("f32x4.add").set(sum);
}

function loadTile(f: FunctionBuilder, sums: readonly (readonly Local[])[], c: Local, stride: Local): void {
  const pointer = f.local("i32", "row");
  f.get(c).set(pointer);
  for (const row of sums) {
    row.forEach((sum, j) =>
      f
        .get(pointer)
        .emit("v128.load", 16 * j, 4)
        .set(sum),
    );
    f.get(pointer).get(stride).emit("i32.add").set(pointer);
  }
  f.release(pointer);
}

function storeTile(
  f: FunctionBuilder,
  sums: readonly (readonly Local[])[],
  c: Local,
  stride: Local,
  lastLanes: number,
): void {
  sums.forEach((row, i) => {
    if (i > 0) f.get(c).get(stride).emit("i32.add").set(c);
    row.forEach((sum, j) => storeLanes(f, c, sum, 16 * j, j === row.length - 1 ? lastLanes : lanes));
  });
}

/** Stores the first `count` lanes of a vector at `pointer + offset`. */
export function storeLanes(f: FunctionBuilder, pointer: Local, value: Local, offset: number, count: number): void {
  if (count >= lanes) {
    f.get(pointer).get(value).emit("v128.store", offset, 4);
    return;
  }
  if (count >= 2) f.get(pointer).get(value).emit("v128.store64_lane", 0, offset, 4);
  if (count % 2 === 1)
    f.get(pointer)
      .get(value)
      .emit("v128.store32_lane", count - 1, offset + 4 * (count - 1));
}
