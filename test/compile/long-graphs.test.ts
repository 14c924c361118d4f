/**
 * Graphs of thousands of operations: the compiler must not recurse as deep as they are, and its work must grow
 * linearly.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arange,
  compile,
  concat,
  grad,
  graphOf,
  LayerNorm,
  Linear,
  ones,
  reference,
  scan,
  stack,
  Tensor,
} from "../../src/index.ts";

const start = () => Tensor.from([0.5, -0.25, 1]);

function repeated<T>(first: T, times: number, step: (value: T, i: number) => T): T {
  let value = first;
  for (let i = 0; i < times; i++) value = step(value, i);
  return value;
}

const many = (n: number, make: (i: number) => Tensor): Tensor[] => Array.from({ length: n }, (_, i) => make(i));

function sumByPairs(tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 1) return tensors[0]!;
  const half = tensors.length >> 1;
  return sumByPairs(tensors.slice(0, half)).add(sumByPairs(tensors.slice(half)));
}

/** Graphs of about `n` operations, with the expected first element if there is a formula for it. */
const graphs: Record<string, { of: Make; first?: (n: number) => number }> = {
  "a chain of sums and products": {
    of: (n) => repeated(start(), n / 2, (x) => x.mul(0.999).add(0.001)),
    first: (n) => 1 - 0.5 * 0.999 ** (n / 2),
  },
  "a chain of expensive operations": { of: (n) => repeated(start(), n / 3, (x) => x.sin()) },
  "a chain of reductions": {
    of: (n) => repeated(ones([2, 2]), n / 2, (x) => x.sub(x.mean(1, { keepDims: true }))),
    first: () => 0,
  },
  "reductions with a residual connection": {
    of: (n) => repeated(ones([4, 4]), n / 5, (x) => x.add(x.argmax(1).cast("f32").unsqueeze(1)).mul(0.5)),
    first: (n) => 0.5 ** (n / 5),
  },
  "a chain of products": { of: (n) => repeated(ones([2, 2]), n / 2, (x) => x.matmul(x).mul(0.25)) },
  "a chain of layers": {
    of: (n) => {
      const [linear, norm] = [new Linear(3, 3), new LayerNorm(3)];
      return repeated(start().unsqueeze(0), n / 15, (x) => norm.forward(linear.forward(x).tanh()));
    },
  },
  "views that strides cannot express": {
    of: (n) =>
      repeated(
        Tensor.from([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        n / 2,
        (x) => x.transpose().reshape([2, 3]),
      ),
  },
  "slices of slices": { of: (n) => repeated(arange(n + 1), n, (x) => x.slice([1, null])), first: (n) => n },
  "a sum of many tensors": {
    of: (n) => many(n, (i) => Tensor.from([i])).reduce((x, y) => x.add(y)),
    first: (n) => (n * (n - 1)) / 2,
  },
  "a sum of many tensors in pairs": {
    of: (n) => sumByPairs(many(n, (i) => Tensor.from([i]))),
    first: (n) => (n * (n - 1)) / 2,
  },
  "a concatenation of many tensors": { of: (n) => concat(many(n, (i) => Tensor.from([i]).add(1))), first: () => 1 },
  "a concatenation of wide sums": {
    of: (n) => concat(many(10, () => sumByPairs(many(n / 10, () => Tensor.from([1]))))),
    first: (n) => n / 10,
  },
  "many results": { of: (n) => many(n, (i) => start().mul(i)), first: () => 0 },
  "the gradient of a chain": {
    of: (n) => {
      const x = start();
      return grad(repeated(x, n / 4, (y) => y.mul(0.999).tanh()).sum(), [x]);
    },
  },
  "the gradient of a chain of products by one matrix": {
    of: (n) => {
      const x = ones([2, 2]);
      return grad(repeated(x, n / 8, (y) => y.matmul(x).tanh()).sum(), [x]);
    },
  },
  "gradients of stacked tensors": {
    of: (n) => {
      const xs = many(n / 4, (i) => Tensor.from([i, 1]));
      return grad(stack(xs).square().sum(), xs);
    },
    first: () => 0,
  },
  "a compiled function with its gradient": {
    of: (n) => compile((x: Tensor) => grad(repeated(x, n / 4, (y) => y.mul(0.999).tanh()).sum(), [x]))(start()),
  },
  "the body of a loop": {
    of: (n) =>
      scan((c: Tensor, x: Tensor) => [repeated(c, n / 2, (y) => y.mul(0.5).add(x)), c], ones([2]), ones([3, 2]))[0],
    first: () => 2,
  },
};

type Make = (n: number) => Tensor | readonly Tensor[];

const valuesOf = (graph: Tensor | readonly Tensor[]) =>
  Promise.all((graph instanceof Tensor ? [graph] : graph).map((tensor) => tensor.array()));

/** Returns the values of a graph of about `n` operations, and the CPU time in milliseconds for reading them. */
async function work(of: Make, n: number) {
  const before = process.cpuUsage();
  const [values] = await valuesOf(of(n));
  return { values: values!, milliseconds: process.cpuUsage(before).user / 1000 };
}

for (const [name, { of, first }] of Object.entries(graphs)) {
  test(name, async () => {
    const [small, large] = [1200, 4800];
    const { values, milliseconds } = await work(of, large);
    assert.ok(values.every(Number.isFinite));
    if (first) assert.ok(Math.abs(values[0]! - first(large)) <= 1e-4 * Math.max(1, first(large)), String(values[0]));
    // Four times as many operations may take at most nine times as long, which leaves room for noise. Quadratic work
    // would take sixteen times as long. The large graph runs first, before the code is warm, which can only increase
    // the ratio.
    let [ratio, most] = [Infinity, milliseconds];
    for (let round = 0; ratio > 9 && round < 3; round++) {
      // No size is used twice, because its program would be cached.
      const other = 40 * round;
      if (round > 0) most = (await work(of, large + other)).milliseconds;
      const { milliseconds: least } = await work(of, small + other);
      ratio = Math.min(ratio, most / Math.max(20, least));
    }
    assert.ok(ratio <= 9, `four times the operations took ${ratio} times the work`);
  });
}

test("the reference and the drawing of a long chain", async () => {
  const chain = (x: Tensor) => repeated(x, 5000, (y) => y.mul(0.999).add(0.001));
  const [values] = await reference(chain(start()));
  assert.ok(Math.abs(values![0]! - (1 - 0.5 * 0.999 ** 5000)) < 1e-6);
  assert.ok(graphOf(chain, start()).nodes.length > 5000);
});
