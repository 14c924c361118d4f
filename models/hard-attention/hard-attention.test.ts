/** Hard attention: crops, the network step by step, its losses, exact gradients on a grid, the recipe and the look. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, arange, grad, parameters, random } from "hebb";
import { digits, mnist } from "hebb/data";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { digitSide, drawCanvases, side, testCanvases } from "./canvas.ts";
import { discreteExperiment } from "./experiments/discrete.ts";
import { glimpsesExperiment } from "./experiments/glimpses.ts";
import { scalesExperiment } from "./experiments/scales.ts";
import { varianceExperiment } from "./experiments/variance.ts";
import {
  choices,
  drawGrids,
  estimatesOf,
  estimators,
  exactGradient,
  lossesOf as gridLosses,
  qualityOf,
  trainReader,
} from "./grid.ts";
import { glimpses as glimpsesLook } from "./looks/glimpses.ts";
import { GlimpseNetwork, centerOf, cropper, grid, middle, placeCount } from "./model.ts";
import type { Recipe } from "../system.ts";
import { system } from "./system.ts";
import { lossesOf, returnsOf } from "./training.ts";

const run = () => new Run({ quick: true, seed: 1 });
const values = async (x: Tensor) => [...(await x.array())];
const close = (found: number, expected: number, tolerance = 1e-5, message = "") =>
  assert.ok(Math.abs(found - expected) < tolerance, `${message} ${found}, not ${expected}`);

const { quick } = system.recipes;
/** A few steps of the quick recipe. */
const short: Recipe = {
  ...quick,
  training: { ...quick.training, steps: 5 },
  examples: 100,
  tested: 20,
} as typeof quick;

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, run());
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("the same seed gives the same results", async () => {
  const weightsOf = async () => {
    const one = run();
    await train(system, one, short);
    return Promise.all(parameters(one.models.get("model")!).map(([, param]) => values(param)));
  };
  assert.deepEqual(await weightsOf(), await weightsOf());
});

test("canvases hold one digit, unchanged, anywhere", async () => {
  const { train: source } = await mnist();
  random.seed(2);
  const { canvases, labels, corners } = await drawCanvases(source.take(500), 200);
  const pixels = await values(canvases);
  assert.equal(
    (await values(labels)).every((label) => label >= 0 && label <= 9),
    true,
  );
  assert.deepEqual([Math.min(...corners.flat()), Math.max(...corners.flat())], [0, side - digitSide]);
  const images = source.fields[0]!.data;
  const known = new Set(
    Array.from({ length: 500 }, (_, i) => images.slice(i * digitSide ** 2, (i + 1) * digitSide ** 2).join()),
  );
  corners.slice(0, 20).forEach(([top, left], i) => {
    const canvas = pixels.slice(i * side ** 2, (i + 1) * side ** 2);
    const inside = canvas.filter((_, at) => isInside(Math.floor(at / side) - top) && isInside((at % side) - left));
    assert.ok(known.has(inside.join()));
    const total = (all: readonly number[]) => all.reduce((sum, ink) => sum + ink, 0);
    assert.equal(total(canvas), total(inside));
  });
});

const isInside = (offset: number) => offset >= 0 && offset < digitSide;

test("test canvases depend on the seed only, not on earlier draws", async () => {
  const { test: source } = await mnist();
  random.seed(3);
  const first = await values((await testCanvases(source, 5)).canvases);
  random.seed(3);
  await values(random.uniform([7]));
  assert.deepEqual(await values((await testCanvases(source, 5)).canvases), first);
});

test("a glimpse shows the means of its cells, and nothing beyond the border", async () => {
  random.seed(4);
  const ink = Uint8Array.from(await random.uniform([2, side, side], { high: 256 }).array());
  const canvases = Tensor.from(ink, [2, side, side]);
  const pixel = (i: number, y: number, x: number) =>
    y < 0 || x < 0 || y >= side || x >= side ? 0 : ink[(i * side + y) * side + x]!;
  for (const sight of [
    { size: 12, scales: [1, 2] },
    { size: 5, scales: [1, 3] },
    { size: 1, scales: [1] },
  ]) {
    const places = [placeCount - 1, 9];
    const found = await values(cropper(canvases, sight)(Tensor.from(Int32Array.from(places))));
    const expected = places.flatMap((place, i) => {
      const [y, x] = centerOf(place);
      return sight.scales.flatMap((scale) => {
        const before = Math.floor((sight.size * scale) / 2);
        return Array.from({ length: sight.size ** 2 }, (_, cell) => {
          let sum = 0;
          for (let a = 0; a < scale ** 2; a++) {
            const dy = Math.floor(cell / sight.size) * scale + Math.floor(a / scale) - before;
            const dx = (cell % sight.size) * scale + (a % scale) - before;
            sum += pixel(i, y + dy, x + dx);
          }
          return sum / scale ** 2 / 255;
        });
      });
    });
    assert.equal(found.length, expected.length);
    expected.forEach((one, k) => close(found[k]!, one, 1e-5, `${k}:`));
  }
});

test("places are a symmetric grid around the middle of the canvas", () => {
  assert.deepEqual(centerOf(middle), [side / 2, side / 2]);
  const [first, last] = [centerOf(0), centerOf(placeCount - 1)];
  assert.deepEqual([first[0] + last[0], first[1] + last[1]], [side, side]);
  assert.equal(new Set(Array.from({ length: placeCount }, (_, i) => centerOf(i).join())).size, grid ** 2);
});

const tiny = { size: 4, scales: [1, 2], glimpses: 3, hidden: 6 };

test("the network is that of the definition, glimpse by glimpse", async () => {
  random.seed(5);
  const model = new GlimpseNetwork(tiny);
  const canvases = Tensor.from(Uint8Array.from(await random.uniform([3, side, side], { high: 256 }).array()), [
    3,
    side,
    side,
  ]);
  const looking = model.look(canvases, "sampled");
  const [places, logits, logP] = await Promise.all([
    values(looking.places),
    values(looking.logits),
    values(looking.logProbabilities),
  ]);
  assert.deepEqual(places.slice(0, 3), [middle, middle, middle]);
  let h = Tensor.from(new Float32Array(18), [3, 6]);
  for (let t = 0; t < tiny.glimpses; t++) {
    const at = Tensor.from(Int32Array.from(places.slice(3 * t, 3 * t + 3)));
    const seen = model.what.forward(cropper(canvases, tiny)(at)).relu();
    const glimpse = model.joined.forward(seen).add(model.where.forward(at)).relu();
    h = model.core.forward(h).add(glimpse).relu();
    const expected = await values(model.digit.forward(h));
    expected.forEach((one, k) => close(logits[30 * t + k]!, one));
    if (t === tiny.glimpses - 1) break;
    const rows = await values(model.place.forward(h).logSoftmax());
    for (let i = 0; i < 3; i++) close(logP[3 * t + i]!, rows[i * placeCount + places[3 * (t + 1) + i]!]!);
  }
  const best = await values(model.look(canvases, "best").logits);
  assert.deepEqual(await values(model.forward(canvases)), best.slice(-30));
});

test("rewards train the distribution and the baseline only, classification all the rest", async () => {
  random.seed(6);
  const model = new GlimpseNetwork(tiny);
  const canvases = Tensor.from(Uint8Array.from(await random.uniform([4, side, side], { high: 256 }).array()), [
    4,
    side,
    side,
  ]);
  const labels = Tensor.from(Int32Array.of(1, 2, 3, 4));
  const losses = lossesOf(model.look(canvases, "sampled"), labels, 0.5);
  const params = parameters(model);
  // The added zeros give every parameter a gradient; `grad` rejects a loss that does not depend on it.
  const zero = params.map(([, param]) => param.sum().mul(0)).reduce((sum, one) => sum.add(one));
  const receives = async (loss: Tensor) => {
    const slopes = grad(
      loss.add(zero),
      params.map(([, param]) => param),
    );
    const norms = await Promise.all(slopes.map((slope) => slope.square().sum().item()));
    return new Set(params.filter((_, i) => norms[i]! > 0).map(([path]) => path.split(".")[0]!));
  };
  assert.deepEqual(await receives(losses.policy), new Set(["place"]));
  assert.deepEqual(await receives(losses.regression), new Set(["baseline"]));
  assert.deepEqual(await receives(losses.classification), new Set(["what", "joined", "where", "core", "digit"]));
});

test("returns are discounted sums of the rewards that follow", async () => {
  const rewards = Tensor.from([[1], [10], [100]]);
  assert.deepEqual(await values(returnsOf(rewards, 0)), [1, 10, 100]);
  assert.deepEqual(await values(returnsOf(rewards, 0.5)), [31, 60, 100]);
  assert.deepEqual(await values(returnsOf(rewards, 1)), [111, 110, 100]);
});

test("on the grid, REINFORCE is unbiased, a baseline reduces its noise, and the others are biased", async () => {
  const one = run();
  const reader = await trainReader(one);
  const grids = await drawGrids(3);
  const scores = random.normal([3, choices]);
  const [plain, baseline, straight, soft] = await Promise.all(
    estimators.map((kind) => qualityOf(kind, reader, scores, grids)),
  );
  assert.ok(plain!.bias < 1e-5 && baseline!.bias < 1e-5);
  assert.ok(baseline!.deviation < plain!.deviation);
  assert.ok(straight!.bias > 0.05 && soft!.bias > 0.05);
  close(soft!.deviation, 0);
  // The exact gradient in closed form: p (L - E[L]).
  const p = scores.softmax();
  const losses = gridLosses(reader, grids);
  const closed = await values(p.mul(losses.sub(p.mul(losses).sum(-1, { keepDims: true }))));
  (await values(exactGradient(reader, scores, grids))).forEach((found, i) => close(found, closed[i]!));
});

test("the estimate for a choice is the loss times one minus the probability of this choice", async () => {
  const reader = await trainReader(run());
  const grids = await drawGrids(1);
  const scores = random.normal([1, choices]);
  const all = await values(estimatesOf("plain", reader, scores, arange(choices).unsqueeze(0), grids));
  const [p, losses] = [await values(scores.softmax()), await values(gridLosses(reader, grids))];
  for (const i of [0, 7, 35]) close(all[i * choices + i]!, losses[i]! * (1 - p[i]!), 1e-4);
});

test("the grid asks for a digit that it contains", async () => {
  const { train: source } = await digits();
  assert.ok(source.length > 1000);
  random.seed(8);
  const { values: pixels, asked } = await drawGrids(2);
  assert.deepEqual(pixels.shape, [2, choices, 64]);
  assert.ok((await values(asked)).every((digit) => digit >= 0 && digit <= 9));
});

test("a single place has a staircase, its expectation a gradient", async () => {
  const { flat, smoothFlat, difference, verdict } = await measure(discreteExperiment, run());
  assert.equal(verdict, "smooth");
  assert.ok(flat > 0.9 && smoothFlat < 0.1 && difference < 1e-4);
});

test("a descent by any estimator ends lower than it began", async () => {
  const { estimators: found, start } = await measure(varianceExperiment, run());
  for (const { estimator, end } of found) assert.ok(end.mean < start.mean - 0.5, estimator);
});

slow("the experiments on glimpses have a course for every glimpse", async () => {
  const { learned, examples } = await measure(glimpsesExperiment, run());
  assert.equal(learned.accuracy.length, examples[0]!.places.length);
  const { sights } = await measure(scalesExperiment, run());
  assert.deepEqual(
    sights.map(({ scales }) => scales.length),
    [1, 2],
  );
});

test("the look shows a test digit or a drawing, and explains what it cannot read", async () => {
  const one = run();
  await train(system, one, short);
  const saved: SavedRun = {
    load: async (name, model) => {
      const from = new Map(parameters(one.models.get(name)!));
      for (const [path, param] of parameters(model)) await param.set(from.get(path)!);
      return model;
    },
    text: async (name) => one.texts.get(name)!,
  };
  const look = (given: Record<string, string>) =>
    glimpsesLook.view(chosenInputs(glimpsesLook.inputs, given), async () => saved);
  const first = await look({ digit: "3" });
  const { test: source } = await mnist();
  assert.equal(first.label, source.fields[1]!.data[3]);
  assert.equal(first.places[0], middle);
  assert.match(glimpsesLook.words(first).en, /the network takes it for/);
  const bar = Array<string>(8).fill("...##...").join("/");
  const drawn = await look({ digit: bar, top: "0", left: "0" });
  assert.equal(drawn.label, null);
  // Two columns of eight marks, enlarged to the height of an MNIST digit.
  assert.equal(drawn.canvas.filter((ink) => ink === 255).length, 5 * 20);
  assert.match(glimpsesLook.words(drawn).en, /Move the digit/);
  await assert.rejects(look({ digit: "10000" }), /an integer from 0 to 9999/);
  await assert.rejects(look({ digit: "#.#" }), /the drawing has 1 row/);
  assert.equal(glimpsesLook.figure(drawn).kind, "panels");
});
