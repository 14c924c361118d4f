/**
 * Normalization beyond the cases of PyTorch: state changes, batches of one and of none; residuals; orthogonal weights.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, ShapeError } from "../../src/base/errors.ts";
import { BatchNorm, LayerNorm, Linear, RMSNorm, Residual, Sequential, initializers, relu } from "../../src/nn/index.ts";
import { sgd } from "../../src/optim/index.ts";
import { Param, Tensor, arange, compile, ones, parameters, zeros } from "../../src/tensor/index.ts";
import { assertClose, readGolden, tensorOf } from "./golden.ts";

const values = async (tensor: Tensor) => [...(await tensor.array())];
const stateOf = async (layer: BatchNorm) => [await values(layer.runningMean), await values(layer.runningVar)];

test("the running statistics of BatchNorm change in training steps only", async () => {
  const layer = new BatchNorm(2, { momentum: 0.5 });
  const x = Tensor.from([
    [1, 2],
    [3, 6],
  ]);
  const evaluate = compile((x: Tensor) => layer.forward(x));
  await values(layer.forward(x));
  await values(evaluate(x));
  assert.deepEqual(await stateOf(layer), [
    [0, 0],
    [1, 1],
  ]);
  const optimizer = sgd(layer, { learningRate: 0 });
  const step = compile((x: Tensor) => {
    const y = layer.forward(x);
    optimizer.minimize(y.square().sum());
    return y;
  });
  const near = (found: number[], expected: number[]) =>
    found.forEach((x, i) => assert.ok(Math.abs(x - expected[i]!) < 1e-5, `${x} instead of ${expected[i]}`));
  near(await values(step(x)), [-1, -1, 1, 1]);
  assert.deepEqual(await stateOf(layer), [
    [1, 2],
    [1.5, 4.5],
  ]);
  const deviations = [Math.sqrt(1.5), Math.sqrt(4.5)];
  const expected = [0, 0, 2 / deviations[0]!, 4 / deviations[1]!];
  near(await values(evaluate(x)), expected);
  near(await values(layer.forward(x)), expected);
});

for (const golden of readGolden("statistics.json")) {
  test(`${golden.name}: outputs and running statistics follow PyTorch's`, async () => {
    const tensors = Object.fromEntries(Object.entries(golden.inputs).map(([name, value]) => [name, tensorOf(value)]));
    const batches = tensors["x"]!.chunk(3).map((x) => x.squeeze(0));
    const layer = new BatchNorm(batches[0]!.shape[1]!, golden.attributes);
    await layer.weight!.set(tensors["weight"]!);
    await layer.bias!.set(tensors["bias"]!);
    const train = compile((x: Tensor) => layer.forward(x), { training: true });
    const seen: Record<string, number[]> = { y: [], running_mean: [], running_var: [] };
    for (const x of batches) {
      seen["y"]!.push(...(await values(train(x))));
      seen["running_mean"]!.push(...(await values(layer.runningMean)));
      seen["running_var"]!.push(...(await values(layer.runningVar)));
    }
    seen["evaluated"] = await values(compile((x: Tensor) => layer.forward(x))(batches[0]!));
    for (const [name, expected] of Object.entries(golden.outputs)) assertClose(seen[name]!, expected, 1e-6, name);
  });
}

test("BatchNorm: state is not trained, and several calls in a step update it in order", async () => {
  const layer = new BatchNorm(1, { momentum: 0.5, affine: false });
  assert.deepEqual(
    parameters(layer).map(([path, { trainable }]) => [path, trainable]),
    [
      ["runningMean", false],
      ["runningVar", false],
    ],
  );
  const step = compile((x: Tensor) => [layer.forward(x), layer.forward(x.add(2))], { training: true });
  await Promise.all(step(Tensor.from([[1], [3]])).map(values));
  assert.deepEqual(await stateOf(layer), [[2.5], [1.75]]);
});

test("BatchNorm on one value per channel, and on none", async () => {
  const layer = new BatchNorm(2, { momentum: 0.5 });
  await layer.bias!.set([3, 4]);
  const train = compile((x: Tensor) => layer.forward(x), { training: true });
  assert.deepEqual(await values(train(Tensor.from([[5, 7]]))), [3, 4]);
  const state = [
    [2.5, 3.5],
    [0.5, 0.5],
  ];
  assert.deepEqual(await stateOf(layer), state);
  assert.deepEqual(train(zeros([0, 2])).shape, [0, 2]);
  assert.deepEqual(await stateOf(layer), state);
});

test("normalization layers reject shapes that do not match", () => {
  for (const shape of [[3], [3, 2], [2, 2, 3]]) assert.throws(() => new BatchNorm(3).forward(ones(shape)), ShapeError);
  assert.throws(() => new BatchNorm(0), ArgumentError);
  assert.throws(() => new BatchNorm(1, { momentum: 2 }), ArgumentError);
  for (const Layer of [LayerNorm, RMSNorm]) {
    assert.throws(() => new Layer([2, 3]).forward(ones([3, 2])), /The last axes of x must be \[2, 3\]/);
    assert.throws(() => new Layer([2, 3]).forward(ones([3])), ShapeError);
    assert.throws(() => new Layer([]), ArgumentError);
    assert.throws(() => new Layer([2, 0]), ArgumentError);
  }
  assert.equal(String(new LayerNorm([2, 3])), "LayerNorm(2, 3)");
});

test("Residual adds its input or the result of the shortcut", async () => {
  const x = Tensor.from([[-1, 2]]);
  assert.deepEqual(await values(new Residual(relu).forward(x)), [-1, 4]);
  const wide = new Linear(2, 3, { weight: initializers.constant(1), bias: initializers.zeros() });
  assert.deepEqual(await values(new Residual(wide, { shortcut: wide }).forward(x)), [2, 2, 2]);
  assert.throws(() => new Residual(wide).forward(x), ShapeError);
  // [1, 1] would broadcast over x.
  assert.throws(() => new Residual(new Linear(2, 1)).forward(x), ShapeError);
  const model = new Sequential(new Residual(new Linear(2, 2)));
  assert.deepEqual(
    parameters(model).map(([path]) => path),
    ["layers.0.layer.weight", "layers.0.layer.bias"],
  );
});

test("orthogonal weights have orthonormal rows, or columns if there are fewer, times the gain", async () => {
  for (const [shape, gain] of [
    [[5, 5], 1],
    [[3, 7], 2],
    [[7, 2, 2], 1],
    [[1, 4], 1],
    [[70, 64], 0.5],
  ] as const) {
    const weight = new Param([...shape], initializers.orthogonal({ gain }));
    const matrix = weight.reshape([shape[0], -1]);
    const [rows, columns] = matrix.shape as [number, number];
    const gram = rows <= columns ? matrix.matmul(matrix.transpose()) : matrix.transpose().matmul(matrix);
    const size = Math.min(rows, columns);
    const expected = arange(size)
      .unsqueeze(-1)
      .equal(arange(size))
      .cast("f32")
      .mul(gain ** 2);
    const [furthest] = await values(gram.sub(expected).abs().max());
    assert.ok(furthest! < 2e-6, `[${shape.join(", ")}] is ${furthest} off`);
  }
  await assert.rejects(async () => new Param([3], initializers.orthogonal()).array(), ShapeError);
});

test("orthogonal weights are uniformly distributed rotations and reflections", async () => {
  const weights = Array.from({ length: 40 }, () => new Param([2, 2], initializers.orthogonal()));
  const drawn = await Promise.all(weights.map(values));
  const determinants = drawn.map(([a, b, c, d]) => Math.round(a! * d! - b! * c!));
  assert.deepEqual(new Set(determinants.sort((a, b) => a - b)), new Set([-1, 1]));
  assert.ok(drawn.some(([a]) => a! > 0.5) && drawn.some(([a]) => a! < -0.5));
});
