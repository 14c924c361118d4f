/**
 * Every composite function and loss at its kinks and at large arguments: value, slope and curvature, eager and
 * compiled. Expected values are formulas in f64. At a kink, the slope is that of PyTorch, with the curvature of the
 * same side.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  binaryCrossEntropyWithLogits,
  cosineEmbedding,
  cosineSimilarity,
  crossEntropy,
  elu,
  gelu,
  huber,
  klDivergence,
  leakyRelu,
  meanSquaredError,
  regularizers,
  relu,
  sigmoid,
  silu,
  softplus,
  tanh,
} from "../../src/nn/index.ts";
import { Tensor, compile, grad, hvp, stack, zeros } from "../../src/tensor/index.ts";

type Unary = (x: Tensor) => Tensor;
type Real = (x: number) => number;

/** Elementwise function with its first two derivatives. */
interface Curve {
  readonly f: Unary;
  readonly derivatives: readonly [value: Real, slope: Real, curvature: Real];
  readonly points?: readonly number[];
  /** Absolute tolerance in addition to 1e-5 of the value, for a loss of digits that PyTorch has as well. */
  readonly absolute?: number;
}

const σ: Real = (x) => 1 / (1 + Math.exp(-x));
const slopeOfσ: Real = (x) => σ(x) * σ(-x);
const logOnePlusExp: Real = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const Φ: Real = (x) => (1 + erf(x / Math.SQRT2)) / 2;
const φ: Real = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const step =
  (below: number, above: number, limit = 0) =>
  (x: number) =>
    x <= limit ? below : above;
const zero: Real = () => 0;
const near = [0, 1e-9, 1e-4, 0.3, 1, 3];
const far = [20, 88, 100, 1e4];
const both = (points: readonly number[]) => points.flatMap((x) => [x, -x]);
const usual = both([...near, ...far]);

const bce =
  (target: number, weight?: number): Unary =>
  (x) =>
    binaryCrossEntropyWithLogits(x, x.mul(0).detach().add(target), {
      reduction: "none",
      ...(weight === undefined ? {} : { positiveWeight: weight }),
    });
const against =
  (loss: (x: Tensor, y: Tensor) => Tensor): Unary =>
  (x) =>
    loss(x, zeros(x.shape));

const curves: Record<string, Curve> = {
  relu: { f: relu, derivatives: [(x) => Math.max(x, 0), step(0, 1), zero] },
  leakyRelu: { f: (x) => leakyRelu(x, 0.2), derivatives: [(x) => (x > 0 ? x : 0.2 * x), step(0.2, 1), zero] },
  elu: {
    f: elu,
    derivatives: [
      (x) => (x > 0 ? x : Math.expm1(x)),
      (x) => (x > 0 ? 1 : Math.exp(x)),
      (x) => (x > 0 ? 0 : Math.exp(x)),
    ],
  },
  softplus: { f: softplus, derivatives: [logOnePlusExp, σ, slopeOfσ], absolute: 1e-7 },
  "log σ": {
    f: (x) => x.neg().softplus().neg(),
    derivatives: [(x) => -logOnePlusExp(-x), (x) => σ(-x), (x) => -slopeOfσ(x)],
    absolute: 1e-7,
  },
  sigmoid: { f: sigmoid, derivatives: [σ, slopeOfσ, (x) => slopeOfσ(x) * (σ(-x) - σ(x))], absolute: 1e-7 },
  silu: {
    f: silu,
    derivatives: [(x) => x * σ(x), (x) => σ(x) + x * slopeOfσ(x), (x) => slopeOfσ(x) * (2 + x * (σ(-x) - σ(x)))],
    absolute: 5e-6,
  },
  gelu: {
    f: gelu,
    derivatives: [(x) => x * Φ(x), (x) => Φ(x) + x * φ(x), (x) => φ(x) * (2 - x * x)],
    points: both([...near, 20, 88]),
    absolute: 2e-6,
  },
  tanh: {
    f: tanh,
    derivatives: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2, (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2)],
    absolute: 1e-6,
  },
  expm1: {
    f: (x) => x.expm1(),
    derivatives: [Math.expm1, Math.exp, Math.exp],
    points: [...both(near), -20, -88, -100, -1e4, 20, 80],
  },
  log1p: {
    f: (x) => x.log1p(),
    derivatives: [Math.log1p, (x) => 1 / (1 + x), (x) => -1 / (1 + x) ** 2],
    points: [...near, -1e-9, -1e-4, -0.3, ...far],
  },
  abs: { f: (x) => x.abs(), derivatives: [Math.abs, Math.sign, zero] },
  clamp: {
    f: (x) => x.clamp(-1, 3),
    derivatives: [(x) => Math.min(Math.max(x, -1), 3), (x) => Number(x >= -1 && x <= 3), zero],
  },
  "clamp from below": { f: (x) => x.clamp(-1), derivatives: [(x) => Math.max(x, -1), (x) => Number(x >= -1), zero] },
  "clamp from above": {
    f: (x) => x.clamp(undefined, 3),
    derivatives: [(x) => Math.min(x, 3), (x) => Number(x <= 3), zero],
  },
  "maximum of a number": {
    f: (x) => x.maximum(1),
    derivatives: [(x) => Math.max(x, 1), (x) => (x === 1 ? 0.5 : Number(x > 1)), zero],
  },
  "minimum of a number": {
    f: (x) => x.minimum(1),
    derivatives: [(x) => Math.min(x, 1), (x) => (x === 1 ? 0.5 : Number(x < 1)), zero],
  },
  square: { f: (x) => x.square(), derivatives: [(x) => x * x, (x) => 2 * x, () => 2] },
  "x^2": { f: (x) => x.pow(2), derivatives: [(x) => x * x, (x) => 2 * x, () => 2] },
  "x^3": { f: (x) => x.pow(3), derivatives: [(x) => x ** 3, (x) => 3 * x * x, (x) => 6 * x] },
  "x^1": { f: (x) => x.pow(1), derivatives: [(x) => x, () => 1, zero] },
  "x^0": { f: (x) => x.pow(0), derivatives: [() => 1, zero, zero] },
  sin: {
    f: (x) => x.sin(),
    derivatives: [Math.sin, Math.cos, (x) => -Math.sin(x)],
    points: both([...near, ...far, 1e6, 2 ** 60]),
  },
  cos: {
    f: (x) => x.cos(),
    derivatives: [Math.cos, (x) => -Math.sin(x), (x) => -Math.cos(x)],
    points: both([...near, ...far, 1e6, 2 ** 60]),
  },
  norm: {
    f: (x) => x.unsqueeze(-1).norm(-1),
    derivatives: [Math.abs, Math.sign, zero],
    points: both([0, 1e-4, 1, 1e4]),
    absolute: 1e-6,
  },
  huber: {
    f: against((x, y) => huber(x, y, { reduction: "none" })),
    derivatives: [
      (x) => (Math.abs(x) <= 1 ? x ** 2 / 2 : Math.abs(x) - 0.5),
      (x) => Math.max(-1, Math.min(1, x)),
      (x) => Number(Math.abs(x) <= 1),
    ],
  },
  "huber, delta 3": {
    f: against((x, y) => huber(x, y, { delta: 3, reduction: "none" })),
    derivatives: [
      (x) => (Math.abs(x) <= 3 ? x ** 2 / 2 : 3 * (Math.abs(x) - 1.5)),
      (x) => Math.max(-3, Math.min(3, x)),
      (x) => Number(Math.abs(x) <= 3),
    ],
  },
  meanSquaredError: {
    f: against((x, y) => meanSquaredError(x, y, { reduction: "none" })),
    derivatives: [(x) => x * x, (x) => 2 * x, () => 2],
  },
  "binary cross entropy of 0": { f: bce(0), derivatives: [logOnePlusExp, σ, slopeOfσ], absolute: 1e-7 },
  "binary cross entropy of 1": {
    f: bce(1),
    derivatives: [(x) => logOnePlusExp(-x), (x) => -σ(-x), slopeOfσ],
    absolute: 1e-7,
  },
  "binary cross entropy of 0.25": {
    f: bce(0.25),
    derivatives: [
      (x) => 0.25 * logOnePlusExp(-x) + 0.75 * logOnePlusExp(x),
      (x) => 0.75 * σ(x) - 0.25 * σ(-x),
      slopeOfσ,
    ],
    absolute: 1e-7,
  },
  "binary cross entropy of 1, weighted": {
    f: bce(1, 3),
    derivatives: [(x) => 3 * logOnePlusExp(-x), (x) => -3 * σ(-x), (x) => 3 * slopeOfσ(x)],
    absolute: 3e-7,
  },
  "cross entropy of two classes": {
    f: (x) => crossEntropy(stack([x, x.mul(0)], 1), x.mul(0).cast("i32").detach(), { reduction: "none" }),
    derivatives: [(x) => logOnePlusExp(-x), (x) => -σ(-x), slopeOfσ],
    absolute: 2e-7,
  },
  "softmax of two classes": {
    f: (x) =>
      stack([x, x.mul(0)], 1)
        .softmax()
        .slice([0, x.shape[0]!], [0, 1])
        .reshape([-1]),
    derivatives: [σ, slopeOfσ, (x) => slopeOfσ(x) * (σ(-x) - σ(x))],
    absolute: 3e-7,
  },
  "logSoftmax of two classes": {
    f: (x) =>
      stack([x, x.mul(0)], 1)
        .logSoftmax()
        .slice([0, x.shape[0]!], [0, 1])
        .reshape([-1]),
    derivatives: [(x) => -logOnePlusExp(-x), (x) => σ(-x), (x) => -slopeOfσ(x)],
    absolute: 2e-7,
  },
  "logSumExp of two": {
    f: (x) => stack([x, x.mul(0)], 1).logSumExp(-1),
    derivatives: [logOnePlusExp, σ, slopeOfσ],
    absolute: 2e-7,
  },
  "divergence, by its target": {
    f: (x) => klDivergence(x.mul(0).detach(), x, { reduction: "none" }),
    derivatives: [
      (x) => (x > 0 ? x * Math.log(x) : 0),
      (x) => (x > 0 ? Math.log(x) + 1 : 0),
      (x) => (x > 0 ? 1 / x : 0),
    ],
    points: [0, 1e-4, 0.3, 1],
  },
  "divergence, by its prediction": {
    f: (x) => klDivergence(x, x.mul(0).detach().add(0.5), { reduction: "none" }),
    derivatives: [(x) => 0.5 * (Math.log(0.5) - x), () => -0.5, zero],
    points: [0, -1e-9, -1, -100, -1e4],
  },
  l1: { f: (x) => stack([regularizers.l1(x)]), derivatives: [Math.abs, Math.sign, zero] },
  l2: { f: (x) => stack([regularizers.l2(x)]), derivatives: [(x) => x * x, (x) => 2 * x, () => 2] },
  "cosine embedding of a pair that differs": {
    f: (x) => {
      const pair = (y: Tensor) => stack([y, y.mul(0).add(1)], 1);
      return cosineEmbedding(pair(x), pair(x.mul(0)).detach(), x.mul(0).sub(1).cast("i32").detach(), {
        reduction: "none",
      });
    },
    derivatives: [
      (x) => (1 + x * x) ** -0.5,
      (x) => -x * (1 + x * x) ** -1.5,
      (x) => (2 * x * x - 1) * (1 + x * x) ** -2.5,
    ],
    points: both(near),
    absolute: 1e-6,
  },
};

/** Cases with one element each, so that functions of whole tensors can be included. */
async function check(f: Unary, x: number, expected: number, allowed: number, what: string): Promise<void> {
  const got = await f(Tensor.from([Math.fround(x)])).item();
  const close = Object.is(got, expected) || Math.abs(got - expected) <= allowed + 1e-5 * Math.abs(expected);
  assert.ok(close, `${what} at ${x}: ${got}, not ${expected}`);
}

for (const [name, { f, derivatives, points = usual, absolute = 1e-37 }] of Object.entries(curves)) {
  const first: Unary = (x) => grad(f(x).sum(), [x])[0];
  // A constant slope does not depend on the input.
  const second: Unary = (x) => grad(first(x).add(x.square().mul(0)).sum(), [x])[0];
  const forward: Unary = (x) => hvp(f(x).sum(), [x], [Tensor.from([1])])[0]!;
  test(`${name}: value, slope and curvature at kinks and at large arguments`, async () => {
    for (const [way, through] of [
      ["eager", (f: Unary) => f],
      ["compiled", (f: Unary) => compile(f)],
    ] as const) {
      const functions = [f, first, second].map(through);
      for (const x of points) {
        const exact = Math.fround(x);
        for (const [order, what] of ["value", "slope", "curvature"].entries()) {
          await check(
            functions[order]!,
            x,
            derivatives[order]!(exact),
            order === 0 ? Math.min(absolute, 1e-6) : absolute,
            `${way} ${what}`,
          );
        }
      }
    }
    for (const x of points) await check(forward, x, derivatives[2](Math.fround(x)), absolute, "forward over reverse");
  });
}

test("small results at large arguments keep their precision, which a difference would lose", async () => {
  const digits: [Unary, number, number][] = [
    [softplus, -20, Math.log1p(Math.exp(-20))],
    [softplus, -88, Math.exp(-88)],
    [elu, -1e-9, Math.expm1(Math.fround(-1e-9))],
    [sigmoid, -20, σ(-20)],
    [sigmoid, -80, σ(-80)],
    [silu, -80, -80 * σ(-80)],
    [bce(1), 20, Math.log1p(Math.exp(-20))],
    [bce(0), -20, Math.log1p(Math.exp(-20))],
    [(x) => grad(elu(x).sum(), [x])[0], -20, Math.exp(-20)],
    [(x) => grad(softplus(x).sum(), [x])[0], -20, σ(-20)],
    [(x) => grad(bce(1)(x).sum(), [x])[0], 20, -σ(-20)],
  ];
  for (const [f, x, expected] of digits) {
    const got = await f(Tensor.from([x])).item();
    assert.ok(Math.abs(got - expected) <= 1e-6 * Math.abs(expected), `at ${x}: ${got}, not ${expected}`);
  }
});

test("functions and their slopes have their limits at infinity", async () => {
  const limits: Record<string, [Unary, below: [number, number], above: [number, number]]> = {
    relu: [relu, [0, 0], [Infinity, 1]],
    elu: [elu, [-1, 0], [Infinity, 1]],
    softplus: [softplus, [0, 0], [Infinity, 1]],
    sigmoid: [sigmoid, [0, 0], [1, 0]],
    tanh: [tanh, [-1, 0], [1, 0]],
    expm1: [(x) => x.expm1(), [-1, 0], [Infinity, Infinity]],
    clamp: [(x) => x.clamp(-1, 3), [-1, 0], [3, 0]],
    huber: [against((x, y) => huber(x, y)), [Infinity, -1], [Infinity, 1]],
  };
  for (const [name, [f, below, above]] of Object.entries(limits)) {
    for (const [x, [value, slope]] of [
      [-Infinity, below],
      [Infinity, above],
    ] as const) {
      assert.equal(
        await f(Tensor.from([x]))
          .sum()
          .item(),
        value,
        `${name} at ${x}`,
      );
      const at = Tensor.from([x]);
      assert.equal(await grad(f(at).sum(), [at])[0].item(), slope, `the slope of ${name} at ${x}`);
    }
    assert.ok(
      Number.isNaN(
        await f(Tensor.from([NaN]))
          .sum()
          .item(),
      ),
      `${name} of NaN`,
    );
  }
});

test("the cosine of zero vectors is 0, and so is its gradient", async () => {
  const x = Tensor.from([[0, 0]]); // prettier-ignore
  const cosine = cosineSimilarity(x, Tensor.from([[1, 2]])); // prettier-ignore
  const [slope] = grad(cosine.sum(), [x]);
  assert.ok([...(await slope.array())].every(Number.isFinite));
  assert.equal(await cosine.item(), 0);
});
