/** Adagrad, Adadelta and Adamax: their slots, and options out of range. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, StateError } from "../../src/base/errors.ts";
import { adadelta, adagrad, adamax, schedules, sgd } from "../../src/optim/index.ts";
import { Param, compile, zeros } from "../../src/tensor/index.ts";

const vector = () => new Param([2], (shape) => zeros(shape));

test("slots have descriptive names", () => {
  const slots = (state: ReadonlyMap<string, Param>) =>
    [...state.keys()].slice(1, -1).map((path) => path.split("/").at(-1));
  assert.deepEqual(slots(adagrad(vector()).state), ["sum"]);
  assert.deepEqual(slots(adadelta(vector()).state), ["square", "change"]);
  assert.deepEqual(slots(adamax(vector()).state), ["m", "largest"]);
});

test("options out of range are rejected", () => {
  const wrong = [
    () => adagrad(vector(), { learningRateDecay: -1 }),
    () => adagrad(vector(), { initialSum: NaN }),
    () => adagrad(vector(), { epsilon: -1 }),
    () => adadelta(vector(), { decay: 1 }),
    () => adadelta(vector(), { epsilon: -1e-6 }),
    () => adadelta(vector(), { weightDecay: Infinity }),
    () => adamax(vector(), { betas: [1, 0.9] }),
    () => adamax(vector(), { betas: [0.9, -0.1] }),
    () => adamax(vector(), { learningRate: -1 }),
    () => adamax(vector(), { amsgrad: true } as object),
  ];
  for (const make of wrong) assert.throws(make, ArgumentError);
});

test("a gradient of 0 changes nothing", async () => {
  for (const make of [adagrad, adadelta, adamax]) {
    const param = vector();
    await param.set([1, -2]);
    const optimizer = make(param);
    compile(() => optimizer.minimize(param.mul(0).sum()))();
    assert.deepEqual([...(await param.array())], [1, -2], optimizer.name);
  }
});

test("scaleLearningRate multiplies the learning rate of every group, down to a floor", async () => {
  const groups = [
    { params: vector(), learningRate: 1 },
    { params: vector(), learningRate: 0.25 },
  ];
  const optimizer = sgd(groups);
  const rates = () => Promise.all(optimizer.learningRates.map((rate) => rate.item()));
  await optimizer.scaleLearningRate(0.5);
  assert.deepEqual(await rates(), [0.5, 0.125]);
  await optimizer.scaleLearningRate(0.5, { floor: 0.1875 });
  assert.deepEqual(await rates(), [0.25, 0.125]);
  await assert.rejects(optimizer.scaleLearningRate(NaN), ArgumentError);
  await assert.rejects(sgd(vector(), { learningRate: schedules.constant(1) }).scaleLearningRate(0.5), StateError);
});
