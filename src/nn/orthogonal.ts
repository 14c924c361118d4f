/** The orthogonal initializer, apart from the others as it needs the numbers themselves: its matrix is made on the host. */
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { sizeOf } from "../base/shape.ts";
import { type Initializer, adopt } from "../tensor/index.ts";
import { computeNodes } from "../tensor/source/read.ts";
import { copyOf } from "../tensor/source/source.ts";

/**
 * A random orthogonal matrix times `gain`, of a weight [outputs, ...inputs] taken as [outputs, inputs]: its rows are
 * orthonormal, or its columns where there are fewer of them (Saxe et al., 2014). Throws a ShapeError for fewer than two
 * axes.
 */
export function orthogonal(options: { readonly gain?: number } = {}): Initializer {
  const { gain = 1 } = readOptions("orthogonal", options, { gain: "number" });
  return (shape, random) => {
    if (shape.length < 2) {
      throw new ShapeError("orthogonal cannot initialize a parameter without rows and columns", {
        operands: [{ name: "param", shape }],
        rule: "A weight has the shape [outputs, ...inputs].",
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
 * Gram and Schmidt's process, in place, on `count` vectors of `length`. Normal vectors make every rotation equally
 * likely; each vector is taken twice, as once would leave it orthogonal to fewer digits.
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
