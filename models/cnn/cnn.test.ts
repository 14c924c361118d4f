/** Sizes of the networks, augmentation, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Conv2d, type Module, arange, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import type { Finding } from "../system.ts";
import { Run } from "../run.ts";
import { moved, shifted } from "./augment.ts";
import { LocallyConnected } from "./locally-connected.ts";
import { LeNet5, ResNet8 } from "./model.ts";
import { system } from "./system.ts";

const quick = () => new Run({ quick: true, seed: 1 });

function count(model: Module): number {
  const trained = parameters(model).filter(([, { trainable }]) => trainable);
  return trained.reduce((sum, [, { shape }]) => sum + shape.reduce((product, length) => product * length, 1), 0);
}

test("LeNet-5 has the parameter counts of the paper, with all pairs of maps connected in C3", () => {
  const [c1, c3, c5, f6, output] = [6 * (25 + 1), 16 * (6 * 25 + 1), 120 * (16 * 25 + 1), 84 * 121, 10 * 85];
  assert.equal(count(new LeNet5()), c1 + c3 + c5 + f6 + output);
  assert.equal(count(new LeNet5()), 61_706);
});

test("ResNet-8 has eight layers of weights and two projections", () => {
  const weights = parameters(new ResNet8()).filter(([, { shape }]) => shape.length > 1);
  assert.equal(weights.filter(([path]) => !path.includes("shortcut")).length, 8);
  assert.equal(weights.length, 10);
  assert.equal(count(new ResNet8()), 77_754);
});

test("a locally connected layer with equal weights everywhere is a convolution", async () => {
  random.seed(1);
  const convolution = new Conv2d(2, 3, 3, { padding: 1 });
  const local = new LocallyConnected(2, 3, 3, { side: 5, padding: 1 });
  await local.weight.set(convolution.weight.reshape([1, 1, 3, 18]).expand([5, 5, 3, 18]));
  await local.bias.set(convolution.bias!.reshape([3, 1, 1]).expand([3, 5, 5]));
  const x = random.normal([4, 2, 5, 5]);
  const difference = await convolution.forward(x).sub(local.forward(x)).abs().max().item();
  assert.ok(difference < 1e-5, `${difference}`);
});

test("a picture is shifted right and down, and background enters", async () => {
  const picture = arange(784).add(1).reshape([1, 784]);
  const pixels = await shifted(picture, 2, -3).array();
  for (const [row, column] of [
    [0, 2],
    [10, 13],
    [24, 27],
  ] as const) {
    assert.equal(pixels[row * 28 + column], (row + 3) * 28 + (column - 2) + 1);
  }
  assert.ok(pixels.every((pixel, i) => pixel > 0 === (i % 28 >= 2 && i < 25 * 28)));
});

test("random shifts reach every allowed position, flipped or not, for each picture separately", async () => {
  random.seed(1);
  // A pixel at (14, 10), whose mirror image is at (14, 17).
  const dot = arange(784)
    .equal(14 * 28 + 10)
    .cast("u8")
    .reshape([1, 784])
    .expand([400, 784]);
  const places = await moved(dot, { reach: 1, mirror: true }).argmax(1).array();
  const expected = [13, 14, 15].flatMap((row) => [9, 10, 11, 16, 17, 18].map((column) => row * 28 + column));
  assert.deepEqual(
    Array.from(new Set(places)).sort((a, b) => a - b),
    expected,
  );
  const still = await moved(dot, { reach: 0 }).notEqual(dot).sum().item();
  assert.equal(still, 0);
});

test("the quick recipe reaches its bars, and draws filters, maps and clothing", async () => {
  const run = quick();
  const { bars } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual([...run.figures.keys()], ["filters", "feature-maps", "clothes"]);
});

async function finding(name: string): Promise<Finding> {
  return findingOf(system.experiments[name]!, quick());
}

test("parameters and products are counted from the layers' shapes", async () => {
  const { table } = await finding("parameters");
  const [shared, local, full] = table.rows.map(([, parameters, products]) => [Number(parameters), Number(products)]);
  const products = 150 * 784 + 2400 * 100;
  // C1 and C3 of the paper's table, with all pairs connected.
  assert.deepEqual(shared, [156 + 2416, products]);
  // A locally connected layer has a weight for each product, and a bias for each output.
  assert.deepEqual(local, [products + 4704 + 1600, products]);
  assert.deepEqual(full, [785 * 4704 + 1177 * 1600, 784 * 4704 + 1176 * 1600]);
});

slow("LeNet-5 classifies shifted digits better than a fully connected network, best if trained on them", async () => {
  const { table } = await finding("shift");
  const at3 = table.rows.map((row) => row[4] as number);
  assert.ok(at3[1]! > at3[0]! && at3[2]! > at3[1]!, `${at3}`);
});

slow("pooling reduces the effect of small shifts, unlike subsampling", async () => {
  const { table } = await finding("pooling");
  const [largest, mean, first] = table.rows.map((row) => row[1] as number);
  assert.ok(largest! < first! && mean! < first!, `${largest} ${mean} ${first}`);
});

test("deeper maps separate the classes better", async () => {
  const { table, figure } = await finding("maps");
  const shares = table.rows.map((row) => row[3] as number);
  assert.ok(shares[0]! < shares[1]! && shares[1]! < shares[2]!, `${shares}`);
  assert.ok(figure.kind === "panels" && figure.panels.length === 2);
});
