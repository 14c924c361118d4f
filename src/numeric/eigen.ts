/** Eigenvalues of small symmetric matrices, such as Hessians and covariances. Computes in f64 on JavaScript arrays. */
import { ArgumentError, NumericError, ShapeError } from "../base/errors.ts";
import { describe } from "../base/options.ts";
import { dot, largestOf, lengthOf } from "./vectors.ts";

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface Eigen {
  /** Eigenvalues in ascending order. */
  readonly values: Float64Array;
  /** Orthonormal eigenvectors; `vectors[i]` belongs to `values[i]`. */
  readonly vectors: readonly Float64Array[];
}

/** Maximum difference of two elements that should be equal, relative to the largest element. */
const asymmetry = 1e-4;

/**
 * Computes the eigenvalues and eigenvectors of a symmetric matrix, given as an array of rows. Uses Householder
 * reduction to tridiagonal form, then QR steps with Wilkinson's shift, in O(n³) operations. The absolute error of an
 * eigenvalue is about 1e-15 of the largest one. The upper and the lower triangle are averaged. Throws a ShapeError
 * unless the matrix is square, an ArgumentError if the triangles differ by more than 1e-4 of the largest element, and a
 * NumericError if an element is not finite.
 * Source: Golub and Van Loan, Matrix Computations, ch. 8.
 */
export function eigenSymmetric(matrix: readonly ArrayLike<number>[]): Eigen {
  const rows = symmetric(matrix);
  const { diagonal, offDiagonal, reflections } = reduce(rows);
  const { values, vectors } = eigenTridiagonal(diagonal, offDiagonal);
  for (const vector of vectors) {
    for (const reflection of reflections.toReversed()) reflect(vector, reflection);
  }
  return { values, vectors };
}

/** A copy with both triangles averaged. */
function symmetric(matrix: readonly ArrayLike<number>[]): Float64Array[] {
  if (!Array.isArray(matrix)) {
    throw new ArgumentError(`eigenSymmetric was given ${describe(matrix)}`, { rule: "Pass an array of rows." });
  }
  const n = matrix.length;
  const odd = matrix.find((row: ArrayLike<number>) => row.length !== n) as ArrayLike<number> | undefined;
  if (odd !== undefined) {
    throw new ShapeError(`eigenSymmetric was given a row of ${odd.length} among ${n} rows`, {
      rule: "The matrix must be square.",
    });
  }
  const rows = (matrix as readonly ArrayLike<number>[]).map((row) => Float64Array.from(row));
  const largest = rows.reduce((most, row) => Math.max(most, largestOf(row)), 0);
  if (!Number.isFinite(largest)) {
    throw new NumericError("eigenSymmetric was given a matrix with NaN or infinity", {
      rule: "Elements must be finite.",
    });
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [rows[i]![j]!, rows[j]![i]!];
      if (Math.abs(x - y) > asymmetry * largest) {
        throw new ArgumentError("eigenSymmetric was given a matrix that is not symmetric", {
          rule: `The elements at [${i}, ${j}] and [${j}, ${i}] must be equal, but are ${x} and ${y}.`,
        });
      }
      rows[i]![j] = rows[j]![i] = (x + y) / 2;
    }
  }
  return rows;
}

/** The Householder reflection x - factor (v · x) v of the elements of x at index `start` and above. */
interface Reflection {
  readonly start: number;
  readonly v: Float64Array;
  readonly factor: number;
}

function reflect(x: Float64Array, { start, v, factor }: Reflection): void {
  let product = 0;
  for (let i = 0; i < v.length; i++) product += v[i]! * x[start + i]!;
  for (let i = 0; i < v.length; i++) x[start + i]! -= factor * product * v[i]!;
}

/** Householder reduction to tridiagonal form. Overwrites `rows`. */
function reduce(rows: Float64Array[]) {
  const n = rows.length;
  const reflections: Reflection[] = [];
  for (let k = 0; k + 2 < n; k++) {
    const start = k + 1;
    const v = Float64Array.from({ length: n - start }, (_, i) => rows[start + i]![k]!);
    const length = lengthOf(v);
    if (length === 0) continue;
    v[0]! += v[0]! < 0 ? -length : length;
    const reflection = { start, v, factor: 2 / dot(v, v) };
    reflections.push(reflection);
    // Multiplies by the reflection from the right (rows), then from the left (columns).
    for (const row of rows) reflect(row, reflection);
    reflectColumns(rows, reflection);
  }
  const diagonal = Float64Array.from(rows, (row, i) => row[i]!);
  const offDiagonal = Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => rows[i + 1]![i]!);
  return { diagonal, offDiagonal, reflections };
}

function reflectColumns(rows: readonly Float64Array[], { start, v, factor }: Reflection): void {
  const sums = new Float64Array(rows.length);
  v.forEach((weight, i) => rows[start + i]!.forEach((x, j) => (sums[j]! += weight * x)));
  v.forEach((weight, i) => {
    const row = rows[start + i]!;
    for (let j = 0; j < row.length; j++) row[j]! -= factor * weight * sums[j]!;
  });
}

/** Eigenvalues and eigenvectors of a symmetric tridiagonal matrix. Throws a NumericError if QR does not converge. */
export function eigenTridiagonal(diagonal: ArrayLike<number>, offDiagonal: ArrayLike<number>): Eigen {
  const a = Float64Array.from(diagonal);
  const b = Float64Array.from(offDiagonal);
  const n = a.length;
  const vectors = Array.from({ length: n }, (_, i) => new Float64Array(n).fill(1, i, i + 1));
  const scale = Math.max(largestOf(a), largestOf(b));
  let patience = 60 * n + 60;
  for (let high = n - 1; high > 0;) {
    const isSmall = (k: number) =>
      Math.abs(b[k]!) <= Number.EPSILON * Math.max(Math.abs(a[k]!) + Math.abs(a[k + 1]!), Number.EPSILON * scale);
    if (isSmall(high - 1)) {
      b[--high] = 0;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !isSmall(low - 1)) low--;
    step(a, b, vectors, low, high);
    if (--patience < 0) throw new NumericError("the eigenvalues of a symmetric matrix did not converge");
  }
  const order = [...a.keys()].sort((i, j) => a[i]! - a[j]!);
  return { values: Float64Array.from(order, (i) => a[i]!), vectors: order.map((i) => vectors[i]!) };
}

/** One implicit QR step on the rows `low` to `high`: rotations chase the bulge down the diagonals. */
function step(a: Float64Array, b: Float64Array, vectors: readonly Float64Array[], low: number, high: number): void {
  const half = (a[high - 1]! - a[high]!) / 2;
  const last = b[high - 1]!;
  const shift = a[high]! - last ** 2 / (half + (half < 0 ? -1 : 1) * Math.hypot(half, last));
  let [x, bulge] = [a[low]! - shift, b[low]!];
  for (let k = low; k < high; k++) {
    const r = Math.hypot(x, bulge);
    const [c, s] = r === 0 ? [1, 0] : [x / r, bulge / r];
    if (k > low) b[k - 1] = r;
    const [p, q, w] = [a[k]!, b[k]!, a[k + 1]!];
    a[k] = c * c * p + 2 * c * s * q + s * s * w;
    a[k + 1] = s * s * p - 2 * c * s * q + c * c * w;
    b[k] = c * s * (w - p) + (c * c - s * s) * q;
    x = b[k]!;
    if (k + 1 < high) {
      bulge = s * b[k + 1]!;
      b[k + 1]! *= c;
    }
    rotate(vectors[k]!, vectors[k + 1]!, c, s);
  }
}

function rotate(u: Float64Array, v: Float64Array, c: number, s: number): void {
  for (let i = 0; i < u.length; i++) {
    const [x, y] = [u[i]!, v[i]!];
    u[i] = c * x + s * y;
    v[i] = c * y - s * x;
  }
}
