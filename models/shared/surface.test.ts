/**
 * Loss surfaces compared with closed forms: the squared error of a linear model is a parabola along every direction.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Linear, Sequential, Tensor, meanSquaredError, parameters, random, relu } from "hebb";
import { Dataset } from "hebb/data";
import { evenly, filterNormalized, lossSurface } from "./surface.ts";

const fields = [
  { data: Float32Array.of(1, 2, -1, 0.5, 0.25, 3), shape: [3, 2] },
  { data: Float32Array.of(1, -1, 2), shape: [3, 1] },
];
const examples = new Dataset<[Tensor, Tensor]>(fields, (data, shape) => Tensor.from(data, shape));

test("the loss at each point is that of the model with its parameters moved there", async () => {
  const model = new Linear(2, 1);
  await model.weight.set([[0.5, -1]]);
  await model.bias!.set([0.25]);
  const directions = [
    [Tensor.from([[1, 2]]), Tensor.from([0])],
    [Tensor.from([[0, -1]]), Tensor.from([3])],
  ] as const;
  const [x, y] = [
    [-1, 0, 2],
    [0, 0.5],
  ];
  // The batch size leaves a smaller last batch, which must not change the weight of an example.
  const { losses } = await lossSurface(model, examples, { loss: meanSquaredError, directions, x, y, batchSize: 2 });
  const [inputs, targets] = fields.map(({ data }) => data) as [Float32Array, Float32Array];
  y.forEach((b, row) =>
    x.forEach((a, column) => {
      const [w1, w2, bias] = [0.5 + a, -1 + 2 * a - b, 0.25 + 3 * b];
      const squares = [0, 1, 2].map((i) => (w1 * inputs[2 * i]! + w2 * inputs[2 * i + 1]! + bias - targets[i]!) ** 2);
      const expected = squares.reduce((sum, square) => sum + square) / 3;
      assert.ok(Math.abs(losses[row]![column]! - expected) < 1e-5 * expected, `${losses[row]![column]} ${expected}`);
    }),
  );
  assert.deepEqual([...(await model.weight.array())], [0.5, -1]);
  assert.deepEqual([...(await model.bias!.array())], [0.25]);
});

test("filters of a direction have the norm of the model's filters, and biases stay fixed", async () => {
  random.seed(1);
  const model = new Sequential(new Linear(5, 4), relu, new Linear(4, 3));
  const directions = await Promise.all([filterNormalized(model), filterNormalized(model)]);
  for (const direction of directions) {
    for (const [i, [path, param]] of parameters(model).entries()) {
      const tensor = direction[i]!;
      assert.deepEqual(tensor.shape, param.shape, path);
      const axes = param.shape.map((_, axis) => axis).slice(1);
      const [found, own] = [await tensor.norm(axes).array(), await param.norm(axes).array()];
      found.forEach((norm, filter) => {
        const expected = axes.length === 0 ? 0 : own[filter]!;
        assert.ok(Math.abs(norm - expected) <= 1e-6 * expected, `${path}, filter ${filter}: ${norm}, ${expected}`);
      });
    }
  }
  const [first, second] = await Promise.all(directions.map((direction) => direction[0]!.array()));
  assert.notDeepEqual(first, second);
});

test("coordinates are evenly spaced around zero", () => {
  assert.deepEqual(evenly(1, 5), [-1, -0.5, 0, 0.5, 1]);
});
