/** Arithmetic on shapes: sizes, strides, axes and broadcasting. */

export type Shape = readonly number[];

/** Maximum length of an axis, because loop counters are signed 32-bit integers. */
export const longestAxis = 2 ** 31 - 1;

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Broadcasts `shapes`, aligned at the last axis. Returns null if two lengths differ and neither is 1. */
export function broadcastShapes(...shapes: readonly Shape[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const length = shape[axis]!;
      const at = rank - shape.length + axis;
      if (length === 1 || length === result[at]) continue;
      if (result[at] !== 1) return null;
      result[at] = length;
    }
  }
  return result;
}

/** The axes of `to` along which broadcasting repeats a tensor of shape `from`. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const missing = to.length - from.length;
  return to.map((_, axis) => axis).filter((axis) => axis < missing || (from[axis - missing] === 1 && to[axis] !== 1));
}

/** Converts a negative axis, which counts from the end. The result may be out of range; the caller checks it. */
export function normalizeAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}
