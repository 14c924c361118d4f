/** Sizes of the networks, augmentation, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AvgPool2d,
  Conv2d,
  type Module,
  Tensor,
  arange,
  compile,
  full,
  grad,
  observe,
  parameters,
  random,
  where,
} from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { convolve } from "../shared/structures/convolution.ts";
import { moved, shifted } from "../shared/augment.ts";
import { maps } from "./experiments/maps.ts";
import { parameters as parametersExperiment } from "./experiments/parameters.ts";
import { pooling } from "./experiments/pooling.ts";
import { shift } from "./experiments/shift.ts";
import { type Field, receptiveFieldOf } from "./field.ts";
import { LocallyConnected } from "./locally-connected.ts";
import { digit } from "./looks/digit.ts";
import { LeNet5, ResNet8 } from "./model.ts";
import { simplePatterns, simpleShare } from "./patterns.ts";
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
  await checkLook(run);
});

/** The look shows a digit before and after the shift, and what it says of a unit. */
async function checkLook(run: Run): Promise<void> {
  const saved: SavedRun = {
    async load<M extends Module>(name: string, model: M): Promise<M> {
      const trained = new Map(parameters(run.models.get(name)!));
      for (const [path, param] of parameters(model)) await param.set(trained.get(path)!);
      return model;
    },
    text: async () => "",
  };
  const view = (given: Record<string, string>) => digit.view(chosenInputs(digit.inputs, given), async () => saved);
  const still = await view({ digit: "1" });
  assert.deepEqual(still.after, still.before);
  assert.equal(still.label, 2);
  assert.ok(Math.abs(still.before.probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-5);
  const drawn = await view({ digit: "##/##/##/##/##" });
  assert.equal(drawn.label, null);
  assert.equal(drawn.before.pixels.filter((gray) => gray === 255).length, 2 * 5 * 16);
  assert.match(digit.words(drawn).en, /^This digit is your drawing\. In place, the network reads/);
  await assert.rejects(view({ digit: "#" }), /the drawing has 1 row/);
  const { before, after } = await view({ digit: "1", right: "2", down: "-2" });
  assert.deepEqual(before, still.before);
  assert.equal(after.pixels[(10 - 2) * 28 + 14 + 2], before.pixels[10 * 28 + 14]);
  const silent = { ...still, before: { ...before, unit: { ...before.unit, value: 0 } } };
  assert.match(digit.words(silent).en, /No unit of map 1 is active/);
  assert.match(digit.words(still).en, /^This digit is labeled 2\./);
  assert.match(digit.words(still).en, /lies 0 units to the right and 0 down/);
}

test("the maps of C1 are shifted by as much as the digit, those of S2 by half as much", async () => {
  random.seed(2);
  const model = new LeNet5();
  const dots = where(arange(784).equal(14 * 28 + 8), 255, 0)
    .cast("u8")
    .reshape([1, 784]);
  const seen = (images: Tensor) => observe(() => model.forward(images))[1];
  const [still, two, one] = [dots, shifted(dots, 2, 0), shifted(dots, 1, 0)].map(seen);
  // The borders do not move, so that only columns near the dot are compared, in the middle row.
  const part = async (maps: Tensor, side: number, from: number) =>
    Array.from(
      await maps
        .reshape([6, side, side])
        .slice(null, [side / 2, side / 2 + 1], [from, from + 4])
        .array(),
    );
  assert.deepEqual(await part(two!["C1"]!, 28, 10), await part(still!["C1"]!, 28, 8));
  assert.deepEqual(await part(two!["S2"]!, 14, 5), await part(still!["S2"]!, 14, 4));
  assert.notDeepEqual(await part(one!["S2"]!, 14, 4), await part(still!["S2"]!, 14, 4));
  assert.notDeepEqual(await part(one!["S2"]!, 14, 5), await part(still!["S2"]!, 14, 4));
});

test("the gradient of a kernel is the convolution of the input with the error terms", async () => {
  random.seed(3);
  const layer = new Conv2d(1, 1, 3, { bias: false });
  const [x, delta] = [random.normal([1, 1, 6, 6]), random.normal([1, 1, 4, 4])];
  const gradient = compile(() => grad(layer.forward(x).mul(delta).sum(), [layer.weight])[0])();
  const rows = async (values: Tensor, width: number) => {
    const all = Array.from(await values.flatten().array());
    return Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width));
  };
  const expected = convolve(await rows(x, 6), await rows(delta, 4)).flat();
  (await gradient.flatten().array()).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-5));
});

test("a unit depends on its receptive field and on nothing else", async () => {
  const model = new LeNet5({ pooling: () => new AvgPool2d(2) });
  // Positive weights and large biases, so that every pixel counts.
  for (const [path, param] of parameters(model)) {
    await param.set(path.endsWith("bias") ? full(param.shape, 100) : param.abs().add(0.01));
  }
  const picture = full([1, 784], 100, "u8");
  const valueOf = (layer: string, row: number, column: number, images: Tensor) => {
    const maps = observe(() => model.forward(images))[1][layer]!;
    return maps
      .slice(null, [0, 1], [row, row + 1], [column, column + 1])
      .sum()
      .item();
  };
  for (const [layer, row, column] of [
    ["C1", 0, 27],
    ["S2", 5, 6],
    ["C3", 3, 4],
    ["S4", 2, 1],
  ] as const) {
    const field = receptiveFieldOf(layer, row, column);
    const still = await valueOf(layer, row, column, picture);
    const outside = where(within(field), picture, 0).cast("u8");
    assert.equal(await valueOf(layer, row, column, outside), still, layer);
    for (const corner of cornersOf(field)) {
      const changed = where(within(corner), 0, picture).cast("u8");
      assert.notEqual(await valueOf(layer, row, column, changed), still, `${layer} ${JSON.stringify(corner)}`);
    }
  }
});

/** True for the pixels of a field, [1, 784]. */
function within({ top, left, size }: Pick<Field, "top" | "left" | "size">): Tensor {
  return Tensor.from(
    Uint8Array.from({ length: 784 }, (_, i) => {
      const [y, x] = [Math.floor(i / 28) - top, (i % 28) - left];
      return x >= 0 && y >= 0 && x < size && y < size ? 1 : 0;
    }),
    [1, 784],
  ).greater(0);
}

/** The first and the last pixel of a field within the picture. */
function cornersOf({ top, left, size }: Field) {
  const inside = (at: number) => Math.min(27, Math.max(0, at));
  return [
    { top: inside(top), left: inside(left), size: 1 },
    { top: inside(top + size - 1), left: inside(left + size - 1), size: 1 },
  ];
}

test("brightness, edges and lines are orthonormal patterns", () => {
  const kernels = simplePatterns.map((pattern) => Float32Array.from(pattern));
  assert.equal(kernels.length, 6);
  for (const [i, one] of kernels.entries()) {
    assert.ok(Math.abs(simpleShare(one) - 1) < 1e-6);
    for (const [j, other] of kernels.entries()) {
      const product = one.reduce((sum, value, k) => sum + value * other[k]!, 0);
      assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-6);
    }
  }
  const checkers = Float32Array.from({ length: 25 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  assert.ok(simpleShare(checkers) < 0.1);
});

test("parameters and products are counted from the layers' shapes", async () => {
  const { kinds } = await measure(parametersExperiment, quick());
  const [shared, local, connected] = kinds.map(({ parameters, products }) => [parameters, products]);
  const products = 150 * 784 + 2400 * 100;
  // C1 and C3 of the paper's table, with all pairs connected.
  assert.deepEqual(shared, [156 + 2416, products]);
  // A locally connected layer has a weight for each product, and a bias for each output.
  assert.deepEqual(local, [products + 4704 + 1600, products]);
  assert.deepEqual(connected, [785 * 4704 + 1177 * 1600, 784 * 4704 + 1176 * 1600]);
});

slow("LeNet-5 classifies shifted digits better than a fully connected network, best if trained on them", async () => {
  const { networks } = await measure(shift, quick());
  const at3 = networks.map(({ accuracies }) => accuracies[3]!.mean);
  assert.ok(at3[1]! > at3[0]! && at3[2]! > at3[1]!, `${at3}`);
});

slow("pooling reduces the effect of small shifts, unlike subsampling", async () => {
  const { kinds } = await measure(pooling, quick());
  const [largest, middle, first] = kinds.map(({ movement }) => movement.mean);
  assert.ok(largest! < first! && middle! < first!, `${largest} ${middle} ${first}`);
  for (const { movement, nearest } of kinds) assert.ok(nearest.mean > movement.mean);
});

test("deeper maps depend more on the class and less on the position", async () => {
  const { layers, example } = await measure(maps, quick());
  for (const { parts } of layers) {
    const shares = [parts.digit, parts.writing, parts.place].map(({ mean }) => mean);
    assert.ok(shares.every((share) => share > 0) && Math.abs(shares.reduce((sum, one) => sum + one, 0) - 1) < 1e-4);
  }
  const [c1, , c5] = layers.map(({ parts }) => parts);
  assert.ok(c5!.digit.mean > c1!.digit.mean && c5!.place.mean < c1!.place.mean);
  assert.deepEqual(
    example.maps.map(({ count, side }) => [count, side]),
    [
      [6, 28],
      [6, 14],
      [16, 10],
      [16, 5],
    ],
  );
});
