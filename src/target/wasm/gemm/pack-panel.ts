/**
 * Copies one panel of a matrix into the order in which the micro-kernel reads it: for each step of K, `width`
 * consecutive floats. A panel of B is 8 (or 4) columns wide, a panel of A as wide as its tile is high.
 */
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import { storeLanes } from "./micro-kernel.ts";
import { lanes } from "./tiles.ts";

export interface PackPanelOptions {
  /** Columns of B, or rows of A, that exist. */
  readonly count: number;
  /** Floats per step of K in the panel, at least `count`; those beyond `count` get arbitrary values. */
  readonly width: number;
  /** In elements of the source: from one step of K to the next, and from one of the `count` to the next. */
  readonly kStride: number;
  readonly laneStride: number;
}

const unpackLow = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
const unpackHigh = [8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31];

interface Group {
  /** First lane of up to four, and how many of them exist and are stored. */
  readonly first: number;
  readonly present: number;
  readonly stored: number;
}

/** `(source, destination, k)`, all i32: packs `k` steps. Reads up to 12 bytes beyond a row, writes k * width floats. */
export function packPanel(module: ModuleBuilder, options: PackPanelOptions): FunctionBuilder {
  const { count, width, kStride, laneStride } = options;
  return module.shared(`pack_${count}of${width}_k${kStride}_l${laneStride}`, (f) => {
    const source = f.param("i32", "source");
    const destination = f.param("i32", "destination");
    const k = f.param("i32", "k");
    const groups = Array.from({ length: Math.ceil(count / lanes) }, (_, i): Group => {
      const first = i * lanes;
      return { first, present: Math.min(lanes, count - first), stored: Math.min(lanes, width - first) };
    });
    const steps = (size: number) => {
      if (kStride === 1 && laneStride !== 1) transposeSteps(f, source, destination, groups, options, size);
      else copySteps(f, source, destination, groups, options, size);
      f.increment(source, 4 * size * kStride).increment(destination, 4 * size * width);
      f.increment(k, -size);
    };
    f.while(
      () => f.get(k).i32(lanes).emit("i32.ge_u"),
      () => steps(lanes),
    );
    f.while(
      () => f.get(k),
      () => steps(1),
    );
  });
}

/** `size` steps whose lanes are neighbours in the source, or are gathered one by one where they are not. */
function copySteps(
  f: FunctionBuilder,
  source: Local,
  destination: Local,
  groups: readonly Group[],
  { width, kStride, laneStride }: PackPanelOptions,
  size: number,
): void {
  const value = f.local("v128", "value");
  for (let step = 0; step < size; step++) {
    for (const { first, present, stored } of groups) {
      const offset = 4 * (step * kStride + first * laneStride);
      f.get(source);
      if (laneStride === 1) f.emit("v128.load", offset, 4).set(value);
      else f.emit("v128.load32_zero", offset).set(value);
      for (let lane = 1; laneStride !== 1 && lane < present; lane++) {
        f.get(source)
          .get(value)
          .emit("v128.load32_lane", lane, offset + 4 * lane * laneStride)
          .set(value);
      }
      storeLanes(f, destination, value, 4 * (step * width + first), stored);
    }
  }
  f.release(value);
}

/** `size` (1 .. 4) steps that are neighbours in the source: 4x4 transposes. Lanes that do not exist repeat the last. */
function transposeSteps(
  f: FunctionBuilder,
  source: Local,
  destination: Local,
  groups: readonly Group[],
  { width, laneStride }: PackPanelOptions,
  size: number,
): void {
  const rows = Array.from({ length: lanes }, (_, i) => f.local("v128", `r${i}`));
  for (const { first, present, stored } of groups) {
    rows.forEach((row, i) => {
      const lane = first + Math.min(i, present - 1);
      f.get(source)
        .emit("v128.load", 4 * lane * laneStride, 4)
        .set(row);
    });
    transpose(f, rows).forEach((column, step) => {
      if (step < size) storeLanes(f, destination, column, 4 * (step * width + first), stored);
    });
  }
  f.release(...rows);
}

/** Transposes four vectors in place; the result names the locals that hold the columns, in order. */
function transpose(f: FunctionBuilder, [r0, r1, r2, r3]: readonly Local[]): Local[] {
  const even = f.local("v128", "even");
  const odd = f.local("v128", "odd");
  const merge = (x: Local, y: Local, pattern: readonly number[]) => f.get(x).get(y).emit("i8x16.shuffle", pattern);
  merge(r0!, r2!, unpackLow).set(even);
  merge(r1!, r3!, unpackLow).set(odd);
  merge(r0!, r2!, unpackHigh).set(r2!);
  merge(r1!, r3!, unpackHigh).set(r3!);
  merge(even, odd, unpackLow).set(r0!);
  merge(even, odd, unpackHigh).set(r1!);
  merge(r2!, r3!, unpackLow).set(even);
  merge(r2!, r3!, unpackHigh).set(r3!);
  f.get(even).set(r2!);
  f.release(even, odd);
  return [r0!, r1!, r2!, r3!];
}
