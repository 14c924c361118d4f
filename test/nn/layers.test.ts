/** Layers: shapes, initial values, paths, dropout masks and error messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, ShapeError } from "../../src/base/errors.ts";
import { Dropout, Embedding, Linear, Sequential, initializers, relu } from "../../src/nn/index.ts";
import {
  type Initializer,
  Module,
  Param,
  Tensor,
  arange,
  compile,
  grad,
  initialize,
  ones,
  parameters,
  random,
  zeros,
} from "../../src/tensor/index.ts";

const paths = (model: object) => parameters(model).map(([path, { shape }]) => `${path} [${shape.join(", ")}]`);

test("the parameters of a model have the paths of its fields and the layout of PyTorch", () => {
  const model = new Sequential(new Embedding(7, 4), new Linear(4, 3), relu, new Linear(3, 2, { bias: false }));
  assert.deepEqual(paths(model), [
    "layers.0.weight [7, 4]",
    "layers.1.weight [3, 4]",
    "layers.1.bias [3]",
    "layers.3.weight [2, 3]",
  ]);
  assert.equal(String(model), "Sequential(Embedding(7, 4), Linear(4, 3), relu, Linear(3, 2))");
});

test("initial values of Linear are uniform within 1 / sqrt(inputs)", async () => {
  const layer = new Linear(64, 100);
  initialize(layer, { seed: 1 });
  for (const param of [layer.weight, layer.bias!]) {
    const values = [...(await param.array())];
    assert.ok(values.every((x) => Math.abs(x) <= 1 / 8));
    assert.ok(Math.max(...values) > 0.115 && Math.min(...values) < -0.115);
  }
});

test("initial values of Linear depend on seed and path only", async () => {
  const draw = async (seed: number) => {
    const layer = new Linear(3, 2);
    initialize(layer, { seed, scope: "same" });
    return [...(await layer.weight.array())];
  };
  assert.deepEqual(await draw(5), await draw(5));
  assert.notDeepEqual(await draw(5), await draw(6));
});

test("Linear accepts bytes and any number of leading axes", async () => {
  const layer = new Linear(2, 1, { weight: initializers.constant(1) });
  await layer.bias!.set([0.5]);
  const x = Tensor.from(Uint8Array.of(1, 2, 3, 4, 200, 100), [3, 1, 2]);
  const y = layer.forward(x);
  assert.deepEqual(y.shape, [3, 1, 1]);
  assert.deepEqual([...(await y.array())], [3.5, 7.5, 300.5]);
});

test("the error of Linear suggests a size or a flattened input", () => {
  const layer = new Linear(128, 10);
  parameters({ output: layer });
  assert.throws(
    () => layer.forward(zeros([32, 256])),
    (error: unknown) => {
      assert.ok(error instanceof ShapeError);
      const lines = error.message.split("\n");
      assert.equal(lines[0], "Linear(128, 10) expects a last axis of 128, got [32, 256]");
      assert.match(error.message, /output\.weight +f32 \[10, 128\] +from Linear\(128, 10\), layers\.test\.[tj]s:\d+/);
      assert.equal(lines.at(-1), "  Linear(256, 10) would fit.");
      return true;
    },
  );
  assert.throws(() => layer.forward(zeros([32, 8, 16])), /Flatten it first: x\.flatten\(1\)\.$/);
  assert.throws(() => layer.forward(Tensor.from(1)), ShapeError);
});

test("layers reject sizes that are not integers of at least 1", () => {
  for (const size of [0, -1, 2.5, NaN]) {
    assert.throws(() => new Linear(size, 1), ArgumentError);
    assert.throws(() => new Embedding(1, size), ArgumentError);
  }
});

test("Embedding looks up rows by i32 and u8 ids, and rejects others", async () => {
  const layer = new Embedding(3, 2);
  await layer.weight.set([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  for (const ids of [Int32Array.of(2, 0), Uint8Array.of(2, 0)]) {
    assert.deepEqual([...(await layer.forward(Tensor.from(ids)).array())], [5, 6, 1, 2]);
  }
  assert.throws(() => layer.forward(Tensor.from([1, 2])), DTypeError);
});

test("reading the result of an id out of range rejects", async () => {
  const layer = new Embedding(3, 2);
  await assert.rejects(async () => layer.forward(Tensor.from(Int32Array.of(1, 3))).array(), { name: "FaultError" });
});

test("initial values of Embedding have mean 0 and standard deviation 1", async () => {
  const layer = new Embedding(100, 50);
  initialize(layer, { seed: 3 });
  const values = await layer.weight.array();
  const { mean, deviation } = moments(values);
  assert.ok(Math.abs(mean) < 0.05 && Math.abs(deviation - 1) < 0.05, `${mean} ${deviation}`);
});

test("tied parameters are one parameter: the weight of an embedding as that of the output layer", async () => {
  class Tied extends Module {
    readonly embedding = new Embedding(3, 2);
    readonly output = this.embedding.weight;
    forward(ids: Tensor): Tensor {
      return this.embedding.forward(ids).matmul(this.output.transpose());
    }
  }
  const model = new Tied();
  assert.deepEqual(paths(model), ["embedding.weight [3, 2]"]);
  await model.output.set([
    [1, 0],
    [0, 2],
    [0, 0],
  ]);
  const [gradient] = grad(model.forward(Tensor.from(Int32Array.of(0))).sum(), [model.output]);
  // d/dW Σ_j W_0 · W_j = Σ_j W_j for row 0, plus W_0 for every row.
  assert.deepEqual([...(await gradient.array())], [2, 2, 1, 0, 1, 0]);
});

test("errors in Sequential name the layer, once per level", () => {
  const inner = new Sequential(relu, new Linear(3, 4));
  const model = new Sequential(new Linear(2, 5), inner);
  assert.throws(
    () => model.forward(ones([1, 2])),
    (error: unknown) => {
      assert.ok(error instanceof ShapeError);
      const [line = ""] = error.message.split("\n");
      const member = "layer 1 of Sequential, Sequential(relu, Linear(3, 4)): layer 1 of Sequential, Linear(3, 4)";
      assert.equal(line, `${member}: Linear(3, 4) expects a last axis of 3, got [1, 5]`);
      assert.ok(error.stack?.includes(line));
      return true;
    },
  );
});

test("Sequential rejects values that are not layers, and results that are not tensors", () => {
  assert.throws(() => new Sequential(relu, 5 as never), /layer 1 of Sequential is 5/);
  const broken = new Sequential((() => 3) as never);
  assert.throws(
    () => broken.forward(ones([1])),
    /layer 0 of Sequential, a function, returned number instead of a tensor/,
  );
});

test("an empty Sequential is the identity", async () => {
  assert.deepEqual([...(await new Sequential().forward(arange(3)).array())], [0, 1, 2]);
});

test("Dropout keeps all elements outside training", async () => {
  const x = ones([50]);
  assert.deepEqual([...(await new Dropout(0.5).forward(x).array())], new Array<number>(50).fill(1));
  const evaluate = compile((x: Tensor) => new Dropout(0.9).forward(x));
  assert.deepEqual([...(await evaluate(x).array())], new Array<number>(50).fill(1));
});

test("Dropout zeroes a fraction in training, keeps the mean, and uses the same mask for the gradient", async () => {
  const dropout = new Dropout(0.25);
  const step = compile(
    (x: Tensor) => {
      const y = dropout.forward(x);
      return [y, grad(y.sum(), [x])[0]] as const;
    },
    { training: true },
  );
  const [y, gradient] = step(ones([100, 100]));
  const values = [...(await y.array())];
  const zeroed = values.filter((x) => x === 0).length / values.length;
  assert.ok(Math.abs(zeroed - 0.25) < 0.02, `${zeroed} were zeroed`);
  assert.ok(values.every((x) => x === 0 || x === Math.fround(4 / 3)));
  assert.ok(Math.abs(moments(values).mean - 1) < 0.025);
  assert.deepEqual([...(await gradient.array())], values);
});

test("dropout masks differ between runs and layers, and are reproducible by the seed", async () => {
  const draw = async () => {
    random.seed(11);
    const layers = [new Dropout(0.5), new Dropout(0.5)];
    const step = compile((x: Tensor) => layers.map((layer) => layer.forward(x)), { training: true });
    const runs = [step(ones([64])), step(ones([64]))].flat();
    return Promise.all(runs.map(async (mask) => [...(await mask.array())].join()));
  };
  const masks = await draw();
  assert.equal(new Set(masks).size, 4);
  assert.deepEqual(await draw(), masks);
});

test("Dropout draws one mask along shared axes", async () => {
  const drop = (shared: number | number[]) => {
    const layer = new Dropout(0.5, { shared });
    return compile((x: Tensor) => layer.forward(x), { training: true })(ones([4, 5, 16]));
  };
  for (const [shared, distinct] of [
    [1, 4],
    [-2, 4],
    [[0, 1], 1],
  ] as const) {
    const found = await drop(typeof shared === "number" ? shared : [...shared]).array();
    assert.deepEqual(new Set(found), new Set([0, 2]));
    const rows = Array.from({ length: 20 }, (_, i) => String(found.slice(i * 16, (i + 1) * 16)));
    for (let i = 0; i < 20; i += 5) assert.equal(new Set(rows.slice(i, i + 5)).size, 1);
    assert.equal(new Set(rows).size, distinct);
  }
  assert.throws(() => drop(3), ShapeError);
});

test("Dropout.mask returns a factor in training, 1 otherwise, and null for probability 0", async () => {
  const layer = new Dropout(0.75);
  const masks = (training: boolean) => compile(() => layer.mask([64])!, { training })().array();
  assert.deepEqual(new Set(await masks(true)), new Set([0, 4]));
  assert.deepEqual(new Set(await masks(false)), new Set([1]));
  assert.equal(new Dropout(0).mask([64]), null);
});

test("Dropout of 0 is the identity, and 1 is rejected", () => {
  const x = ones([2]);
  assert.equal(new Dropout(0).forward(x), x);
  for (const probability of [1, -0.1, NaN]) assert.throws(() => new Dropout(probability), ArgumentError);
});

test("initializers have the ranges and standard deviations of their papers", async () => {
  const shape = [60, 40, 3];
  const inputs = 40 * 3;
  const outputs = 60 * 3;
  const cases: [string, Initializer, { range?: number; deviation: number; mean?: number }][] = [
    ["uniform", initializers.uniform(-2, 2), { range: 2, deviation: 4 / Math.sqrt(12) }],
    ["normal", initializers.normal(3, 0.5), { deviation: 0.5, mean: 3 }],
    [
      "xavierUniform",
      initializers.xavierUniform(),
      { range: Math.sqrt(6 / (inputs + outputs)), deviation: Math.sqrt(2 / (inputs + outputs)) },
    ],
    ["xavierNormal", initializers.xavierNormal({ gain: 2 }), { deviation: 2 * Math.sqrt(2 / (inputs + outputs)) }],
    ["heUniform", initializers.heUniform(), { range: Math.sqrt(6 / inputs), deviation: Math.sqrt(2 / inputs) }],
    ["heNormal", initializers.heNormal({ slope: 1 }), { deviation: Math.sqrt(1 / inputs) }],
  ];
  for (const [name, initializer, { range = Infinity, deviation, mean = 0 }] of cases) {
    const values = await new Param(shape, initializer).array();
    const found = moments(values);
    assert.ok(
      values.every((x) => Math.abs(x - mean) <= range * 1.000001),
      name,
    );
    assert.ok(Math.abs(found.mean - mean) < 0.05 * deviation, `${name}: mean ${found.mean}`);
    assert.ok(
      Math.abs(found.deviation / deviation - 1) < 0.03,
      `${name}: deviation ${found.deviation}, not ${deviation}`,
    );
  }
  assert.deepEqual([...(await new Param([2], initializers.zeros()).array())], [0, 0]);
  assert.deepEqual([...(await new Param([2], initializers.constant(1.5)).array())], [1.5, 1.5]);
});

test("scaled initializers reject a shape without inputs", async () => {
  for (const initializer of [initializers.xavierUniform(), initializers.heNormal()]) {
    await assert.rejects(async () => new Param([3], initializer).array(), ShapeError);
  }
});

function moments(values: ArrayLike<number>): { mean: number; deviation: number } {
  const numbers = Array.from(values);
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  return { mean, deviation: Math.sqrt(variance) };
}
