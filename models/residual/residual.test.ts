/** Residual blocks begin as the identity, plain networks have the same parameters, and only the deep plain one does not learn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { full, parameters, random } from "hebb";
import { fashionMnist } from "hebb/data";
import { train } from "../conduct.ts";
import { Run } from "../run.ts";
import { signalsOf } from "./experiments/depth.ts";
import { Block, DeepNetwork } from "./model.ts";
import { lossAround, nonConvexity } from "./roughness.ts";
import { system } from "./system.ts";

test("a residual block begins with handing on what it is given, a plain one does not", async () => {
  const x = random.uniform([2, 16, 5, 5]);
  const values = await x.array();
  const handed = async (shortcut: boolean) => [...(await new Block({ shortcut }).forward(x).array())];
  assert.deepEqual(await handed(true), [...values]);
  assert.notDeepEqual(await handed(false), [...values]);
});

test("with and without shortcuts there are the same parameters, and as many layers as the depth says", () => {
  const shapes = (shortcut: boolean) =>
    parameters(new DeepNetwork({ depth: 20, shortcut })).map(([path, { shape }]) => `${path} ${shape.join("x")}`);
  assert.deepEqual(shapes(true), shapes(false));
  assert.equal(shapes(true).filter((name) => name.includes("weight")).length, 20);
});

test("logits are ten for each image", () => {
  const { shape } = new DeepNetwork({ depth: 8, shortcut: true }).forward(full([3, 784], 7, "u8"));
  assert.deepEqual(shape, [3, 10]);
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("signals go unchanged through a residual network that begins, and drift in a plain one", async () => {
  const { train: images } = await fashionMnist({ cut: true });
  const spread = (values: readonly number[]) => Math.max(...values) / Math.min(...values);
  const [plain, residual] = [
    await signalsOf(30, "plain", images.take(32)),
    await signalsOf(30, "residual", images.take(32)),
  ];
  assert.equal(residual.forward.length, 14);
  assert.ok(spread(residual.forward) < 1.0001, residual.forward.join());
  // What is 0 gets a gradient behind the last block only.
  assert.ok(spread(residual.backward.slice(0, -1)) < 1.0001, residual.backward.join());
  assert.ok(spread(plain.forward) > 1.5 && spread(plain.backward) > 1.5, [...plain.forward, ...plain.backward].join());
});

test("a bowl is convex, a hill is not, and a saddle is as much one as the other", () => {
  const places = [-1, -0.5, 0, 0.5, 1];
  const surface = (loss: (x: number, y: number) => number) => {
    return { x: places, y: places, losses: places.map((y) => places.map((x) => loss(x, y))) };
  };
  const bowl = surface((x, y) => x * x + 2 * y * y);
  assert.equal(nonConvexity(bowl), 0);
  assert.equal(nonConvexity(surface((x, y) => -x * x - y * y)), 1);
  assert.ok(Math.abs(nonConvexity(surface((x, y) => x * x - y * y)) - 1) < 1e-12);
  assert.ok(Math.abs(nonConvexity(surface((x, y) => 4 * x * x - y * y)) - 0.25) < 1e-12);
  assert.equal(lossAround(bowl, 0), 0);
  assert.equal(
    lossAround(
      surface((x, y) => Math.hypot(x, y)),
      1,
    ) > 0.8,
    true,
  );
});
