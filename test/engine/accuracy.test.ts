/**
 * Accuracy of long sums: within 1e-6 of the f64 result, relative to the sum of the magnitudes. The tests cover every
 * axis and many lengths, with equal numbers, whose rounding errors do not average out, and with random ones.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Conv2d, compile, cumulativeSum, grad, setThreads, type Shape, Tensor } from "../../src/index.ts";
import { startThreads } from "../../src/runtime/index.ts";
import { full } from "../full.ts";
import { uniform } from "../ops/samples.ts";

const bound = 1e-6;
/** Bound for products up to `deepProduct` deep, which add in longer chains because shorter ones would be 5% slower. */
const boundOfProducts = 2e-6;
const deepProduct = 1024;

const kinds: Readonly<Record<string, (n: number) => number>> = {
  tenths: () => 0.1,
  ...(full && { thirds: () => 1 / 3 }),
  "random numbers of both signs": (n) => 2 * uniform(n, 1) - 1,
};

const sizeOf = (shape: Shape) => shape.reduce((product, length) => product * length, 1);

function data(shape: Shape, values: (n: number) => number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, n) => values(n));
}

/** Sums in f64, with the sums of the magnitudes. */
interface Sums {
  readonly sums: Float64Array;
  readonly magnitudes: Float64Array;
}

function noSums(count: number): Sums {
  return { sums: new Float64Array(count), magnitudes: new Float64Array(count) };
}

function add({ sums, magnitudes }: Sums, at: number, value: number): void {
  sums[at]! += value;
  magnitudes[at]! += Math.abs(value);
}

function sumsOver(values: Float32Array, shape: Shape, axes: readonly number[]): Sums {
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const result = noSums(sizeOf(kept));
  values.forEach((value, n) => {
    let [rest, at, stride] = [n, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (!axes.includes(axis)) {
        at += (rest % shape[axis]!) * stride;
        stride *= shape[axis]!;
      }
      rest = Math.floor(rest / shape[axis]!);
    }
    add(result, at, value);
  });
  return result;
}

async function assertClose(got: Tensor, { sums, magnitudes }: Sums, what: string, within = bound): Promise<void> {
  const values = Float64Array.from(await got.array());
  assert.equal(values.length, sums.length, what);
  const off = values.map((value, i) => Math.abs(value - sums[i]!) / magnitudes[i]!);
  const worst = off.reduce((most, x) => (x > most || Number.isNaN(x) ? x : most), 0);
  assert.ok(worst <= within, `${what}: off by ${worst}`);
}

/** Lengths close to the sizes of chains, blocks and pieces of a sum, and larger primes. */
const lengths = [31, 49, 97, 769, 1000, 1025, 4099, 65_537];
const reductions: readonly (readonly [Shape, readonly number[]])[] = [
  ...lengths.flatMap((length) => [
    [[length], [0]] as const,
    [[length, 3], [0]] as const,
    [[2, length], [1]] as const,
    [[2, length, 5], [1]] as const,
  ]),
  [[1_000_003], [0]],
  [[262_144, 2], [0]],
  [[1000, 70], [0]],
  [[70, 1000], [1]],
  [
    [300, 1, 257],
    [0, 2],
  ],
  [
    [41, 31, 60],
    [0, 2],
  ],
  [
    [41, 31, 60],
    [0, 1],
  ],
  [
    [41, 31, 60],
    [0, 1, 2],
  ],
  [
    [8, 5, 28, 29],
    [0, 2, 3],
  ],
  [
    [2, 90, 7, 33],
    [1, 3],
  ],
];

for (const [kind, values] of Object.entries(kinds)) {
  test(`sums, means and norms of ${kind} are accurate over every axis`, async () => {
    for (const [shape, axes] of reductions) {
      const list = data(shape, values);
      const x = Tensor.from(list, [...shape]);
      const expected = sumsOver(list, shape, axes);
      const squares = sumsOver(
        list.map((value) => value * value),
        shape,
        axes,
      );
      const count = list.length / expected.sums.length;
      const scaled = ({ sums, magnitudes }: Sums, by: (x: number) => number) => ({
        sums: sums.map(by),
        magnitudes: magnitudes.map(by),
      });
      const all = (x: Tensor) => [x.sum(axes), x.mean(axes), x.square().sum(axes).sqrt()] as const;
      for (const [mode, results] of [
        ["eager", all(x)],
        ["compiled", compile(all)(x)],
      ] as const) {
        const what = `[${shape}] over ${axes}, ${mode}`;
        await assertClose(results[0], expected, `sum of ${what}`);
        await assertClose(
          results[1],
          scaled(expected, (sum) => sum / count),
          `mean of ${what}`,
        );
        await assertClose(results[2], scaled(squares, Math.sqrt), `norm of ${what}`);
      }
    }
  });

  test(`products of ${kind} are accurate at every depth and in every operand layout`, async () => {
    const depths = [100, 129, 300, 513, 784, 1024, 1025, 2048, 4099, 8192, 20_011];
    for (const depth of depths) {
      for (const [m, n] of [
        [5, 9],
        [1, 3],
        [1, 1],
        [7, 1],
      ] as const)
        await checkProduct(m, depth, n, values);
    }
    await checkProduct(3, 262_147, 2, values);
  });

  test(`running sums of ${kind} are accurate`, async () => {
    for (const shape of [
      [1, 511, 1],
      [1, 4099, 1],
      [1, 100_003, 1],
      [1, 700, 3],
      [1, 3000, 9],
      [3, 1000, 1],
    ] as const) {
      const list = data(shape, values);
      const [, length, stride] = shape;
      const expected = noSums(list.length);
      list.forEach((value, at) => {
        const isFirst = Math.floor(at / stride) % length === 0;
        const before = ({ sums, magnitudes }: Sums) =>
          isFirst ? [0, 0] : [sums[at - stride]!, magnitudes[at - stride]!];
        const [sum, magnitude] = before(expected) as [number, number];
        expected.sums[at] = sum + value;
        expected.magnitudes[at] = magnitude + Math.abs(value);
      });
      await assertClose(cumulativeSum(Tensor.from(list, [...shape]), 1), expected, `[${shape}]`);
    }
  });
}

async function checkProduct(m: number, depth: number, n: number, values: (n: number) => number): Promise<void> {
  const [left, right] = [data([m, depth], values), data([n, depth], (i) => values(i + 77))];
  const expected = noSums(m * n);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      for (let k = 0; k < depth; k++) {
        add(expected, row * n + column, left[row * depth + k]! * right[column * depth + k]!);
      }
    }
  }
  const transposed = (list: Float32Array, rows: number) =>
    Tensor.from(
      Float32Array.from(list, (_, i) => list[(i % rows) * depth + Math.floor(i / rows)]!),
      [depth, rows],
    );
  const [x, y] = [Tensor.from(left, [m, depth]), Tensor.from(right, [n, depth])];
  const forms = {
    rows: () => x.matmul(y.transpose()),
    columns: () => transposed(left, m).transpose().matmul(transposed(right, n)),
  };
  for (const [form, make] of Object.entries(forms)) {
    const what = `[${m}, ${depth}] · [${depth}, ${n}], ${form}`;
    const within = depth > deepProduct ? bound : boundOfProducts;
    await assertClose(make(), expected, `${what}, eager`, within);
    await assertClose(compile(make)(), expected, `${what}, compiled`, within);
  }
}

test("gradients of biases, weights and filters are accurate over 262,144 rows", async () => {
  const rows = 262_144;
  const tenths = (...shape: number[]) => Tensor.from(new Float32Array(sizeOf(shape)).fill(0.1), shape);
  const tenth = Math.fround(0.1);
  const same = (count: number, value: number): Sums => {
    const sums = new Float64Array(count).fill(value);
    return { sums, magnitudes: sums };
  };
  const [x, dy] = [tenths(rows, 3), tenths(rows, 2)];
  const slopes = compile((weight: Tensor, bias: Tensor) =>
    grad(x.matmul(weight).add(bias).mul(dy).sum(), [weight, bias]),
  );
  const [weight, bias] = slopes(tenths(3, 2), tenths(2));
  await assertClose(weight, same(6, rows * tenth * tenth), "weight");
  await assertClose(bias, same(2, rows * tenth), "bias");
  const layer = new Conv2d(2, 3, 3, { bias: false });
  const images = tenths(8, 2, 66, 66);
  const [filters] = grad(layer.forward(images).sum(), [layer.weight]);
  await assertClose(filters, same(3 * 2 * 9, 8 * 64 * 64 * tenth), "filters");
});

test("long sums have the same bits on one thread and on two, and in every run", async () => {
  const list = data([262_147, 3], kinds["random numbers of both signs"]!);
  const x = Tensor.from(list, [262_147, 3]);
  const all = compile((x: Tensor) => [
    x.sum(0),
    x.sum(),
    x.sum(1).square().sum(),
    x.transpose().matmul(x),
    cumulativeSum(x, 0),
  ]);
  const bits = async () =>
    Promise.all(all(x).map(async (result) => Buffer.from((await result.array()).slice().buffer)));
  setThreads(1);
  const [once, again] = [await bits(), await bits()];
  setThreads(2);
  assert.equal(await startThreads(), 2);
  assert.deepEqual(await bits(), once);
  assert.deepEqual(again, once);
  setThreads(1);
});
