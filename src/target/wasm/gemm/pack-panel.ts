/**
 * Packs one panel of a matrix in the order in which the micro-kernel reads it: `width` consecutive floats for each step
 * of K. A panel of B is 8 (or 4) columns wide; the width of a panel of A is the height of its tile.
 */
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import { storeLanes } from "./micro-kernel.ts";
import { lanes } from "./tiles.ts";

/** Options of `packPanel`. */
export interface PackPanelOptions {
  /** Number of columns of B or rows of A. */
  readonly count: number;
  /** Floats per step of K in the panel, at least `count`. The additional ones get arbitrary values. */
  readonly width: number;
  /** Contiguous direction of the source: "copied" for the floats of a step, "transposed" for K, "gathered" for none. */
  readonly form: "copied" | "transposed" | "gathered";
}

/** Up to four lanes that fit one vector. */
interface Group {
  readonly first: number;
  /** Number of lanes in the source. */
  readonly present: number;
  /** Number of lanes to store. */
  readonly stored: number;
}

interface Frame {
  readonly f: FunctionBuilder;
  readonly source: Local;
  readonly destination: Local;
  /** Stride of the lanes in the source, in bytes. */
  readonly laneStride: Local;
  readonly groups: readonly Group[];
  readonly width: number;
  /** Address of the next lane in the source. */
  readonly pointer: Local;
}

/**
 * `(source, destination, k, kStride, laneStride)`, all i32: packs `k` steps. The strides are those of the source, in
 * bytes. Reads up to 12 bytes beyond a row and writes k * width floats.
 */
export function packPanel(module: ModuleBuilder, { count, width, form }: PackPanelOptions): FunctionBuilder {
  return module.shared(`pack_${count}of${width}_${form}`, (f) => {
    const [source, destination] = [f.param("i32", "source"), f.param("i32", "destination")];
    const k = f.param("i32", "k");
    const [kStride, laneStride] = [f.param("i32", "kStride"), f.param("i32", "laneStride")];
    const groups = Array.from({ length: Math.ceil(count / lanes) }, (_, i): Group => {
      const first = i * lanes;
      return { first, present: Math.min(lanes, count - first), stored: Math.min(lanes, width - first) };
    });
    const frame: Frame = { f, source, destination, laneStride, groups, width, pointer: f.local("i32", "pointer") };
    if (form === "transposed") {
      f.while(
        () => f.get(k).i32(lanes).emit("i32.ge_u"),
        () => {
          transposeSteps(frame);
          f.increment(source, 4 * lanes)
            .increment(destination, 4 * lanes * width)
            .increment(k, -lanes);
        },
      );
    }
    f.while(
      () => f.get(k),
      () => {
        if (form === "copied") copyStep(frame);
        else gatherStep(frame);
        f.get(source).get(kStride).emit("i32.add").set(source);
        f.increment(destination, 4 * width).increment(k, -1);
      },
    );
  });
}

/** Packs one step whose lanes are contiguous in the source. */
function copyStep({ f, source, destination, groups }: Frame): void {
  const value = f.local("v128", "value");
  for (const { first, stored } of groups) {
    f.get(source)
      .emit("v128.load", 4 * first, 4)
      .set(value);
    storeLanes(f, destination, value, 4 * first, stored);
  }
  f.release(value);
}

/** Packs one step whose lanes are not contiguous. */
function gatherStep({ f, source, destination, laneStride, groups, pointer }: Frame): void {
  const value = f.local("v128", "value");
  f.get(source).set(pointer);
  for (const { first, present, stored } of groups) {
    for (let lane = 0; lane < present; lane++) {
      if (lane === 0) f.get(pointer).emit("v128.load32_zero").set(value);
      else f.get(pointer).get(value).emit("v128.load32_lane", lane).set(value);
      f.get(pointer).get(laneStride).emit("i32.add").set(pointer);
    }
    storeLanes(f, destination, value, 4 * first, stored);
  }
  f.release(value);
}

/** Packs four contiguous steps by 4x4 transposes. Missing lanes repeat the last one. */
function transposeSteps({ f, source, destination, laneStride, groups, width, pointer }: Frame): void {
  const rows = Array.from({ length: lanes }, (_, i) => f.local("v128", `r${i}`));
  f.get(source).set(pointer);
  for (const { first, present, stored } of groups) {
    rows.forEach((row, i) => {
      if (first + i > 0 && i < present) f.get(pointer).get(laneStride).emit("i32.add").set(pointer);
      f.get(pointer).emit("v128.load", 0, 4).set(row);
    });
    transpose(f, rows).forEach((column, step) => {
      storeLanes(f, destination, column, 4 * (step * width + first), stored);
    });
  }
  f.release(...rows);
}

const unpackLow = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
const unpackHigh = [8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31];

/** Transposes four vectors in place. Returns the locals that contain the columns, in order. */
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
