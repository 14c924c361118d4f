/** Layers of the MLP, its training, and the claims of its experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parameters } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
import type { EnglishTable } from "../system.ts";
import { activations } from "./experiments/activations.ts";
import { regions } from "./experiments/regions.ts";
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

/** Returns the rows of a table by their first cell; the last of several with the same one. */
const rowsOf = ({ rows }: EnglishTable) => new Map(rows.map(([name, ...cells]) => [String(name), cells.map(Number)]));

slow("units without an activation separate by a line only, and more relu units separate better", async () => {
  const { answer, table, figure } = await findingOf(regions, new Run({ quick: true, seed: 1 }));
  const rows = rowsOf(table);
  const accuracy = (name: string) => rows.get(name)![1]!;
  assert.ok(Math.abs(accuracy("16 units, no activation") - accuracy("1 unit")) < 0.02);
  assert.ok(accuracy("16 units, no activation") < 0.9);
  assert.ok(accuracy("4 units") > accuracy("2 units") + 0.03);
  assert.ok(accuracy("16 units") > 0.95);
  assert.equal(rows.get("8 units")![0], rows.get("4 and 4 units")![0], "depth is compared at equal parameters");
  assert.match(answer, /One rectified unit draws one straight line.*each further unit folds it once more/);
  assert.ok(figure.kind === "panels" && figure.panels.length === 6);
});

slow("sigmoid gives the first layer small gradients, and a dead relu gets none, unlike leakyRelu", async () => {
  const { answer, table, figure } = await findingOf(activations, new Run({ quick: true, seed: 1 }));
  const row = (name: string, bias: number) => table.rows.find(([own, at]) => own === name && at === bias)!.map(Number);
  const [slope, gradient, loss, accuracy, , dead] = [2, 3, 4, 5, 6, 7];
  assert.ok(row("sigmoid", 0)[gradient]! < row("relu", 0)[gradient]! / 50);
  assert.ok(row("sigmoid", 0)[slope]! <= 0.25, "the slope of the logistic function is at most 1/4");
  assert.ok(row("sigmoid", 0)[accuracy]! < 0.3 && row("relu", 0)[accuracy]! > 0.8);
  // Exactly 0, because no unit is active; only the last bias learns.
  assert.equal(row("relu", -10)[gradient], 0);
  assert.equal(row("relu", -10)[dead], 1);
  assert.ok(row("leakyRelu", -10)[gradient]! > 0);
  assert.equal(row("leakyRelu", -10)[dead], 0);
  assert.ok(row("leakyRelu", -10)[loss]! < row("relu", -10)[loss]! - 0.05);
  assert.match(answer, /relu gets no gradient at all and never comes back/);
  assert.ok(figure.kind === "panels" && figure.panels.length === 4);
});
