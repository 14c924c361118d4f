/** The branch not selected by `where` adds nothing to gradients, whatever its slope: no NaN from 0 * infinity. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Param, Tensor, compile, concat, grad, gradCheck, hvp, jvp, where } from "../../src/tensor/index.ts";
import { elu, softplus } from "../../src/nn/index.ts";

type Unary = (x: Tensor) => Tensor;

/** An elementwise function, with its first and second derivatives at selected points. */
interface Branch {
  readonly f: Unary;
  readonly slope: (x: number) => number;
  readonly curvature: (x: number) => number;
  /** Points that are not selected, where the function or its derivative is infinite or NaN. */
  readonly singular: readonly number[];
}

const one = Tensor.from(1);
const branches: Record<string, Branch> = {
  "log(x)": {
    f: (x) => x.log(),
    slope: (x) => 1 / x,
    curvature: (x) => -1 / x ** 2,
    singular: [0, -1, -Infinity, NaN],
  },
  "√x": {
    f: (x) => x.sqrt(),
    slope: (x) => 0.5 / Math.sqrt(x),
    curvature: (x) => -0.25 * x ** -1.5,
    singular: [0, -1],
  },
  "1 / x": { f: (x) => x.rdiv(1), slope: (x) => -1 / x ** 2, curvature: (x) => 2 / x ** 3, singular: [0, -0] },
  "1 / √x": {
    f: (x) => x.rsqrt(),
    slope: (x) => -0.5 * x ** -1.5,
    curvature: (x) => 0.75 * x ** -2.5,
    singular: [0, -1],
  },
  "x / x": { f: (x) => x.div(x), slope: () => 0, curvature: () => 0, singular: [0] },
  "x^½": {
    f: (x) => x.pow(0.5),
    slope: (x) => 0.5 / Math.sqrt(x),
    curvature: (x) => -0.25 * x ** -1.5,
    singular: [0, -1],
  },
  "log1p(x - 1)": { f: (x) => x.sub(1).log1p(), slope: (x) => 1 / x, curvature: (x) => -1 / x ** 2, singular: [0, -3] },
  "exp(1 / x)": {
    f: (x) => x.rdiv(1).exp(),
    slope: (x) => -Math.exp(1 / x) / x ** 2,
    curvature: (x) => (Math.exp(1 / x) * (1 + 2 * x)) / x ** 4,
    singular: [0],
  },
  "x log x": { f: (x) => x.mul(x.log()), slope: (x) => Math.log(x) + 1, curvature: (x) => 1 / x, singular: [0, -1] },
  "√x log √x": {
    f: (x) => x.sqrt().mul(x.sqrt().log()),
    slope: (x) => (0.5 * (Math.log(Math.sqrt(x)) + 1)) / Math.sqrt(x),
    curvature: (x) => -0.25 * x ** -1.5 * Math.log(Math.sqrt(x)),
    singular: [0, -1],
  },
  "log(√x) used twice": {
    f: (x) => {
      const root = x.sqrt();
      return root.log().add(root.square());
    },
    slope: (x) => 0.5 / x + 1,
    curvature: (x) => -0.5 / x ** 2,
    singular: [0, -1],
  },
  "-log x through an exponential": {
    f: (x) => x.log().neg().exp(),
    slope: (x) => -1 / x ** 2,
    curvature: (x) => 2 / x ** 3,
    singular: [0],
  },
  "sin(1 / x)": {
    f: (x) => x.rdiv(one).sin(),
    slope: (x) => -Math.cos(1 / x) / x ** 2,
    curvature: (x) => (2 * x * Math.cos(1 / x) - Math.sin(1 / x)) / x ** 4,
    singular: [0],
  },
};

/** Ways in which the selected branch reaches the result. */
const ways: Record<string, (chosen: Unary, good: Tensor, x: Tensor) => Tensor> = {
  "where(c, f(x), 0)": (f, good, x) => where(good, f(x), 0),
  "where(not c, 0, f(x))": (f, good, x) => where(good.not(), 0, f(x)),
  "where(c, f(x), 0) * 1": (f, good, x) => where(good, f(x).mul(1).neg(), 0).neg(),
  "a nested where": (f, good, x) => where(good, where(x.greater(-5), f(x), x.mul(0)), 0),
  "a where of a where": (f, good, x) => where(good, where(good, f(x), 0), 0),
  "reshaped to a column": (f, good, x) => where(good, f(x.reshape([-1, 1])).reshape(x.shape), 0),
  summed: (f, good, x) => where(good, f(x.unsqueeze(-1)).sum(-1), 0),
  transposed: (f, good, x) => where(good.unsqueeze(0), f(x.unsqueeze(-1)).transpose(), 0),
  concatenated: (f, good, x) => where(good, concat([f(x.slice([0, 1])), f(x.slice([1, x.shape[0]!]))]), 0),
};

const close = (got: number, expected: number) => Math.abs(got - expected) <= 1e-4 * Math.max(1, Math.abs(expected));

for (const [name, { f, slope, curvature, singular }] of Object.entries(branches)) {
  for (const [way, make] of Object.entries(ways)) {
    test(`${name}, ${way}: gradients, tangents and second derivatives cover the selected branch only`, async () => {
      const data = [0.7, ...singular, 2.5, 0.3];
      const good = Tensor.from(data.map((_, i) => i === 0 || i > singular.length));
      const total: Unary = (x) => make(f, good, x).sum();
      const x = Tensor.from(data);
      const first: Unary = (x) => grad(total(x), [x])[0];
      const second: Unary = (x) => grad(first(x).sum(), [x])[0];
      const expect = async (got: Tensor, formula: (x: number) => number, what: string) => {
        [...(await got.array())].forEach((value, i) => {
          const chosen = i === 0 || i > singular.length;
          const expected = chosen ? formula(data[i]!) : 0;
          assert.ok(close(value, expected), `${what} at ${data[i]}: ${value}, not ${expected}`);
        });
      };
      for (const [kind, through] of [
        ["eager", (f: Unary) => f],
        ["compiled", (f: Unary) => compile(f)],
      ] as const) {
        await expect(through(first)(x), slope, `${kind} slope`);
        await expect(through(second)(x), curvature, `${kind} curvature`);
      }
      const ones = Tensor.from(data.map(() => 1));
      assert.ok(Number.isFinite(await jvp(total, [x], [ones])[1].item()), "the tangent");
      const product: Unary = (x) => hvp(total(x), [x], [ones])[0]!;
      await expect(product(x), curvature, "forward over reverse");
    });
  }
}

test("a normalized vector of norm 0 is 0, with gradient 0", async () => {
  const rows = Tensor.from([[3, 4], [0, 0], [1, 0]]); // prettier-ignore
  const unit: Unary = (x) => {
    const length = x.square().sum(-1, { keepDims: true }).sqrt();
    return where(length.greater(0), x.div(length), 0);
  };
  const [slopes] = grad(
    unit(rows)
      .mul(Tensor.from([1, 2]))
      .sum(),
    [rows],
  );
  const values = [...(await slopes.array())];
  const expected = [1 / 5 - (11 * 3) / 125, 2 / 5 - (11 * 4) / 125, 0, 0, 0, 2];
  values.forEach((value, i) => assert.ok(close(value, expected[i]!), `${values}`));
});

test("data that is not selected may be NaN: weights get the gradients of the other elements", async () => {
  const weight = new Param([2], () => Tensor.from([2, 3]));
  const data = Tensor.from([[1, NaN], [Infinity, 4], [5, 6]]); // prettier-ignore
  const known = Tensor.from([[true, false], [false, true], [true, true]]); // prettier-ignore
  const [slopes] = grad(where(known, data.mul(weight).tanh(), 0).sum(), [weight]);
  const slope = (x: number, w: number) => x * (1 - Math.tanh(x * w) ** 2);
  const values = [...(await slopes.array())];
  [slope(1, 2) + slope(5, 2), slope(4, 3) + slope(6, 3)].forEach((expected, i) => {
    assert.ok(Math.abs(values[i]! - expected) < 1e-6, `${values}`);
  });
});

test("where of smooth functions keeps their gradients", async () => {
  const x = Tensor.from([-1.5, -0.2, 0.3, 2]);
  const f: Unary = (x) => where(x.greater(0), elu(x).mul(softplus(x)), x.exp().mul(x.sigmoid())).sum();
  await gradCheck(f, [x]);
});
