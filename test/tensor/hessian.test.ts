import assert from "node:assert/strict";
import { test } from "node:test";
import { Dropout, Linear, Sequential, crossEntropy, tanh } from "../../src/nn/index.ts";
import { eigenSymmetric, lanczos } from "../../src/numeric/index.ts";
import {
  Module,
  Param,
  Tensor,
  grad,
  hessianOperator,
  parameters,
  random,
  reference,
  zeros,
} from "../../src/tensor/index.ts";
import { countPrograms, messageOf } from "./helpers.ts";

const given = (...values: number[]) => new Param([values.length], () => Tensor.from(values));

test("the Hessian of a quadratic form is its matrix, for several parameters in order", async () => {
  const form = [
    [4, 1, -2],
    [1, 3, 0.5],
    [-2, 0.5, 1],
  ];
  const [a, b] = [given(1), given(-1, 2)];
  parameters({ a, b });
  const loss = () => {
    const x = a.pad([[0, 2]]).add(b.pad([[1, 0]]));
    return x.mul(Tensor.from(form).matmul(x)).sum().div(2);
  };
  const operator = hessianOperator(loss, [a, b]);
  assert.deepEqual([operator.size, operator.offsets], [3, { a: 0, b: 1 }]);
  assert.deepEqual([...(await operator.product([1, 0, -1]))], [6, 0.5, -3]);
  const rows = await operator.matrix();
  assert.deepEqual(
    rows.map((row) => [...row]),
    form,
  );
});

function network() {
  const model = new Sequential(new Linear(2, 4), tanh, new Linear(4, 3));
  const x = random.normal([9, 2]);
  const labels = Tensor.from([0, 1, 2, 0, 1, 2, 0, 1, 2], [9], "i32");
  return { model, loss: () => crossEntropy(model.forward(x), labels) };
}

test("the Hessian of a network equals finite differences of its gradients and is symmetric", async () => {
  const { model, loss } = network();
  const rows = await hessianOperator(loss, model).matrix();
  assert.equal(rows.length, 4 * 2 + 4 + 3 * 4 + 3);
  rows.forEach((row, i) => row.forEach((value, j) => assert.ok(Math.abs(value - rows[j]![i]!) < 1e-12)));
  const params = parameters(model).map(([, param]) => param);
  const gradients = async () => (await reference(...grad(loss(), params))).flatMap((part) => [...part]);
  let row = 0;
  for (const param of params) {
    const values = await param.array();
    for (let i = 0; i < values.length; i++, row++) {
      const at = async (by: number) => {
        await param.set(values.map((value, j) => (j === i ? value + by : value)));
        return { gradient: await gradients(), value: (await param.array())[i]! };
      };
      const [up, down] = [await at(2 ** -9), await at(-(2 ** -9))];
      await param.set(values);
      up.gradient.forEach((value, j) => {
        const difference = (value - down.gradient[j]!) / (up.value - down.value);
        assert.ok(Math.abs(rows[row]![j]! - difference) < 2e-5, `[${row}, ${j}]: ${rows[row]![j]}, not ${difference}`);
      });
    }
  }
});

test("products with unit vectors are rows of the matrix, by one program, at the current parameter values", async () => {
  const { model, loss } = network();
  const operator = hessianOperator(loss, model);
  const compare = async () => {
    const rows = await operator.matrix();
    for (const i of [0, 11, 26]) {
      const product = await operator.product(new Float64Array(27).fill(1, i, i + 1));
      product.forEach((value, j) => assert.ok(Math.abs(value - rows[i]![j]!) < 1e-5));
    }
    return rows;
  };
  let before: Float64Array[] = [];
  // One program initializes the parameters, and one computes all products.
  assert.equal(await countPrograms(async () => void (before = await compare())), 2);
  const [[, weight]] = parameters(model) as [[string, Param]];
  await weight.set((await weight.array()).map((value) => 2 * value));
  const after = await compare();
  assert.ok(after.some((row, i) => row.some((value, j) => Math.abs(value - before[i]![j]!) > 1e-3)));
});

test("lanczos finds the eigenvalues of a network's Hessian", async () => {
  const { model, loss } = network();
  const { size, product, matrix } = hessianOperator(loss, model);
  const { values } = eigenSymmetric(await matrix());
  const ritz = await lanczos(product, { size, steps: 20, seed: 2 });
  assert.ok(Math.abs(ritz.values.at(-1)! - values.at(-1)!) < 1e-5);
  assert.ok(Math.abs(ritz.values[0]! - values[0]!) < 1e-4);
});

test("only trainable parameters count, and an empty parameter works", async () => {
  class Net extends Module {
    weight = given(2, 3);
    empty = new Param([0, 4], (shape) => zeros(shape));
    fixed = new Param([1], (shape) => zeros(shape).add(1), { trainable: false });
    last = given(1);
    forward(): Tensor {
      return this.weight.pow(3).sum().add(this.last.square().sum()).mul(this.fixed.sum()).add(this.empty.sum());
    }
  }
  const model = new Net();
  const operator = hessianOperator(() => model.forward(), model);
  assert.deepEqual(operator.offsets, { weight: 0, empty: 2, last: 2 });
  assert.deepEqual([...(await operator.product([1, 1, 1]))], [12, 18, 2]);
  assert.deepEqual(
    (await operator.matrix()).map((row) => [...row]),
    [
      [12, 0, 0],
      [0, 18, 0],
      [0, 0, 2],
    ],
  );
});

const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () => hessianOperator(given(1) as unknown as () => Tensor, [given(1)]),
    `ArgumentError: hessianOperator was given a value of class Param
  It must be a function without arguments that returns a loss.
  For example: hessianOperator(() => crossEntropy(model.forward(x), y), model).`,
  ],
  [
    () => hessianOperator(() => zeros([]), new Dropout()),
    `ArgumentError: hessianOperator was given no trainable parameters
  Pass at least one.`,
  ],
  [
    () => hessianOperator(() => zeros([]), [given(1)]).product([1, 2]),
    `ShapeError: the product of a Hessian was given 2 elements
  The parameters have 1 elements.`,
  ],
];

for (const [body, message] of messages) {
  test(`error: ${message.split("\n")[0]}`, async () => {
    assert.equal((await messageOf(body)).trim(), message);
  });
}

test("a loss that is not a scalar", async () => {
  const w = given(1, 2);
  await assert.rejects(
    hessianOperator(() => w.square(), [w]).product([1, 1]),
    /hvp was given a loss that is not a scalar/,
  );
});
