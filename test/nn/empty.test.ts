/** Empty tensors: reductions along axes of length 0, and layers on empty batches, as in PyTorch. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ShapeError } from "../../src/base/errors.ts";
import {
  AdaptiveAvgPool2d,
  AdaptiveMaxPool2d,
  AvgPool2d,
  BatchNorm,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Embedding,
  GRU,
  LSTM,
  LayerNorm,
  Linear,
  MaxPool1d,
  MaxPool2d,
  MultiHeadAttention,
  RMSNorm,
  RNN,
  TransformerEncoderLayer,
  attention,
  globalAvgPool,
  globalMaxPool,
} from "../../src/nn/index.ts";
import {
  Module,
  type Shape,
  type Tensor,
  compile,
  concat,
  grad,
  parameters,
  stack,
  zeros,
} from "../../src/tensor/index.ts";

type Unary = (x: Tensor) => Tensor;

const same = async (got: Tensor, shape: Shape, value: number, what: string) => {
  assert.deepEqual(got.shape, shape, what);
  const elements = [...(await got.array())];
  assert.ok(
    elements.every((x) => Object.is(x, value)),
    `${what}: ${elements.join()}, not ${value}`,
  );
};

/**
 * Result of each reduction over an empty axis; null means an error. Reductions along other axes return empty tensors.
 */
const reductions: Record<string, [(x: Tensor, axis?: number) => Tensor, value: number | null]> = {
  sum: [(x, axis) => x.sum(axis), 0],
  prod: [(x, axis) => x.prod(axis), 1],
  mean: [(x, axis) => x.mean(axis), NaN],
  variance: [(x, axis) => x.variance(axis), NaN],
  "unbiased variance": [(x, axis) => x.variance(axis, { correction: 1 }), NaN],
  std: [(x, axis) => x.std(axis), NaN],
  norm: [(x, axis) => x.norm(axis), 0],
  logSumExp: [(x, axis) => x.logSumExp(axis), -Infinity],
  max: [(x, axis) => x.max(axis), null],
  min: [(x, axis) => x.min(axis), null],
  argmax: [(x, axis) => x.argmax(axis), null],
};

const ways: Record<string, (f: Unary) => Unary> = { eager: (f) => f, compiled: (f) => compile(f) };

for (const [name, [reduce, value]] of Object.entries(reductions)) {
  for (const [way, through] of Object.entries(ways)) {
    test(`${name} over an empty axis, ${way}`, async () => {
      const cases: [Shape, number | undefined, Shape][] = [
        [[2, 0], -1, [2]],
        [[0, 3], 0, [3]],
        [[2, 0, 3], 1, [2, 3]],
        [[0], undefined, []],
        [[0, 3], undefined, []],
      ];
      for (const [shape, axis, result] of cases) {
        const f: Unary = (x) => reduce(x, axis);
        if (value === null) {
          assert.throws(() => through(f)(zeros(shape)), ShapeError);
          continue;
        }
        await same(through(f)(zeros(shape)), result, value, `${shape} along ${axis}`);
        const slope = through((x) => grad(f(x).sum(), [x])[0])(zeros(shape));
        await same(slope, shape, 0, `the gradient of ${shape} along ${axis}`);
      }
      await same(through((x) => reduce(x, -1))(zeros([0, 3])), [0], 0, "no rows");
    });
  }
}

const empties: Record<string, [Unary, Shape, Shape]> = {
  "softmax of no classes": [(x) => x.softmax(), [2, 0], [2, 0]],
  "softmax along axis 0": [(x) => x.softmax(0), [0, 3], [0, 3]],
  "softmax of no rows": [(x) => x.softmax(), [0, 3], [0, 3]],
  "logSoftmax of no classes": [(x) => x.logSoftmax(), [2, 0], [2, 0]],
  "logSoftmax along axis 0": [(x) => x.logSoftmax(0), [0, 3], [0, 3]],
  "a product over nothing": [(x) => x.matmul(zeros([0, 4])), [2, 0], [2, 4]],
  "a product of no rows": [(x) => x.matmul(zeros([3, 4])), [0, 3], [0, 4]],
  "concat with nothing": [(x) => concat([x.mul(0), zeros([0, 3])]), [2, 3], [2, 3]],
  "concat of nothings": [(x) => concat([x, x], 1), [2, 0], [2, 0]],
  "stack of nothings": [(x) => stack([x, x]), [0, 2], [2, 0, 2]],
  "elementwise functions": [(x) => x.softplus().elu().gelu().clamp(-1, 1).mod(2), [0, 3], [0, 3]],
  "attention without queries": [(x) => attention(x, zeros([5, 3]), zeros([5, 4])), [0, 3], [0, 4]],
  "attention without keys": [(x) => attention(zeros([2, 3]), x, zeros([0, 4])), [0, 3], [2, 4]],
  globalAvgPool: [globalAvgPool, [0, 2, 4, 4], [0, 2]],
  globalMaxPool: [globalMaxPool, [0, 2, 4, 4], [0, 2]],
};

for (const [name, [f, shape, result]] of Object.entries(empties)) {
  for (const [way, through] of Object.entries(ways)) {
    test(`${name}, ${way}, with its gradient`, async () => {
      await same(through(f)(zeros(shape)), result, 0, name);
      await same(through((x) => grad(f(x).sum(), [x])[0])(zeros(shape)), shape, 0, "the gradient");
    });
  }
}

interface Layer extends Module {
  forward(x: Tensor): Tensor;
}

/** Wraps a layer with several results as a layer with the first one. */
class First extends Module {
  readonly layer: Module & { forward(x: Tensor): { outputs: Tensor } };
  constructor(layer: Module & { forward(x: Tensor): { outputs: Tensor } }) {
    super();
    this.layer = layer;
  }
  forward(x: Tensor): Tensor {
    return this.layer.forward(x).outputs;
  }
}

const layers: Record<string, [() => Layer, Shape, Shape]> = {
  Linear: [() => new Linear(3, 4), [0, 3], [0, 4]],
  "Linear of sequences": [() => new Linear(3, 4), [2, 0, 3], [2, 0, 4]],
  Conv1d: [() => new Conv1d(2, 3, 3), [0, 2, 8], [0, 3, 6]],
  Conv2d: [() => new Conv2d(2, 3, 3, { padding: 1 }), [0, 2, 6, 6], [0, 3, 6, 6]],
  "Conv2d of many channels": [() => new Conv2d(16, 16, 3, { padding: 1 }), [0, 16, 8, 8], [0, 16, 8, 8]],
  ConvTranspose2d: [() => new ConvTranspose2d(2, 3, 2, { stride: 2 }), [0, 2, 4, 4], [0, 3, 8, 8]],
  MaxPool1d: [() => new MaxPool1d(2), [0, 2, 6], [0, 2, 3]],
  MaxPool2d: [() => new MaxPool2d(2), [0, 2, 6, 6], [0, 2, 3, 3]],
  AvgPool2d: [() => new AvgPool2d(2), [0, 2, 6, 6], [0, 2, 3, 3]],
  AdaptiveAvgPool2d: [() => new AdaptiveAvgPool2d(2), [0, 2, 6, 6], [0, 2, 2, 2]],
  AdaptiveMaxPool2d: [() => new AdaptiveMaxPool2d(2), [0, 2, 6, 6], [0, 2, 2, 2]],
  LayerNorm: [() => new LayerNorm(3), [0, 3], [0, 3]],
  RMSNorm: [() => new RMSNorm(3), [0, 3], [0, 3]],
  BatchNorm: [() => new BatchNorm(3), [0, 3, 4], [0, 3, 4]],
  Dropout: [() => new Dropout(0.5), [0, 3], [0, 3]],
  RNN: [() => new First(new RNN(3, 4)), [0, 5, 3], [0, 5, 4]],
  GRU: [() => new First(new GRU(3, 4)), [0, 5, 3], [0, 5, 4]],
  LSTM: [() => new First(new LSTM(3, 4)), [0, 5, 3], [0, 5, 4]],
  TransformerEncoderLayer: [() => new TransformerEncoderLayer(4, 2), [0, 5, 4], [0, 5, 4]],
  MultiHeadAttention: [() => new MultiHeadAttention(4, 2), [0, 5, 4], [0, 5, 4]],
};

for (const [name, [make, shape, result]] of Object.entries(layers)) {
  test(`${name} on an empty batch, eager and compiled, with gradients of 0`, async () => {
    const layer = make();
    const params = [...parameters(layer)].map(([, param]) => param).filter(({ trainable }) => trainable);
    const slopes = (x: Tensor) => grad(layer.forward(x).sum(), [x, ...params]);
    await same(layer.forward(zeros(shape)), result, 0, "eager");
    await same(compile((x: Tensor) => layer.forward(x))(zeros(shape)), result, 0, "compiled");
    const compiled = compile((x: Tensor) => slopes(x), { training: false })(zeros(shape));
    for (const found of [slopes(zeros(shape)), compiled]) {
      for (const [i, slope] of found.entries()) await same(slope, i === 0 ? shape : params[i - 1]!.shape, 0, `${i}`);
    }
  });
}

test("an embedding of an empty list of tokens", async () => {
  const layer = new Embedding(5, 3);
  await same(layer.forward(zeros([2, 0], "i32")), [2, 0, 3], 0, "values");
  const [slope] = grad(layer.forward(zeros([0], "i32")).sum(), [layer.weight]);
  await same(slope, [5, 3], 0, "the gradient");
});
