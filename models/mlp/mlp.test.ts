/** The MLP has the layers that its description says, and it learns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parameters } from "hebb";
import { train } from "../conduct.ts";
import { Run } from "../run.ts";
import { MLP } from "./model.ts";
import { system } from "./system.ts";

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

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});
