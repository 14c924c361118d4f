/** Deterministic samples of the test domains of records. */
import type { DType } from "../../src/base/dtype.ts";
import { threefry2x32 } from "../../src/base/threefry.ts";
import type { Interval } from "../../src/ops/elementwise.ts";

/** The n-th number of stream `stream`, uniform in [0, 1). */
export function uniform(n: number, stream = 0): number {
  return threefry2x32([0, stream], [0, n])[0] / 2 ** 32;
}

/** The n-th sample of `interval` as a value of `dtype`. */
export function sample([low, high]: Interval, dtype: DType, n: number, stream = 0): number {
  const x = low + (high - low) * uniform(n, stream);
  switch (dtype) {
    case "f32":
      return Math.fround(x);
    case "i32":
      return Math.round(x);
    case "u8":
      return Math.abs(Math.round(x)) & 255;
    case "bool":
      return n & 1 ? Number(x > (low + high) / 2) : Number(x < (low + high) / 2);
  }
}
