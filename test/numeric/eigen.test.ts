import assert from "node:assert/strict";
import { test } from "node:test";
import { eigenTridiagonal } from "../../src/numeric/eigen.ts";
import { eigenSymmetric, lanczos } from "../../src/numeric/index.ts";
import { messageOf } from "../tensor/helpers.ts";

type Matrix = readonly (readonly number[])[];

const matrixOf = (n: number, element: (i: number, j: number) => number): Matrix =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => element(i, j)));

const times = (matrix: Matrix, x: ArrayLike<number>) =>
  Float64Array.from(matrix, (row) => row.reduce((sum, a, j) => sum + a * x[j]!, 0));

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i]! - expected[i]!) <= tolerance, `element ${i} is ${actual[i]}, not ${expected[i]}`);
  }
}

/** Checks matrix · vector = value · vector for all vectors, and that they are orthonormal. */
function assertEigen(matrix: Matrix, tolerance = 1e-12): Float64Array {
  const { values, vectors } = eigenSymmetric(matrix);
  assert.equal(vectors.length, matrix.length);
  vectors.forEach((vector, i) => {
    assertClose(
      times(matrix, vector),
      vector.map((x) => x * values[i]!),
      tolerance,
    );
    vectors.forEach((other, j) => {
      const product = vector.reduce((sum, x, k) => sum + x * other[k]!, 0);
      assert.ok(Math.abs(product - Number(i === j)) < 1e-12, `${product}`);
    });
  });
  assert.deepEqual(
    [...values],
    [...values].sort((a, b) => a - b),
  );
  return values;
}

/** The matrix of second differences in one dimension. Its eigenvalues are 2 - 2 cos(kπ / (n + 1)). */
const differences = (n: number) => matrixOf(n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
const ofDifferences = (n: number) =>
  Float64Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));

test("eigenvalues match closed forms", () => {
  for (const n of [1, 2, 3, 17, 60]) assertClose(assertEigen(differences(n)), ofDifferences(n), 1e-13);
  assertClose(
    assertEigen([
      [0, 1],
      [1, 0],
    ]),
    [-1, 1],
    1e-15,
  );
  assertClose(assertEigen(matrixOf(4, () => 1)), [0, 0, 0, 4], 1e-15);
  assertClose(assertEigen(matrixOf(3, (i, j) => Number(i === j) * (3 - i))), [1, 2, 3], 0);
  assertClose(assertEigen(matrixOf(5, () => 0)), [0, 0, 0, 0, 0], 0);
  assertClose(assertEigen([[-7]]), [-7], 0);
  assert.deepEqual(eigenSymmetric([]), { values: new Float64Array(0), vectors: [] });
});

/**
 * Results of NumPy 2.4: linalg.eigvalsh of [1 / (i + j + 1)] and [cos(1 + 3ij + i + j)], and the first eigenvector of
 * the latter.
 */
const hilbert = [
  1.0827994845192786e-7, 1.257075712263069e-5, 0.0006157483541825938, 0.016321521319875708, 0.2423608705752093,
  1.6188998589243386,
];
const cosines = [-1.9259014174903382, -1.232180853332949, 0.9051711268193853, 1.4360045323622637, 2.0935124182931357];
const first = [0.4445089240519525, 0.31157303157503935, 0.5655091282039826, 0.4263874595262814, -0.45136152107818256];

test("eigenvalues match NumPy", () => {
  assertClose(assertEigen(matrixOf(6, (i, j) => 1 / (i + j + 1))), hilbert, 1e-14);
  const { values, vectors } = eigenSymmetric(matrixOf(5, (i, j) => Math.cos(1 + 3 * i * j + i + j)));
  assertClose(values, cosines, 1e-14);
  const sign = Math.sign(vectors[0]![0]! * first[0]!);
  assertClose(
    vectors[0]!.map((x) => x * sign),
    first,
    1e-13,
  );
});

test("matrices of large and small elements, and one whose triangles differ by rounding", () => {
  const noise = (i: number, j: number) => Math.sin(7 * Math.max(i, j) + 13 * Math.min(i, j) ** 2);
  assertEigen(matrixOf(80, noise), 1e-12);
  assertEigen(
    matrixOf(20, (i, j) => 1e150 * noise(i, j)),
    1e138,
  );
  assertEigen(
    matrixOf(20, (i, j) => 1e-150 * noise(i, j)),
    1e-162,
  );
  assertClose(
    eigenSymmetric([
      [1, 2 + 1e-6],
      [2, 1],
    ]).values,
    [-1, 3],
    1e-6,
  );
  const rows = [Float32Array.of(2, 0), Float32Array.of(0, 1)];
  assert.deepEqual([...eigenSymmetric(rows).values], [1, 2]);
  assert.deepEqual([...rows[0]!], [2, 0]);
});

test("eigenvalues of tridiagonal matrices", () => {
  const { values } = eigenTridiagonal(new Array<number>(9).fill(2), new Array<number>(8).fill(-1));
  assertClose(values, ofDifferences(9), 1e-14);
  assertClose(eigenTridiagonal([1, 1e-30, 5], [1e-200, 0]).values, [1e-30, 1, 5], 1e-15);
});

const product = (matrix: Matrix) => (x: Float64Array) => times(matrix, x);

test("lanczos finds all eigenvalues in `size` steps and never takes more", async () => {
  for (const [size, steps] of [
    [1, 1],
    [1, 5],
    [2, 2],
    [12, 12],
    [12, 40],
  ] as const) {
    const found = await lanczos(product(differences(size)), { size, steps });
    assertClose(found.values, ofDifferences(size), 1e-12);
    assert.deepEqual([found.steps, found.invariant, found.vectors.length], [size, true, 0]);
  }
});

test("after few steps the extreme values have converged, and every bound holds", async () => {
  const n = 300;
  const eigenvalues = Array.from({ length: n }, (_, i) => (i === 0 ? -40 : i === n - 1 ? 100 : (i / n) ** 2));
  const diagonal = (x: Float64Array) => x.map((value, i) => value * eigenvalues[i]!);
  const found = await lanczos(diagonal, { size: n, steps: 15, seed: 4, vectors: true });
  assert.deepEqual([found.steps, found.invariant, found.values.length], [15, false, 15]);
  assertClose([found.values[0]!, found.values[14]!], [-40, 100], 1e-10);
  found.values.forEach((value, i) => {
    const nearest = Math.min(...eigenvalues.map((eigenvalue) => Math.abs(eigenvalue - value)));
    assert.ok(nearest <= found.bounds[i]! + 1e-12, `${value}: ${nearest} > ${found.bounds[i]}`);
    const vector = found.vectors[i]!;
    const residual = Math.hypot(...diagonal(vector).map((x, j) => x - value * vector[j]!));
    assert.ok(Math.abs(residual - found.bounds[i]!) < 1e-10);
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-12);
  });
  assert.ok(found.bounds[7]! > 1e-6, "inner values have not converged yet");
});

test("an invariant subspace ends lanczos early and is reported", async () => {
  const half = (x: Float64Array) => x.map((value, i) => (i < 5 ? value : 3 * value));
  const two = await lanczos(half, { size: 10, steps: 8 });
  assert.deepEqual([two.steps, two.invariant], [2, true]);
  assertClose(two.values, [1, 3], 1e-12);
  const nothing = await lanczos((x) => x.map(() => 0), { size: 7, steps: 7, vectors: true });
  assert.deepEqual([[...nothing.values], nothing.steps, nothing.invariant, nothing.vectors.length], [[0], 1, true, 1]);
  const single = await lanczos((x) => Float32Array.from(half(x)), { size: 10, steps: 8 });
  assert.deepEqual([single.steps, single.invariant], [2, true]);
});

test("products may be promises and f32; the start vector depends only on the seed", async () => {
  const matrix = differences(30);
  const late = async (x: Float64Array) => Promise.resolve(Float32Array.from(times(matrix, x)));
  const [first, again, other] = await Promise.all(
    [3, 3, 4].map((seed) => lanczos(late, { size: 30, steps: 10, seed })),
  );
  assert.deepEqual(first!.values, again!.values);
  assert.notDeepEqual(first!.values, other!.values);
  const all = await lanczos(late, { size: 30, steps: 30 });
  assertClose(all.values, ofDifferences(30), 1e-6);
});

test("vectors stay orthogonal, so that no eigenvalue is found twice", async () => {
  const n = 120;
  const eigenvalues = Array.from({ length: n }, (_, i) => 0.9 ** i * 1000);
  const found = await lanczos((x) => x.map((value, i) => value * eigenvalues[i]!), { size: n, steps: 60 });
  const leading = [...found.values].reverse().slice(0, 20);
  assertClose(leading, eigenvalues.slice(0, 20), 1e-6);
});

/** Error messages in full. */
const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () =>
      eigenSymmetric([
        [1, 2],
        [3, 4],
      ]),
    `ArgumentError: eigenSymmetric was given a matrix that is not symmetric
  The elements at [1, 0] and [0, 1] must be equal, but are 3 and 2.`,
  ],
  [
    () =>
      eigenSymmetric([
        [1, 2, 3],
        [2, 1, 0],
      ]),
    `ShapeError: eigenSymmetric was given a row of 3 among 2 rows
  The matrix must be square.`,
  ],
  [
    () => eigenSymmetric([[NaN]]),
    `NumericError: eigenSymmetric was given a matrix with NaN or infinity
  Elements must be finite.`,
  ],
  [
    () => eigenSymmetric(3 as unknown as number[][]),
    `ArgumentError: eigenSymmetric was given the number 3
  Pass an array of rows.`,
  ],
  [
    () => lanczos((x) => Float64Array.from([x[0]! + 2 * x[1]!, x[1]!]), { size: 2, steps: 2 }),
    `ArgumentError: lanczos was given an operator that is not symmetric
  u · product(v) must equal v · product(u): # is not # in step 2.
  Multiply by the matrix and by its transpose, or pass the Hessian of a single loss.`,
  ],
  [
    () => lanczos((x) => x.subarray(1), { size: 3, steps: 2 }),
    `ShapeError: the product of lanczos has 2 elements
  It must have 3, as the vector has.`,
  ],
  [
    () => lanczos((x) => x.map(() => NaN), { size: 3, steps: 2 }),
    `NumericError: the product of lanczos is not finite in step 1
  All elements must be finite.`,
  ],
  [
    () => lanczos((x) => [...x] as unknown as Float64Array, { size: 3, steps: 2 }),
    `ArgumentError: the product of lanczos returned an array of length 3
  It must return a Float32Array or Float64Array.`,
  ],
  [
    () => lanczos((x) => x, { size: 0, steps: 2 }),
    `ArgumentError: lanczos was given the number 0 as size
  size must be an integer of at least 1.`,
  ],
  [
    () => lanczos((x) => x, { size: 2, steps: 2, seed: 0.5 }),
    `ArgumentError: lanczos was given the number 0.5 as seed
  seed must be a safe integer.`,
  ],
  [
    () => lanczos([[1]] as unknown as () => Float64Array, { size: 1, steps: 1 }),
    `ArgumentError: lanczos was given an array of length 1
  Pass a function that multiplies the operator by a vector.
  For a network: hessianOperator(() => loss, params).product.`,
  ],
];

for (const [body, message] of messages) {
  test(`error: ${message.split("\n").slice(0, 2).join(" ")}`, async () => {
    const found = (await messageOf(body)).trim().replace(/: -?[\d.e-]+ is not -?[\d.e-]+ /, ": # is not # ");
    assert.equal(found, message);
  });
}
