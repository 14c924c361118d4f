/** Residual blocks begin as the identity, plain networks have the same parameters, and only the deep plain one does not learn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { full, observe, parameters, random } from "hebb";
import { fashionMnist } from "hebb/data";
import { slow } from "../../test/full.ts";
import { conduct, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { depth, signalsOf } from "./experiments/depth.ts";
import { landscape } from "./experiments/landscape.ts";
import { remedies } from "./experiments/remedies.ts";
import { Block, DeepNetwork } from "./model.ts";
import { lossAround, nonConvexity } from "./roughness.ts";
import { scaleByData } from "./scaling.ts";
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
  // How far a plain network drifts depends on its weights: by 3 to 12 forwards, by 1.8 to 3.6 backwards with six seeds.
  random.seed(1);
  const { train: images } = await fashionMnist({ cut: true });
  const largestRatio = (values: readonly number[]) => Math.max(...values) / Math.min(...values);
  const [plain, residual] = [
    await signalsOf(30, "plain", images.take(32)),
    await signalsOf(30, "residual", images.take(32)),
  ];
  assert.equal(residual.forward.length, 14);
  assert.ok(largestRatio(residual.forward) < 1.0001, residual.forward.join());
  // What is 0 gets a gradient behind the last block only.
  assert.ok(largestRatio(residual.backward.slice(0, -1)) < 1.0001, residual.backward.join());
  assert.ok(
    largestRatio(plain.forward) > 3 && largestRatio(plain.backward) > 1.5,
    [...plain.forward, ...plain.backward].join(),
  );
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
  // Turned by 45 degrees, so that only the mixed derivative sees it.
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

test("weights that are scaled by data make all sums as large", async () => {
  const images = (await fashionMnist({ cut: true })).train.take(16).field(0);
  const model = new DeepNetwork({ depth: 8, shortcut: false });
  await scaleByData(model, images);
  const [, seen] = observe(() => model.forward(images));
  for (const path of ["stem", "blocks.0.first", "blocks.1.second", "blocks.2.second"]) {
    const size = await seen[path]!.square().mean().item();
    assert.ok(Math.abs(size - 2) < 1e-3, `${path}: ${size}`);
  }
});

slow("depth: the deep plain network learns less than the deep residual one, and the table says so", async () => {
  const { answer, table } = await conduct(depth, new Run({ quick: true, seed: 1 }));
  const [, deep] = table.rows as number[][];
  const [layers, plainLoss, plainAccuracy, residualLoss, residualAccuracy] = deep!;
  assert.equal(layers, 26);
  assert.ok(plainLoss! > residualLoss! + 0.05 && plainAccuracy! < residualAccuracy!, deep!.join());
  assert.match(answer, /Depth spoils the training itself/);
  assert.match(answer, /in the residual network these are 1 and/);
});

slow("remedies: the residual network learns more in few steps than the plain one by any of them", async () => {
  const { answer, table, figure } = await conduct(remedies, new Run({ quick: true, seed: 1 }));
  const accuracy = Object.fromEntries(table.rows.map((row) => [row[0], Number(row[3])]));
  const plain = ["plain, momentum", "plain, momentum, scaled by data", "plain, Adam"].map((name) => accuracy[name]!);
  assert.ok(Math.max(...plain) < accuracy["residual, Adam"]!, JSON.stringify(accuracy));
  assert.match(answer, /points more than the best plain one/);
  assert.ok(figure.kind === "chart" && figure.layers.length === 5);
});

slow("landscape: the verdict counts the measures of the table", async () => {
  const { answer, table, figure } = await conduct(landscape, new Run({ quick: true, seed: 1 }));
  const [plain, residual] = table.rows as number[][];
  const smaller = [4, 5, 6].filter((column) => residual![column]! < plain![column]!).length;
  assert.match(answer, new RegExp(`^${["No", "Hardly", "Mostly", "Yes"][smaller]}:`));
  // The loss rises as filters are shifted, and a trained network lies where it curves upwards.
  for (const row of [plain!, residual!]) assert.ok(row[4]! > row[2]! && row[6]! > 0, row.join());
  assert.ok(figure.kind === "panels" && figure.panels.length === 2);
});
