/** Common behavior of optimizers: groups, frozen and tied parameters, paths, learning rate, clipping, errors. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError, StateError } from "../../src/base/errors.ts";
import { Linear, Sequential, initializers, relu } from "../../src/nn/index.ts";
import { type Optimizer, adam, adamw, rmsprop, sgd } from "../../src/optim/index.ts";
import { Module, Param, type Tensor, compile, full, ones, parameters } from "../../src/tensor/index.ts";

const scalar = (value: number, options = {}) => new Param([], (shape) => full(shape, value), options);
const paths = (optimizer: Optimizer) => [...optimizer.state.keys()];

/** Two numbers whose sum is the loss, so that every gradient is 1. */
class Pair extends Module {
  readonly first = scalar(0);
  readonly second: Param;
  constructor(second = scalar(0)) {
    super();
    this.second = second;
  }
  forward(): Tensor {
    return this.first.add(this.second);
  }
}

const stepOf = (optimizer: Optimizer, model: Pair) => compile(() => optimizer.minimize(model.forward()));
const valuesOf = (model: Pair) => Promise.all([model.first.item(), model.second.item()]);

test("minimize returns the loss before the update", async () => {
  const model = new Pair();
  const step = stepOf(sgd(model, { learningRate: 0.5 }), model);
  assert.deepEqual([await step().item(), await step().item()], [0, -1]);
  assert.deepEqual(await valuesOf(model), [-1, -1]);
});

test("names of state contain those of the optimizer and the parameter", () => {
  const model = new Sequential(new Linear(3, 2), relu);
  assert.deepEqual(paths(sgd(model)), ["optimizer/sgd/step", "optimizer/sgd/learningRate"]);
  assert.deepEqual(paths(sgd(model, { momentum: 0.9 })).slice(1, -1), [
    "optimizer/sgd/layers.0.weight/momentum",
    "optimizer/sgd/layers.0.bias/momentum",
  ]);
  const optimizer = adam(model);
  assert.deepEqual(paths(optimizer), [
    "optimizer/adam/step",
    "optimizer/adam/layers.0.weight/m",
    "optimizer/adam/layers.0.weight/v",
    "optimizer/adam/layers.0.bias/m",
    "optimizer/adam/layers.0.bias/v",
    "optimizer/adam/learningRate",
  ]);
  for (const [path, param] of optimizer.state) {
    assert.equal(param.path, path);
    assert.equal(param.trainable, false);
  }
  assert.equal(optimizer.learningRates[0]!.path, "optimizer/adam/learningRate");
  assert.deepEqual(
    paths(rmsprop(model, { centered: true, momentum: 0.5 }))
      .slice(1, 4)
      .map((path) => path.split("/").at(-1)),
    ["square", "mean", "momentum"],
  );
});

test("parameters with equal paths in different models have separate slots", () => {
  const models = [new Pair(), new Pair()];
  models.forEach(parameters);
  assert.deepEqual(paths(sgd(models, { momentum: 0.5 })).slice(1, -1), [
    "optimizer/sgd/first/momentum",
    "optimizer/sgd/second/momentum",
    "optimizer/sgd/first#2/momentum",
    "optimizer/sgd/second#2/momentum",
  ]);
});

test("steps are counted", async () => {
  const model = new Pair();
  const optimizer = adam(model);
  const step = stepOf(optimizer, model);
  for (let i = 0; i < 3; i++) step();
  assert.equal(await optimizer.steps.item(), 3);
});

describe("what is left out stays", () => {
  test("a parameter that is not trainable", async () => {
    const model = new Pair(scalar(5, { trainable: false }));
    const optimizer = sgd(model, { learningRate: 1 });
    assert.deepEqual(optimizer.params, [model.first]);
    stepOf(optimizer, model)();
    assert.deepEqual(await valuesOf(model), [-1, 5]);
  });

  test("a parameter that is not in the list", async () => {
    const model = new Pair();
    stepOf(sgd([model.second], { learningRate: 1 }), model)();
    assert.deepEqual(await valuesOf(model), [0, -1]);
  });

  test("a parameter that the loss does not depend on", async () => {
    const model = new Pair(scalar(3));
    const optimizer = adam(model, { learningRate: 1 });
    compile(() => optimizer.minimize(model.first.square().add(model.first)))();
    const [first, second] = await valuesOf(model);
    assert.ok(Math.abs(first + 1) < 1e-6);
    assert.equal(second, 3);
  });
});

test("groups have their own learning rates and options", async () => {
  const model = new Pair(scalar(2));
  const optimizer = sgd(
    [
      { params: [model.first], learningRate: 1 },
      { params: model.second, weightDecay: 0.5 },
    ],
    { learningRate: 0.25 },
  );
  const step = stepOf(optimizer, model);
  step();
  assert.deepEqual(await valuesOf(model), [-1, 1.5]);
  assert.deepEqual(await Promise.all(optimizer.learningRates.map((rate) => rate.item())), [1, 0.25]);
  assert.deepEqual(
    optimizer.learningRates.map(({ path }) => path),
    ["optimizer/sgd/learningRate/0", "optimizer/sgd/learningRate/1"],
  );
});

test("a tied parameter is updated once, by the sum of its gradients", async () => {
  const shared = scalar(1);
  const model = new (class extends Module {
    readonly first = shared;
    readonly again = shared;
    forward(): Tensor {
      return this.first.add(this.again.mul(2));
    }
  })();
  const optimizer = sgd(model, { learningRate: 1 });
  assert.equal(optimizer.params.length, 1);
  compile(() => optimizer.minimize(model.forward()))();
  assert.equal(await shared.item(), -2);
});

test("a new learning rate does not recompile the program", async () => {
  const model = new Pair();
  const optimizer = sgd(model, { learningRate: 1 });
  let traces = 0;
  const step = compile(() => {
    traces++;
    return optimizer.minimize(model.forward());
  });
  step();
  await optimizer.setLearningRate(0.25);
  step();
  assert.deepEqual(await valuesOf(model), [-1.25, -1.25]);
  assert.equal(traces, 1);
  await assert.rejects(optimizer.setLearningRate(-1), ArgumentError);
});

test("minimize clips by value, then by norm", async () => {
  const clipped = async (options: { clipNorm?: number; clipValue?: number }) => {
    const model = new Pair();
    const optimizer = sgd(model, { learningRate: 1 });
    compile(() => optimizer.minimize(model.first.mul(-3).add(model.second.mul(-4)), options))();
    return valuesOf(model);
  };
  const close = (found: number[], expected: number[]) =>
    found.forEach((x, i) =>
      assert.ok(Math.abs(x - expected[i]!) < 1e-5, `${found.join()} instead of ${expected.join()}`),
    );
  close(await clipped({}), [3, 4]);
  close(await clipped({ clipNorm: 1 }), [0.6, 0.8]);
  close(await clipped({ clipValue: 3.5 }), [3, 3.5]);
  close(await clipped({ clipValue: 3, clipNorm: 1 }), [Math.SQRT1_2, Math.SQRT1_2]);
});

test("update accepts gradients computed by the caller", async () => {
  const model = new Pair();
  const optimizer = sgd(model, { learningRate: 1 });
  compile((x: Tensor) => optimizer.update([x, x.mul(2)]))(3);
  assert.deepEqual(await valuesOf(model), [-3, -6]);
  assert.throws(() => compile((x: Tensor) => optimizer.update([x]))(3), /sgd was given 1 gradients/);
});

test("a step that fails does not change parameters and slots", async () => {
  const model = new Pair();
  const optimizer = adam(model, { learningRate: 1 });
  const table = ones([2]);
  const step = compile((i: Tensor) => optimizer.minimize(model.forward().mul(table.take(i.cast("i32")))));
  await step(1).item();
  const before = await valuesOf(model);
  await assert.rejects(step(7).item(), { name: "FaultError" });
  assert.deepEqual(await valuesOf(model), before);
  assert.equal(await optimizer.steps.item(), 1);
});

test("several steps of each optimizer decrease a loss", async () => {
  for (const make of [sgd, rmsprop, adam, adamw]) {
    const model = new Linear(2, 1, { weight: initializers.constant(3) });
    const optimizer = make(model, { learningRate: 0.05 });
    const step = compile((x: Tensor) => optimizer.minimize(model.forward(x).square().mean()));
    const first = await step(ones([4, 2])).item();
    let last = first;
    for (let i = 0; i < 20; i++) last = await step(ones([4, 2])).item();
    assert.ok(last < 0.6 * first, `${optimizer.name}: ${first} -> ${last}`);
  }
});

test("misuse is rejected", () => {
  const model = new Pair();
  const refused = (make: () => unknown, type: new (...args: never[]) => Error, message: RegExp) => {
    assert.throws(make, (error: unknown) => error instanceof type && message.test(error.message));
  };
  refused(() => sgd(model).minimize(model.forward()), StateError, /sgd\.minimize was called outside compile/);
  refused(
    () => adam(model, { lr: 1 } as object),
    ArgumentError,
    /adam has no option lr\n.*learningRate, betas, epsilon, weightDecay, amsgrad/,
  );
  refused(() => sgd([{ params: [model.first], lr: 1 } as { params: Param[] }]), ArgumentError, /no option lr/);
  refused(() => adam([]), ArgumentError, /nothing to train/);
  refused(() => adam(new Sequential(relu)), ArgumentError, /nothing to train/);
  refused(() => adam([{ learningRate: 1 } as never]), ArgumentError, /group without parameters/);
  refused(() => adam([{ params: [model.first] }, { params: model }]), ArgumentError, /first in two groups/);
  refused(() => sgd(model, { learningRate: -1 }), ArgumentError, /sgd was given -1 as learningRate/);
  refused(() => sgd(model, { nesterov: true }), ArgumentError, /nesterov\n.*momentum above 0 and dampening 0/);
  refused(() => sgd(model, { momentum: NaN }), ArgumentError, /momentum/);
  refused(() => adam(model, { betas: [0.9, 1] }), ArgumentError, /betas\[1\]\n.*at least 0 and below 1/);
  refused(() => rmsprop(model, { decay: 1.5 }), ArgumentError, /decay/);
});
