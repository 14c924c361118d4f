import assert from "node:assert/strict";
import { test } from "node:test";
import { Linear, Sequential, meanSquaredError, tanh } from "../../src/nn/index.ts";
import {
  Param,
  Tensor,
  compile,
  grad,
  parameters,
  random,
  reference,
  training,
  zeros,
} from "../../src/tensor/index.ts";
import { messageOf } from "./helpers.ts";

test("values in f64, of several tensors at once", async () => {
  const x = Tensor.from([1, 2, 3]);
  const [third, label, none] = await reference(x.div(3), x.greater(1), zeros([0, 2]));
  assert.ok(third instanceof Float64Array);
  assert.deepEqual([...third], [1 / 3, 2 / 3, 1]);
  assert.deepEqual([...label!], [0, 1, 1]);
  assert.equal(none!.length, 0);
  assert.deepEqual(await reference(), []);
});

test("numbers in formulas keep full precision, while data has the precision of f32", async () => {
  const [scaled, given] = await reference(Tensor.from([1]).mul(0.1), Tensor.from([0.1]));
  assert.equal(scaled![0], 0.1);
  assert.equal(given![0], Math.fround(0.1));
});

test("a tensor that was read is an f32 value from then on", async () => {
  const third = Tensor.from([1]).div(3);
  await third.array();
  assert.equal((await reference(third.mul(1)))[0]![0], Math.fround(1 / 3));
});

test("a manually derived gradient agrees within 1e-10", async () => {
  const model = new Sequential(new Linear(3, 5), tanh, new Linear(5, 2));
  const [[, w1], [, b1], [, w2], [, b2]] = parameters(model) as [string, Param][] as [
    [string, Param],
    [string, Param],
    [string, Param],
    [string, Param],
  ];
  const [x, y] = [random.normal([7, 3]), random.normal([7, 2])];
  const autodiff = grad(meanSquaredError(model.forward(x), y), [w1, b1, w2, b2]);
  const hidden = x.matmul(w1.transpose()).add(b1).tanh();
  const error = hidden.matmul(w2.transpose()).add(b2).sub(y).mul(2).div(14);
  const below = error.matmul(w2).mul(hidden.square().rsub(1));
  const byHand = [below.transpose().matmul(x), below.sum(0), error.transpose().matmul(hidden), error.sum(0)];
  const values = await reference(...autodiff, ...byHand);
  for (let i = 0; i < 4; i++) {
    values[i]!.forEach((value, j) => assert.ok(Math.abs(value - values[i + 4]![j]!) < 1e-10));
  }
  const rough = await autodiff[0].array();
  assert.ok(
    values[0]!.some((value, j) => value !== rough[j]),
    "f32 has fewer digits",
  );
});

test("parameters have their current values, and training() is false", async () => {
  const param = new Param([1], () => Tensor.from([2]));
  const step = compile(() => {
    param.assign(param.mul(3));
    return training();
  });
  assert.equal(await step().item(), 1);
  const [value, trains] = await reference(param.square(), training());
  assert.deepEqual([value![0], trains![0]], [36, 0]);
});

const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () => reference([1, 2] as unknown as Tensor),
    `ArgumentError: reference was given an array of length 2
  It must be a tensor.
  Convert it: Tensor.from(data).`,
  ],
  [
    async () => {
      let failed: Promise<unknown> = Promise.resolve();
      compile((x: Tensor) => {
        failed = reference(x);
        return x;
      })(Tensor.from([1]));
      await failed;
    },
    `StateError: reference was called inside compile
  A traced function describes a program without values.
  Return the tensors from the function, or call it without compile.`,
  ],
  [
    () => reference(Tensor.from([1, 2]).take(Tensor.from([5], [1], "i32"))),
    `FaultError: take: index 5 is not in 0 to 1

    take   f32 [1]`,
  ],
];

for (const [body, message] of messages) {
  test(`error: ${message.split("\n")[0]}`, async () => {
    assert.equal((await messageOf(body)).trim(), message);
  });
}
