/** Layers of the MLP, its training, and the claims of its experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parameters } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { activations } from "./experiments/activations.ts";
import { regions } from "./experiments/regions.ts";
import type { Activated, ActivationName, NetworkName } from "./facts.ts";
import { digit } from "./looks/digit.ts";
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

slow("units without an activation separate by a line only, and more relu units separate better", async () => {
  const { networks, maps } = await measure(regions, new Run({ quick: true, seed: 1 }));
  const of = (name: NetworkName) => networks.find(({ network }) => network === name)!;
  const accuracy = (name: NetworkName) => of(name).accuracy.mean;
  assert.ok(Math.abs(accuracy("linear") - accuracy("one")) < 0.02);
  assert.ok(accuracy("linear") < 0.9);
  assert.ok(accuracy("four") > accuracy("two") + 0.03);
  assert.ok(accuracy("sixteen") > 0.95);
  assert.equal(of("eight").parameters, of("deep").parameters, "depth is compared at equal parameters");
  assert.equal(maps.length, 6);
});

slow("the logistic function gives the first layer small gradients, and a dead ReLU gets none", async () => {
  const { usual, low, dying } = await measure(activations, new Run({ quick: true, seed: 1 }));
  const of = (all: readonly Activated[], name: ActivationName) => all.find((one) => one.name === name)!;
  assert.ok(of(usual, "sigmoid").first.mean < of(usual, "relu").first.mean / 50);
  assert.ok(of(usual, "sigmoid").slope.mean <= 0.25, "the slope of the logistic function is at most 1/4");
  assert.ok(of(usual, "sigmoid").accuracy.mean < 0.3 && of(usual, "relu").accuracy.mean > 0.8);
  // Exactly 0, because no unit is active; only the last bias learns.
  assert.equal(dying, "no gradient");
  assert.equal(of(low, "relu").dead.mean, 1);
  assert.ok(of(low, "leakyRelu").first.mean > 0);
  assert.equal(of(low, "leakyRelu").dead.mean, 0);
  assert.ok(of(low, "leakyRelu").loss.mean < of(low, "relu").loss.mean - 0.05);
});

test("a look reads a digit before and after it is shifted", async () => {
  const saved: SavedRun = { load: async (_, model) => model, text: async () => '{"hidden":4}' };
  const chosen = { digit: "2", right: 0, down: 0, noise: 0, seed: 0 };
  const still = await digit.view(chosen, async () => saved);
  assert.deepEqual(still.changed, still.original);
  assert.deepEqual(still.probabilities[0], still.probabilities[1]);
  assert.match(digit.words(still).en, /^This digit is labeled 1\. The network reads/);
  const { original, changed } = await digit.view({ ...chosen, right: 3, down: -2 }, async () => saved);
  assert.equal(changed[(10 - 2) * 28 + 10 + 3], original[10 * 28 + 10]);
  const drawn = await digit.view({ ...chosen, digit: "##/##/##/##/##" }, async () => saved);
  assert.equal(drawn.label, null);
  assert.match(digit.words(drawn).en, /^This digit is your drawing\. The network reads/);
  // Two columns of five marks of 4 x 4 pixels.
  assert.equal(drawn.original.filter((gray) => gray === 255).length, 2 * 5 * 16);
});
