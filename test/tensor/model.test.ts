import assert from "node:assert/strict";
import { test } from "node:test";
import { Linear } from "../../src/nn/index.ts";
import {
  Module,
  Param,
  Tensor,
  compile,
  initialize,
  ones,
  parameters,
  random,
  summary,
  zeros,
} from "../../src/tensor/index.ts";
import { assertTensor } from "./helpers.ts";

const normal = (shape: readonly number[], source: { normal(shape: readonly number[]): Tensor }) => source.normal(shape);

class Block extends Module {
  weight = new Param([2, 2], normal);
  bias: Param | null = null;
  forward(x: Tensor): Tensor {
    return x.matmul(this.weight);
  }
}

class Net extends Module {
  rate = 0.5;
  first = new Block();
  blocks = [new Block(), { inner: new Block() }];
  tied = this.first;
  head = this.first.weight;
  constant = zeros([2]);
  steps = new Param([], (shape) => zeros(shape), { trainable: false });
  forward(x: Tensor): Tensor {
    return this.first.forward(x);
  }
}

test("parameters are listed in the order of the fields, once each, under their first path", () => {
  const net = new Net();
  assert.deepEqual(
    parameters(net).map(([path]) => path),
    ["first.weight", "blocks.0.weight", "blocks.1.inner.weight", "steps"],
  );
  assert.equal(parameters(net)[0]![1], net.first.weight);
  assert.equal(net.head.path, "first.weight");
  assert.equal(String(net.blocks[0] instanceof Block && net.blocks[0].weight), "Param blocks.0.weight f32 [2, 2]");
});

test("initial values depend on the seed and the path only; a second root with the same fields differs", async () => {
  const values = async (model: object) =>
    Promise.all(parameters(model).map(async ([, param]) => String(await param.array())));
  random.seed(3);
  const first = await values(new Net());
  assert.equal(new Set(first).size, 4);
  const second = await values(new Net());
  assert.notDeepEqual(second.slice(0, 3), first.slice(0, 3));
  random.seed(3);
  const net = new Net();
  await values(net.blocks);
  random.seed(3);
  assert.deepEqual(await values(new Net()), first);
  assert.deepEqual(await values(new Net()), second);
  random.seed(0);
});

test("initialize draws new values, by seed and scope", async () => {
  const [a, b] = [new Block(), new Block()];
  parameters(a);
  initialize(b, { seed: 1, scope: "" });
  initialize(a, { seed: 1, scope: "" });
  assert.deepEqual(await a.weight.array(), await b.weight.array());
  initialize(a, { seed: 1, scope: "other" });
  assert.notDeepEqual(await a.weight.array(), await b.weight.array());
});

test("the outermost module of a trace gives parameters their paths", () => {
  const net = new Net();
  compile((x: Tensor) => net.forward(x))(ones([1, 2]));
  assert.equal(net.first.weight.path, "first.weight");
});

test("a parameter without a model works too", async () => {
  const [a, b] = [new Param([4], normal), new Param([4], normal)];
  assert.notDeepEqual(await a.array(), await b.array());
});

test("set replaces the value, before or after initialization", async () => {
  let draws = 0;
  const param = new Param([2], (shape) => {
    draws++;
    return zeros(shape);
  });
  await param.set([1, 2]);
  assert.equal(draws, 0);
  await assertTensor(param, [2], [1, 2]);
  const step = compile(() => param.assign(param.add(1)));
  step();
  await param.set(param.mul(10));
  step();
  await assertTensor(param, [2], [21, 31]);
  await param.set(Float32Array.of(0, 0));
  await assertTensor(param.add(1), [2], [1, 1]);
});

test("values shared by an initializer are copied, because steps write in place", async () => {
  const shared = Tensor.from([1, 2]).add(0);
  const [a, b] = [new Param([2], () => shared), new Param([2], () => shared)];
  compile(() => {
    a.assign(a.add(1));
    b.assign(b.add(2));
  })();
  await assertTensor(shared, [2], [1, 2]);
  await assertTensor(a, [2], [2, 3]);
  await assertTensor(b, [2], [3, 4]);
});

test("assign checks shape and type", () => {
  const param = new Param([2], (shape) => zeros(shape));
  assert.throws(
    () => compile((x: Tensor) => param.assign(x))(ones([3])),
    /ShapeError: a parameter cannot be assigned a value of another shape/,
  );
  assert.throws(() => compile((x: Tensor) => param.assign(x.cast("i32")))(ones([2])), /value\.cast\("f32"\)/);
});

test("summary lists modules and parameters", () => {
  class Pair extends Module {
    layers = [new Linear(784, 256), new Linear(256, 10)];
    count = new Param([], (shape) => zeros(shape), { trainable: false });
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  assert.equal(
    summary(new Pair()),
    `(model)          Pair
count            []                      1  not trainable
layers.0         Linear(784, 256)
layers.0.weight  [256, 784]        200,704
layers.0.bias    [256]                 256
layers.1         Linear(256, 10)
layers.1.weight  [10, 256]           2,560
layers.1.bias    [10]                   10
203,531 parameters, 203,530 of them trainable`,
  );
});

test("summary shows result shapes if inputs are given", () => {
  const text = summary(new Net(), [5, 2]);
  assert.match(text, /^\(model\) +Net -> \[5, 2\]\n/);
  assert.match(text, /\nfirst +Block -> \[5, 2\]\n/);
  assert.throws(() => summary([new Net()], [5, 2]), /Only modules have a forward/);
});
