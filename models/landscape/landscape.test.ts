/**
 * Spectra compared with closed forms and full matrices, descents near saddles with theory, and the claims of the
 * experiments.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crossEntropy, eigenSymmetric, hessianOperator } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { checkAgainstMatrix, surveyor } from "./curvature.ts";
import { descend, judge, networkOf, smallDigits } from "./digits.ts";
import { escape, growth, startBeside, updatesPerDecade } from "./escape.ts";
import { dimensions } from "./experiments/dimensions.ts";
import { flat } from "./experiments/flat.ts";
import { saddle } from "./experiments/saddle.ts";
import { spectrum } from "./experiments/spectrum.ts";
import { starts } from "./experiments/starts.ts";
import { surface } from "./experiments/surface.ts";
import type { DimensionsFacts, SaddleFacts } from "./facts.ts";
import { planeLook } from "./looks/plane.ts";
import { pointLook } from "./looks/point.ts";
import { placeOf } from "./rest.ts";
import { hessianAt, hessianByHand, moveToSaddle, saddleSpectrum } from "./saddle.ts";
import { system } from "./system.ts";

const quick = () => new Run({ quick: true, seed: 1 });

test("the quick recipe reaches its bars", async () => {
  const run = quick();
  const { bars, metrics } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  assert.ok(metrics["lowest_start"]! < 0 && metrics["highest_start"]! > 0);
  assert.deepEqual([...run.figures.keys()], ["curvature", "planes"]);
});

test("downscaled digits are means of squares of pixels", async () => {
  const [whole, small] = [await smallDigits(3, { side: 28, tests: 1 }), await smallDigits(3, { side: 4, tests: 1 })];
  const [pixels, means] = [whole.train.fields[0]!.data, small.train.fields[0]!.data];
  assert.equal(means.length, 3 * 16);
  // The third image, third row and second column of 7 x 7 squares.
  let sum = 0;
  for (let row = 14; row < 21; row++)
    for (let column = 7; column < 14; column++) sum += pixels[2 * 784 + row * 28 + column]!;
  assert.ok(sum > 0 && Math.abs(means[2 * 16 + 2 * 4 + 1]! - sum / 49) < 1e-6);
});

test("the linear network's Hessian equals the closed form, and its saddle at 0 is strict", async () => {
  const pairs = { x: [1, -2, 0.5, 3], y: [2, -3, 0, 1] };
  for (const point of [
    [0, 0],
    [1, 1],
    [3, 1 / 3],
    [-0.5, 2],
  ] as const) {
    const found = await hessianAt(point, pairs);
    hessianByHand(point, pairs).forEach((row, i) =>
      row.forEach((value, j) =>
        assert.ok(Math.abs(found[i]![j]! - value) < 1e-6 * Math.max(1, Math.abs(value)), `${point}`),
      ),
    );
  }
  const xy = (1 * 2 + 2 * 3 + 0 + 3 * 1) / 4;
  const { values } = eigenSymmetric(await hessianAt([0, 0], pairs));
  assert.ok(Math.abs(values[0]! + xy) < 1e-12 && Math.abs(values[1]! - xy) < 1e-12, values.join(", "));
});

test("at the saddle the gradient is 0, and the full spectrum equals the closed form", async () => {
  const { train } = await smallDigits(100, { side: 4 });
  const model = networkOf(train, 6, 1);
  await moveToSaddle(model, train);
  const matrix = await hessianOperator(
    () => crossEntropy(model.forward(train.field(0)), train.field(1)),
    model,
  ).matrix();
  const { values } = eigenSymmetric(matrix);
  const expected = saddleSpectrum(train, 6);
  assert.equal(values.length, expected.length);
  // Singular values of 0 come out as square roots of rounding errors.
  values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${i}: ${value}, ${expected[i]}`));
  assert.equal(values.filter((value) => value < -1e-6).length, 9 * 6);
  const { gradient } = await surveyor(model, train, 10)();
  assert.ok(gradient < 1e-6, `${gradient}`);
});

test("Lanczos agrees with the matrix before and after training, and both spectra differ", async () => {
  const { deviation, spectra } = await checkAgainstMatrix(quick());
  assert.ok(deviation < 1e-5, `${deviation}`);
  assert.ok(Math.abs(spectra[0]!.at(-1)! / spectra[1]!.at(-1)! - 1) > 0.1);
});

test("at the saddle, second differences along the extreme eigenvectors equal the extreme eigenvalues", async () => {
  const { train } = await smallDigits(100, { side: 4 });
  const model = networkOf(train, 6, 1);
  await moveToSaddle(model, train);
  const survey = surveyor(model, train, 30);
  const { loss, lowest, highest } = await survey();
  const params = [model.hidden.weight, model.hidden.bias!, model.output.weight, model.output.bias!];
  const at = async (direction: typeof lowest.direction, distance: number) => {
    const before = await Promise.all(params.map((param) => param.array()));
    for (const [i, param] of params.entries()) await param.set(param.add(direction[i]!.mul(distance)));
    const moved = (await survey()).loss;
    for (const [i, param] of params.entries()) await param.set(before[i]!);
    return moved;
  };
  for (const { value, direction } of [lowest, highest]) {
    const second = ((await at(direction, 0.1)) - 2 * loss + (await at(direction, -0.1))) / 0.01;
    assert.ok(Math.abs(second / value - 1) < 0.05, `${second}, ${value}`);
  }
});

test("a descent leaves a saddle at the rate predicted by theory", async () => {
  assert.equal(growth({ learningRate: 0.1, momentum: 0 }, 2), 1.2);
  const way = { name: "descent", learningRate: 0.05, noise: 0 };
  for (const momentum of [0, 0.9]) {
    const starts = [1e-3, 1e-5].map(startBeside);
    const { updates } = await escape(quick(), { ...way, momentum }, starts, { limit: 1000 });
    const theory = 2 * updatesPerDecade({ learningRate: 0.05, momentum }, 1);
    assert.ok(Math.abs(updates[1]! - updates[0]! - theory) < 3, `${updates}, ${theory}`);
  }
});

test("saddle: momentum and noise help, and the eigenvalue predicts the length of the plateau", async () => {
  const facts = await measure(saddle, quick());
  const [plain, momentum, noise] = facts.ways as [Way, Way, Way];
  for (const { slope, theory } of [plain, momentum, facts.digits]) assert.ok(Math.abs(slope.mean / theory - 1) < 0.1);
  assert.ok(momentum.slope.mean < 0.5 * plain.slope.mean && noise.slope.mean < 0.2 * plain.slope.mean);
  assert.deepEqual([plain.onLine, momentum.onLine], [null, null]);
  assert.ok(noise.onLine !== null && noise.onLine.mean < 300);
  assert.deepEqual([facts.noise, facts.eigenvalue], ["helps", "right"]);
  assert.deepEqual([facts.digits.negative, facts.digits.size], [288, 6634]);
});

test("dimensions: in one and two dimensions, the fractions are those of closed forms", async () => {
  const { kinds } = await measure(dimensions, quick());
  const [one, two, four] = kinds as [Kind, Kind, Kind];
  assert.equal(one.saddles.mean, 0);
  // Two eigenvalues of this ensemble have opposite signs with probability 1/√2.
  assert.ok(Math.abs(two.saddles.mean - Math.SQRT1_2) < 0.1, `${two.saddles.mean}`);
  assert.ok(four.saddles.mean > two.saddles.mean);
  for (const { minima, saddles, maxima } of kinds) {
    assert.ok(Math.abs(minima.mean + saddles.mean + maxima.mean - 1) < 1e-12);
  }
});

test("spectrum: a descent rests at a minimum, and from weights of zero at a saddle point", async () => {
  const { stages, end, early, zero, size } = await measure(spectrum, quick());
  assert.deepEqual([end, early, zero], ["minima", "curved downward", "saddle points"]);
  const of = (name: string) => stages.find(({ stage }) => stage === name)!;
  assert.ok(of("start").gradient.mean > 0.1 && of("rest").gradient.mean < 2e-5);
  assert.ok(of("rest").lowest.mean > 0);
  // Nine pairs of eigenvalues for each of the four hidden units; the L2 term shifts them.
  assert.ok(of("zero").negative.mean <= 36 && of("zero").negative.mean > 0);
  assert.ok(of("rest").loss.mean < of("zero").loss.mean);
  assert.equal(size, 16 * 4 + 4 + 40 + 10);
});

test("the full Hessian at a place is that of the L2 term plus that of the cross entropy", async () => {
  const { train } = await smallDigits(50, { side: 4 });
  const model = networkOf(train, 3, 1);
  const [without, having] = [await placeOf(model, train, 0, 0), await placeOf(model, train, 0.5, 0)];
  without.eigenvalues.forEach((value, i) => assert.ok(Math.abs(having.eigenvalues[i]! - value - 0.5) < 1e-5));
});

test("surface: second differences equal the eigenvalues and are far smaller along random directions", async () => {
  const { highest, lowest, alongHighest, alongLowest, random, planes } = await measure(surface, quick());
  assert.ok(Math.abs(alongHighest.mean / highest.mean - 1) < 0.1, `${alongHighest.mean}`);
  assert.ok(Math.abs(alongLowest.mean - lowest.mean) < 0.02, `${alongLowest.mean}`);
  assert.ok(random.mean < 0.2 * highest.mean, `${random.mean}`);
  assert.deepEqual(
    planes.map(({ plane, losses }) => [plane, losses.length]),
    [
      ["random", 49],
      ["trained", 49],
      ["saddle", 49],
    ],
  );
});

slow("flat: small batches end at smaller largest eigenvalues for the same training loss", async () => {
  const { groups, even, uneven } = await measure(flat, new Run({ quick: true, seed: 1, seeds: 2 }));
  const [small, large] = [groups[0]!, groups.at(-1)!];
  assert.ok(small.loss.mean <= 0.05 && large.loss.mean <= 0.05);
  assert.ok(small.highest.mean < large.highest.mean);
  assert.ok(Math.abs(even - 2) < 1e-6 && Math.abs(uneven - 9 - 1 / 9) < 1e-5, `${even}, ${uneven}`);
});

test("starts: ends are compared with the middles between them", async () => {
  const { training, middle, test } = await measure(starts, new Run({ quick: true, seed: 1, seeds: 3 }));
  assert.equal(training.n, 3);
  training.values.forEach((loss, i) => assert.ok(middle.values[i]! > loss && test.values[i]! > loss));
});

test("a look tells stationary points from others, and minima from saddle points", async () => {
  const kindAt = async (w1: number, w2: number) =>
    (await pointLook.view({ w1, w2 }, () => Promise.reject(new Error()))).kind;
  assert.deepEqual(
    [await kindAt(0, 0), await kindAt(0.8, 1.25), await kindAt(1, 0)],
    ["saddle point", "minimum", "not stationary"],
  );
});

test("a look shows the loss around a saved network, lower in the middle than at the edge", async () => {
  const { train } = await smallDigits(1000, { tests: 1 });
  const model = networkOf(train, 8, 3);
  const descent = { learningRate: 0.5, batchSize: 1000, updates: 200, label: "training" };
  await descend(new Run({ quick: true, seed: 0 }), model, train, descent);
  const saved: SavedRun = {
    load: async <M>() => model as unknown as M,
    text: async () => JSON.stringify({ hidden: 8 }),
  };
  const { losses, here, least, edge } = await planeLook.view({ span: 1, seed: 0 }, async () => saved);
  const { loss: expected } = await judge(model, train);
  assert.ok(Math.abs(here / expected - 1) < 1e-4, `${here} against ${expected}`);
  assert.ok(least <= here && here < edge && edge <= Math.max(...losses), `${least}, ${here}, ${edge}`);
});

test("a descent calls look before its first update and ends if look returns true", async () => {
  const { train } = await smallDigits(100, { side: 4 });
  const looks: number[] = [];
  const look = async (update: number) => looks.push(update) === 4;
  const done = await descend(quick(), networkOf(train, 6, 1), train, {
    learningRate: 0.1,
    batchSize: 32,
    updates: 10,
    label: "",
    look,
  });
  assert.deepEqual([done, looks], [3, [0, 1, 2, 3]]);
});

type Way = SaddleFacts["ways"][number];
type Kind = DimensionsFacts["kinds"][number];
