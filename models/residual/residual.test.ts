/** Residual blocks, their parameters and signals, and the failure of the deep plain network to learn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { full, observe, parameters, random } from "hebb";
import { fashionMnist } from "hebb/data";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { depth } from "./experiments/depth.ts";
import { landscape } from "./experiments/landscape.ts";
import { remedies } from "./experiments/remedies.ts";
import { signalsLook } from "./looks/signals.ts";
import { Block, DeepNetwork } from "./model.ts";
import { lossAround, nonConvexity } from "./roughness.ts";
import { scaleByData } from "./scaling.ts";
import { shareOf, signalsOf } from "./signals.ts";
import { system } from "./system.ts";

const run = () => new Run({ quick: true, seed: 1 });

test("a residual block starts as the identity, and a plain one does not", async () => {
  const x = random.uniform([2, 16, 5, 5]);
  const values = await x.array();
  const handed = async (shortcut: boolean) => [...(await new Block({ shortcut }).forward(x).array())];
  assert.deepEqual(await handed(true), [...values]);
  assert.notDeepEqual(await handed(false), [...values]);
});

test("shortcuts do not change the parameters, and the depth is the number of layers", () => {
  const shapes = (shortcut: boolean) =>
    parameters(new DeepNetwork({ depth: 20, shortcut })).map(([path, { shape }]) => `${path} ${shape.join("x")}`);
  assert.deepEqual(shapes(true), shapes(false));
  assert.equal(shapes(true).filter((name) => name.includes("weight")).length, 20);
});

test("there are ten logits for each image", () => {
  const { shape } = new DeepNetwork({ depth: 8, shortcut: true }).forward(full([3, 784], 7, "u8"));
  assert.deepEqual(shape, [3, 10]);
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, run());
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("signals pass unchanged through an untrained residual network and drift in a plain one", async () => {
  // The drift of a plain network depends on its weights: with six seeds, a factor of 3 to 12 forward and of 1.8 to 3.6
  // backward.
  random.seed(1);
  const { train: images } = await fashionMnist({ cut: true });
  const largestRatio = (values: readonly number[]) => Math.max(...values) / Math.min(...values);
  const [plain, residual] = [
    await signalsOf(30, "plain", images.take(32)),
    await signalsOf(30, "residual", images.take(32)),
  ];
  assert.equal(residual.forward.length, 14);
  assert.ok(largestRatio(residual.forward) < 1.0001, residual.forward.join());
  // Values of 0 get a gradient after the last block only.
  assert.ok(largestRatio(residual.backward.slice(0, -1)) < 1.0001, residual.backward.join());
  assert.ok(
    largestRatio(plain.forward) > 3 && largestRatio(plain.backward) > 1.5,
    [...plain.forward, ...plain.backward].join(),
  );
});

test("non-convexity is 0 for a bowl and 1 for a hill or a symmetric saddle", () => {
  const places = [-1, -0.5, 0, 0.5, 1];
  const surface = (loss: (x: number, y: number) => number) => {
    return { x: places, y: places, losses: places.map((y) => places.map((x) => loss(x, y))) };
  };
  const bowl = surface((x, y) => x * x + 2 * y * y);
  assert.equal(nonConvexity(bowl), 0);
  assert.equal(nonConvexity(surface((x, y) => -x * x - y * y)), 1);
  assert.ok(Math.abs(nonConvexity(surface((x, y) => x * x - y * y)) - 1) < 1e-12);
  assert.ok(Math.abs(nonConvexity(surface((x, y) => 4 * x * x - y * y)) - 0.25) < 1e-12);
  // Rotated by 45 degrees, so that only the mixed derivative is nonzero.
  assert.ok(Math.abs(nonConvexity(surface((x, y) => x * y)) - 1) < 1e-12);
  assert.equal(lossAround(bowl, 0), 0);
  assert.equal(
    lossAround(
      surface((x, y) => Math.hypot(x, y)),
      1,
    ) > 0.8,
    true,
  );
});

test("weights scaled by data give all net inputs the same mean square", async () => {
  const images = (await fashionMnist({ cut: true })).train.take(16).field(0);
  const model = new DeepNetwork({ depth: 8, shortcut: false });
  await scaleByData(model, images);
  const [, seen] = observe(() => model.forward(images));
  for (const path of ["stem", "blocks.0.first", "blocks.1.second", "blocks.2.second"]) {
    const size = await seen[path]!.square().mean().item();
    assert.ok(Math.abs(size - 2) < 1e-3, `${path}: ${size}`);
  }
});

test("weights scaled by data keep the values at their size through a plain network", async () => {
  random.seed(1);
  const { train: images } = await fashionMnist({ cut: true });
  const { forward } = await signalsOf(30, "scaled", images.take(32));
  // The weights were scaled with the same images. ReLU passes about half of the mean square, not exactly.
  assert.ok(shareOf(forward) > 0.5 && shareOf(forward) < 2, forward.join());
});

slow("depth: the deep residual network learns more than the plain ones in equal steps", async () => {
  const { depths, plain, residual, best } = await measure(depth, run());
  assert.deepEqual(depths, [8, 20]);
  const losses = plain.map((found) => found.losses.at(-1)!.mean);
  assert.equal(losses[best.at(-1)!], Math.min(...losses));
  assert.ok(residual.losses.at(-1)!.mean < Math.min(...losses), losses.join());
});

slow("remedies: in few steps, the residual network learns more than the plain one with any remedy", async () => {
  const { trials } = await measure(remedies, run());
  const accuracies = trials.map(({ accuracy }) => accuracy.mean);
  assert.ok(Math.max(...accuracies.slice(0, 4)) < accuracies.at(-1)!, accuracies.join());
});

slow("landscape: the loss rises around trained networks, and their largest curvature is positive", async () => {
  const { reliefs, surfaces } = await measure(landscape, run());
  assert.deepEqual(
    reliefs.map(({ depth: layers, shortcut }) => [layers, shortcut]),
    [
      [4, false],
      [4, true],
      [8, false],
      [8, true],
    ],
  );
  for (const { center, far, sharpest } of reliefs) assert.ok(far.mean > center.mean && sharpest.mean > 0);
  assert.deepEqual(
    surfaces.map(({ shortcut, losses }) => [shortcut, losses.length]),
    [
      [false, 11],
      [true, 11],
    ],
  );
});

test("a look measures a network of the reader's choice, and refuses odd numbers of layers", async () => {
  const none = () => Promise.reject(new Error("no training is needed"));
  const residual = await signalsLook.view({ layers: 20, way: "residual", seed: 1 }, none);
  assert.deepEqual([residual.verdict, residual.signals.forward.length], ["stay", 9]);
  assert.equal((await signalsLook.view({ layers: 30, way: "plain", seed: 1 }, none)).verdict, "fade");
  await assert.rejects(signalsLook.view({ layers: 7, way: "plain", seed: 0 }, none), /must be even/);
  await assert.rejects(signalsLook.view({ layers: 8, way: "deep", seed: 0 }, none), /one of plain, scaled, residual/);
});
