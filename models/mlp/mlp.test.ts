/** The MLP has the layers that its description says, and it learns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, fit, parameters, random } from "hebb";
import { MLP } from "./model.ts";
import { task } from "./task.ts";

test("the layers have their names and sizes", () => {
  const shapes = parameters(new MLP()).map(([path, { shape }]) => `${path} ${shape.join("x")}`);
  assert.deepEqual(shapes, [
    "hidden1.weight 512x784",
    "hidden1.bias 512",
    "hidden2.weight 512x512",
    "hidden2.bias 512",
    "output.weight 10x512",
    "output.bias 10",
  ]);
});

test("a tenth of the digits teaches it to read nine of ten", async () => {
  random.seed(1);
  const { train, test: held } = await task.data();
  const model = task.model();
  const examples = train.take(6400);
  const optimizer = task.optimizer(model, 50);
  const before = await evaluate(model, held.take(2000), { metrics: { accuracy: task.metric.of } });
  assert.ok(before["accuracy"]! < 0.3, `${before["accuracy"]} before the training`);
  await fit(model, examples, { loss: task.loss, optimizer, batch: 128, seed: 1 });
  const after = await evaluate(model, held.take(2000), { metrics: { accuracy: task.metric.of } });
  assert.ok(after["accuracy"]! > 0.85, `${after["accuracy"]} after the training`);
});
