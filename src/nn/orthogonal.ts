/** Orthogonal initializer. In contrast to the others, it computes its values on the host. */
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { sizeOf } from "../base/shape.ts";
import { type Initializer, adopt } from "../tensor/index.ts";
import { computeNodes } from "../tensor/source/read.ts";
import { copyOf } from "../tensor/source/source.ts";

/**
 * Orthogonal initialization: a random orthogonal matrix times `gain` (default 1) (Saxe et al., 2014). A weight
 * [outputs, ...inputs] is treated as a matrix with `outputs` rows. Its rows are orthonormal, or its columns if there
 * are fewer of them. Throws a ShapeError for a parameter with fewer than 2 axes.
 */
export function orthogonal(options: { readonly gain?: number } = {}): Initializer {
  const { gain = 1 } = readOptions("orthogonal", options, { gain: "number" });
  return (shape, random) => {
    if (shape.length < 2) {
      throw new ShapeError("orthogonal requires a parameter with at least 2 axes", {
        operands: [{ name: "param", shape }],
        rule: "Its shape must be [outputs, ...inputs].",
      });
    }
    const rows = shape[0]!;
    const columns = sizeOf(shape.slice(1));
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const { node } = random.normal([count, length]);
    const drawn = copyOf(computeNodes([node])[0]!);
    const basis = orthonormal(Float64Array.from(drawn), count, length);
    const at = (i: number) => (rows <= columns ? i : (i % columns) * length + Math.floor(i / columns));
    return adopt(
      Float32Array.from(basis, (_, i) => gain * basis[at(i)]!),
      shape,
    );
  };
}

/**
 * Orthonormalizes `count` vectors of `length` elements in place by the Gram-Schmidt process. With normally distributed
 * vectors, the result is uniformly distributed. Each vector is orthogonalized twice to remove the rounding error of the
 * first pass.
 */
function orthonormal(vectors: Float64Array, count: number, length: number): Float64Array {
  const vector = (i: number) => vectors.subarray(i * length, (i + 1) * length);
  for (let i = 0; i < count; i++) {
    const current = vector(i);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) subtract(current, vector(j), product(current, vector(j)));
    }
    const norm = Math.sqrt(product(current, current));
    for (let k = 0; k < length; k++) current[k]! /= norm;
  }
  return vectors;
}

function product(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!;
  return sum;
}

function subtract(x: Float64Array, y: Float64Array, factor: number): void {
  for (let k = 0; k < x.length; k++) x[k]! -= factor * y[k]!;
}
