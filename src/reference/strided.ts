/** Strided copies, which implement most structural operations. */
import { type Shape, sizeOf } from "../base/shape.ts";

/** Reads the elements of `source` at offset + Σ strides[i] · index[i], in row-major order of `shape`. */
export function readStrided(source: Float64Array, shape: Shape, strides: readonly number[], offset = 0): Float64Array {
  const result = new Float64Array(sizeOf(shape));
  forEachOffset(shape, strides, offset, (from, n) => (result[n] = source[from]!));
  return result;
}

/** Writes `source`, in row-major order of `shape`, to `target` at offset + Σ strides[i] · index[i]. */
export function writeStrided(
  target: Float64Array,
  source: Float64Array,
  shape: Shape,
  strides: readonly number[],
  offset = 0,
): void {
  forEachOffset(shape, strides, offset, (to, n) => (target[to] = source[n]!));
}

function forEachOffset(
  shape: Shape,
  strides: readonly number[],
  start: number,
  visit: (at: number, n: number) => void,
) {
  const index = new Array<number>(shape.length).fill(0);
  const size = sizeOf(shape);
  let at = start;
  for (let n = 0; n < size; n++) {
    visit(at, n);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}
