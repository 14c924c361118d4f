/** Dropout on digits, means over sub-networks, and the sampling of masks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RNN, Tensor, compile, observe, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { Curve, missedShare, truth, widthsOf } from "./curve.ts";
import { bayesian } from "./experiments/bayesian.ts";
import { rate } from "./experiments/rate.ts";
import { recurrent } from "./experiments/recurrent.ts";
import { subnetworks } from "./experiments/subnetworks.ts";
import { gapLook } from "./looks/gap.ts";
import { Classifier } from "./model.ts";
import { Reader } from "./reader.ts";
import { gainOf } from "../shared/statistics.ts";
import { SmallNetwork, allMasks, geometricDeviation, predictionsOf } from "./subnetworks.ts";
import { system } from "./system.ts";

const run = () => new Run({ quick: true, seed: 1 });

async function randomImages(count: number): Promise<Tensor> {
  const ink = await random.uniform([count, 784], { high: 255 }).array();
  return Tensor.from(Uint8Array.from(ink), [count, 784]);
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i]! - expected[i]!) <= tolerance, `${i}: ${actual[i]}, not ${expected[i]}`);
  }
}

test("the quick recipe reaches its bars", async () => {
  const result = await train(system, run());
  assert.ok(result.passed, JSON.stringify(result.bars));
});

test("the classifier drops the given fractions in training and nothing otherwise", async () => {
  random.seed(1);
  const model = new Classifier({ units: 256, input: 0.2, hidden: 0.5 });
  const images = await randomImages(40);
  const kept = (training: boolean) => {
    const look = compile(
      () => {
        const seen = observe(() => model.forward(images))[1];
        return ["dropInput", "dropFirst", "dropSecond"].map((path) => seen[`${path}.mask`]!.cast("f32").mean());
      },
      { training },
    );
    return Promise.all(look().map((share) => share.item()));
  };
  // With at least 10,240 samples, the standard deviation of the fraction is at most 0.005.
  assertClose(await kept(true), [0.8, 0.5, 0.5], 0.02);
  assert.deepEqual(await kept(false), [1, 1, 1]);
});

test("all masks are enumerated, each once", async () => {
  const values = await allMasks(3).array();
  assert.deepEqual(Array.from(values.subarray(0, 12)), [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]);
  const rows = Array.from({ length: 8 }, (_, k) => values.slice(3 * k, 3 * k + 3).join(""));
  assert.equal(new Set(rows).size, 8);
});

test("a thinned network is the network without the dropped units", async () => {
  random.seed(2);
  const model = new SmallNetwork([3, 2]);
  const images = await randomImages(2);
  const [first, second] = model.hidden;
  const masks = await allMasks(5).array();
  const { each } = predictionsOf(model, images);
  const found = await each.array();
  for (let k = 0; k < 32; k++) {
    const mask = (from: number, to: number) => Tensor.from(masks.slice(5 * k + from, 5 * k + to)).mul(2);
    const h = first!.forward(images.cast("f32").div(255)).relu().mul(mask(0, 3));
    const q = model.output.forward(second!.forward(h).relu().mul(mask(3, 5))).softmax();
    assertClose(found.slice(20 * k, 20 * k + 20), await q.array(), 1e-6);
  }
});

test("the geometric mean equals weight scaling for one layer with dropout but not for two", async () => {
  random.seed(3);
  const images = await randomImages(4);
  assert.ok((await geometricDeviation(new SmallNetwork([6]), images)) < 1e-12);
  // All units of the first layer are active, and the mask decides whether those of the second layer are.
  const two = new SmallNetwork([4, 2]);
  await two.hidden[0]!.weight.set(new Float32Array(4 * 784).fill(1 / 784));
  await two.hidden[1]!.weight.set([1, -1, 1, -1, -1, 1, -1, 1]);
  assert.ok((await geometricDeviation(two, images)) > 1e-5);
});

test("all points of a function share its masks, and other functions have others", async () => {
  random.seed(4);
  const model = new Curve(2);
  const sample = compile((x: Tensor) => model.forward(x.expand([5, 7])), { training: true });
  // The same x seven times: all values of a function are equal.
  const values = await sample(Tensor.from([0.5], [1, 1])).array();
  const functions = Array.from({ length: 5 }, (_, m) => values.slice(7 * m, 7 * m + 7));
  for (const f of functions) assert.equal(new Set(f).size, 1);
  assert.ok(new Set(functions.map(([value]) => value)).size > 1);
});

test("widths are means over the middle of the gap and over the points", () => {
  const x = [-1.2, -1, -0.5, -0.2, 0, 0.1, 0.5, 1];
  const { within, near } = widthsOf(
    { x, functions: [], masks: [], mean: x, std: [9, 1, 2, 9, 5, 7, 3, 4] },
    [-0.3, 0.3],
  );
  assert.deepEqual([within, near], [6, 2.5]);
});

test("the true function is missed where it is over two deviations off the mean", () => {
  const x = [-0.4, -0.2, 0, 0.2, 0.4];
  const mean = x.map((at, i) => truth(at) + [9, 0.21, -0.19, -0.3, 9][i]!);
  const share = missedShare({ x, functions: [], masks: [], mean, std: x.map(() => 0.1) }, [-0.3, 0.3]);
  assertClose([share], [2 / 3], 1e-12);
});

test("masks of the state are shared by all steps or sampled at each step", async () => {
  random.seed(5);
  const digits = Tensor.from(
    Uint8Array.from({ length: 8 * 6 }, (_, i) => (7 * i) % 10),
    [8, 6],
  );
  const shapes = { sequence: [8, 32], step: [6, 8, 32] };
  for (const way of ["sequence", "step"] as const) {
    const model = new Reader({ hidden: 32, way, probability: 0.5 });
    const look = compile(() => observe(() => model.forward(digits))[1]["dropout.mask"]!.cast("f32"), {
      training: true,
    });
    const mask = look();
    assert.deepEqual(mask.shape, shapes[way]);
    const values = await mask.array();
    const times = new Set(
      Array.from({ length: values.length / 256 }, (_, t) => values.slice(256 * t, 256 * t + 256).join()),
    );
    assert.equal(times.size, way === "step" ? 6 : 1);
  }
});

test("without dropout, the reader equals Hebb's recurrent layer", async () => {
  random.seed(6);
  const model = new Reader({ hidden: 12, way: "sequence", probability: 0.5 });
  const layer = new RNN(16, 12, { recurrentDropout: 0.5 });
  const cell = layer.cells[0]![0]!;
  await cell.weightIh.set(model.input.weight);
  await cell.weightHh.set(model.recurrent.weight);
  await cell.biasIh!.set(model.input.bias!);
  await cell.biasHh!.set(new Float32Array(12));
  const digits = Tensor.from(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]), [2, 4]);
  const expected = model.sum.forward(layer.forward(model.digits.forward(digits)).state[0]!);
  assertClose(await model.forward(digits).array(), await expected.array(), 1e-6);
});

test("a gain minus its standard error equals the closed form", () => {
  const { gain, sure } = gainOf([3, 5], [1, 2]);
  assertClose([gain, sure], [2.5, 2.5 - Math.sqrt(0.5) / Math.sqrt(2)], 1e-12);
});

test("weight scaling is exact for one layer and close for two, and the ensemble beats its members", async () => {
  const { one, two, oneLayer, twoLayers, example } = await measure(subnetworks, run());
  assert.deepEqual([oneLayer, twoLayers], ["equal", "different"]);
  assert.ok(two.geometric > 1e-6 && two.geometric < 0.5, `${two.geometric}`);
  const { each, arithmetic, geometric, scaled } = one.losses;
  assert.ok(Math.max(arithmetic.mean, scaled.mean) < each.mean);
  assertClose([geometric.mean], [scaled.mean], 1e-5);
  // The arithmetic mean of the example is that of all its sub-networks, of which the drawn ones are some.
  assertClose([example.all.reduce((sum, q) => sum + q, 0) / example.all.length], [example.arithmetic], 1e-5);
  for (const { mask, probability } of example.drawn) {
    assert.equal(mask.length, 8);
    assert.ok(example.all.includes(probability));
  }
});

slow("the band widens in the gap with three layers, but not with one layer or with points in the gap", async () => {
  const { cases, example } = await measure(bayesian, run());
  const [one, , three] = cases;
  assert.ok(one!.ratio.mean < 1, `one layer: ${one!.ratio.mean}`);
  assert.ok(three!.ratio.mean >= 1.5, `three layers: ${three!.ratio.mean}`);
  assert.ok(three!.filledRatio.mean < 1.5 && three!.within.mean > three!.filled.mean, `${three!.filledRatio.mean}`);
  assert.equal(example.weights[0]!.length, example.drawn[0]!.mask.length);
});

slow("one mask per sequence harms memory less than one mask per step", async () => {
  const { ways, lengths } = await measure(recurrent, run());
  const [none, step, sequence] = ways.map(({ losses }) => losses[lengths.length - 1]!.mean) as [number, number, number];
  assert.ok(sequence < step && none < sequence, `${none}, ${step}, ${sequence}`);
});

slow("the dropout rates with the lowest validation loss are the best", async () => {
  const { rated, best } = await measure(rate, run());
  assert.equal(rated[best]!.validation.mean, Math.min(...rated.slice(1).map(({ validation }) => validation.mean)));
  assert.deepEqual([rated[0]!.input, rated[0]!.hidden], [0, 0]);
});

test("a look trains on a gap of the reader's choice, and refuses a gap that is too narrow", async () => {
  const none = () => Promise.reject(new Error("no training is needed"));
  const { points, within, near } = await gapLook.view({ from: 0, to: 0.6, layers: 3, seed: 1 }, none);
  assert.ok(points.x.every((x) => x <= 0 || x >= 0.6));
  assert.ok(within > 0 && near > 0);
  await assert.rejects(gapLook.view({ from: 0.3, to: 0.3, layers: 1, seed: 0 }, none), /at least 0.2 above/);
});
