/** The value of `training()`: inferred from assignments, set by options, overridden in parts, false if frozen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchNorm, Dropout, Linear, Sequential } from "../../src/nn/index.ts";
import { adam, sgd } from "../../src/optim/index.ts";
import {
  type Compiled,
  Module,
  Param,
  Tensor,
  compile,
  evaluating,
  freeze,
  grad,
  gradCheck,
  hessianOperator,
  ones,
  parameters,
  random,
  training,
  unfreeze,
  zeros,
} from "../../src/tensor/index.ts";

const state = (trainable = true) => new Param([], (shape) => zeros(shape).add(1), { trainable });
const isTraining = async (step: Compiled<[], Tensor>) => Boolean((await step().array())[0]);
const unsure = /StateError: .+ takes gradients of a model that behaves differently in training, but assigns nothing/;

test("a program trains if it assigns a trainable parameter, or accumulates gradients with respect to one", async () => {
  const [w, buffer] = [state(), state(false)];
  const slope = () => grad(w.square(), [w])[0];
  const programs: [boolean, () => Tensor][] = [
    [false, () => training()],
    [false, () => (buffer.assign(2), training())],
    [false, () => (buffer.assign(w), training())],
    [true, () => (w.assign(2), training())],
    [true, () => (buffer.assign(buffer.add(slope())), training())],
    [true, () => (buffer.assign(3), slope(), training())],
    [false, () => (buffer.assign(grad(buffer.square(), [buffer])[0]), training())],
  ];
  for (const [expected, program] of programs) assert.equal(await isTraining(compile(program)), expected);
  assert.equal(Boolean((await training().array())[0]), false);
});

test("gradients alone do not determine training(): the option is required", async () => {
  const model = new Sequential(new Linear(3, 3), new Dropout(0.5), new BatchNorm(3));
  const weights = parameters(model).flatMap(([, param]) => (param.trainable ? [param] : []));
  const slopes = (x: Tensor) => grad(model.forward(x).square().sum(), weights);
  const x = random.normal([4, 3]);
  assert.throws(
    () => compile(slopes)(x),
    (error) => unsure.test(String(error)),
  );
  for (const told of [true, false]) assert.equal(compile(slopes, { training: told })(x).length, weights.length);
  // This model does not call training().
  const plain = new Linear(3, 1);
  assert.equal(compile((v: Tensor) => grad(plain.forward(v).sum(), [plain.weight]))(x).length, 1);
  // Calls of training() within evaluating need no option.
  assert.equal(compile((v: Tensor) => evaluating(() => slopes(v)))(x).length, weights.length);
});

test("accumulated gradients are those of training: units are dropped, statistics change", async () => {
  const model = new Sequential(new Linear(3, 64), new Dropout(0.5), new BatchNorm(64));
  const weights = parameters(model).flatMap(([, param]) => (param.trainable ? [param] : []));
  const sums = weights.map(({ shape }) => new Param(shape, (size) => zeros(size), { trainable: false }));
  const accumulate = compile((x: Tensor) => {
    const slopes = grad(model.forward(x).square().sum(), weights);
    sums.forEach((sum, i) => sum.assign(sum.add(slopes[i]!)));
  });
  const norm = parameters(model).find(([path]) => path.endsWith("runningMean"))![1];
  assert.ok((await norm.array()).every((x) => x === 0));
  accumulate(random.normal([8, 3]));
  assert.ok((await norm.array()).some((x) => x !== 0));
});

/** A trunk with dropout and batch statistics, and a head. */
class Net extends Module {
  trunk = new Sequential(new Linear(3, 8), new BatchNorm(8), new Dropout(0.5));
  head = new Linear(8, 1);
  readonly part: <T>(body: () => T) => T;
  constructor(part: <T>(body: () => T) => T = (body) => body()) {
    super();
    this.part = part;
  }
  forward(x: Tensor): Tensor {
    return this.head.forward(this.part(() => this.trunk.forward(x)));
  }
}

const valuesOf = async (model: object) =>
  Object.fromEntries(
    await Promise.all(parameters(model).map(async ([path, param]) => [path, [...(await param.array())]] as const)),
  );

/** Returns the paths of the parameters changed by a step of Adam on `model`. */
async function changed(model: Net, step: Compiled<[Tensor], Tensor>): Promise<string[]> {
  const before = await valuesOf(model);
  await step(random.normal([16, 3])).item();
  const after = await valuesOf(model);
  return Object.keys(after).filter((path) => before[path]!.join() !== after[path]!.join());
}

const stepOf = (model: Net, target: object = model) => {
  const optimizer = adam(target as Module, { learningRate: 0.1 });
  return compile((x: Tensor) => optimizer.minimize(model.forward(x).square().mean()));
};
const head = ["head.weight", "head.bias"];
const weights = ["trunk.layers.0.weight", "trunk.layers.0.bias", "trunk.layers.1.weight", "trunk.layers.1.bias"];
const statistics = ["trunk.layers.1.runningMean", "trunk.layers.1.runningVar"];

test("evaluating and frozen trunks keep their statistics while the head learns", async () => {
  const plain = new Net();
  assert.deepEqual((await changed(plain, stepOf(plain, plain.head))).sort(), [...head, ...statistics].sort());
  const evaluated = new Net(evaluating);
  assert.deepEqual(await changed(evaluated, stepOf(evaluated, evaluated.head)), head);
  const frozen = new Net();
  const step = stepOf(frozen);
  const all = [...weights, ...statistics, ...head].sort();
  const whole = (paths: string[]) =>
    assert.deepEqual(
      paths.filter((path) => !/layers\.0\.bias/.test(path)).sort(),
      all.filter((path) => !/layers\.0\.bias/.test(path)),
    );
  whole(await changed(frozen, step));
  for (let round = 0; round < 2; round++) {
    freeze(frozen.trunk);
    assert.deepEqual(await changed(frozen, step), head);
    unfreeze(frozen.trunk);
    whole(await changed(frozen, step));
  }
  freeze(frozen);
  await assert.rejects(async () => changed(frozen, step), /all parameters of adam are frozen/);
  unfreeze(frozen);
});

test("a frozen trunk in a training program computes the same bits as in evaluation", async () => {
  const model = new Net();
  const x = random.normal([16, 3]);
  const loss = new Param([], (shape) => zeros(shape));
  const step = compile((v: Tensor) => (loss.assign(1), model.trunk.forward(v)));
  const noisy = await step(x).array();
  const expected = await compile((v: Tensor) => model.trunk.forward(v))(x).array();
  assert.notDeepEqual(noisy, expected);
  freeze(model.trunk);
  assert.deepEqual(await step(x).array(), expected);
  const drawn = compile((v: Tensor) => training(true, () => model.trunk.forward(v)));
  assert.notDeepEqual(await drawn(x).array(), expected);
  unfreeze(model.trunk);
});

test("training(true, fn) draws masks outside training; the innermost call applies", async () => {
  const dropout = new Dropout(0.5);
  const x = ones([1000]);
  const zerosIn = async (y: Tensor) => (await y.array()).filter((value) => value === 0).length;
  const draw = compile(() => training(true, () => dropout.forward(x)));
  const [first, second] = [await draw().array(), await draw().array()];
  assert.notDeepEqual(first, second);
  assert.ok((await zerosIn(draw())) > 400);
  assert.ok((await zerosIn(training(true, () => dropout.forward(x)))) > 400);
  assert.equal(await zerosIn(training(true, () => evaluating(() => dropout.forward(x)))), 0);
  assert.equal(await zerosIn(dropout.forward(x)), 0);
});

test("a compiled function called in another keeps its option", async () => {
  const inner = [undefined, true, false].map((told) =>
    compile(() => training(), told === undefined ? {} : { training: told }),
  );
  const w = state();
  for (const outer of [true, false]) {
    const step = compile(() => (outer && w.assign(1), inner.map((one) => one())));
    const found = await Promise.all(step().map((result) => result.array()));
    assert.deepEqual(
      found.map(([value]) => Boolean(value)),
      [outer, true, false],
    );
  }
});

test("analysis does not train: hessianOperator and gradCheck", async () => {
  const model = new Sequential(new Linear(2, 1), new Dropout(0.9));
  const hessian = hessianOperator(
    () =>
      model
        .forward(ones([1, 2]))
        .square()
        .sum(),
    model,
  );
  assert.deepEqual(await hessian.product([1, 0, 0]), Float32Array.of(2, 2, 2));
  await gradCheck((x) => model.forward(x).square().sum(), [Tensor.from([[0.5, -1]])]);
});

test("a generator and a critic step in one program or in two, as in PyTorch", async () => {
  class Part extends Module {
    body = new Sequential(new Linear(2, 4), new BatchNorm(4), new Linear(4, 2));
    forward(x: Tensor): Tensor {
      return this.body.forward(x);
    }
  }
  const [generator, critic] = [new Part(), new Part()];
  const [g, c] = [sgd(generator, { learningRate: 0.1 }), sgd(critic, { learningRate: 0.1 })];
  const criticStep = compile((z: Tensor, x: Tensor) =>
    c.minimize(critic.forward(generator.forward(z).detach()).mean().sub(critic.forward(x).mean())),
  );
  const generatorStep = compile((z: Tensor) => g.minimize(critic.forward(generator.forward(z)).mean().neg()));
  const mean = async (part: Part) => [
    ...(await parameters(part)
      .find(([path]) => path.endsWith("runningMean"))![1]
      .array()),
  ];
  const before = [await mean(generator), await mean(critic)];
  criticStep(random.normal([8, 2]), random.normal([8, 2]));
  // Both run in training mode, although only one is trained.
  const between = [await mean(generator), await mean(critic)];
  between.forEach((values, i) => assert.notDeepEqual(values, before[i]));
  generatorStep(random.normal([8, 2]));
  [await mean(generator), await mean(critic)].forEach((values, i) => assert.notDeepEqual(values, between[i]));
});

test("errors: promises, values without functions, compiled functions from outside", async () => {
  const step = compile(() => training());
  const wrong = (body: () => unknown, message: RegExp) => assert.throws(body, message);
  wrong(() => evaluating(async () => 1), /returns a promise/);
  wrong(() => (training as unknown as (value: unknown) => unknown)(true), /instead of a function/);
  wrong(() => (training as unknown as (a: unknown, b: unknown) => unknown)(1, () => 1), /Pass true or false/);
  wrong(() => (evaluating as (fn: unknown) => unknown)(3), /instead of a function/);
  wrong(() => evaluating(() => step()), /cannot change/);
  assert.equal(await isTraining(step), false);
});
