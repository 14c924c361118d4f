/**
 * Optimizers compared with PyTorch and with textbook formulas, the training on digits, and the claims of the
 * experiments.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor } from "hebb";
import { measure, train } from "../conduct.ts";
import type { Chart, Figure, Point } from "../figure.ts";
import { Run } from "../run.ts";
import { courseDigits } from "../shared/course-digits.ts";
import { effectiveRates } from "./effective-rates.ts";
import { adam as adamExperiment } from "./experiments/adam.ts";
import { batch } from "./experiments/batch.ts";
import { paths } from "./experiments/paths.ts";
import { schedules } from "./experiments/schedules.ts";
import { search } from "./experiments/search.ts";
import { structures } from "./experiments/structures.ts";
import { positionOf, valuesAt } from "./hyperparameters.ts";
import { pathLook } from "./looks/path.ts";
import { networkNames } from "./networks.ts";
import type { ScheduleName } from "./schedules.ts";
import { surfaces } from "./surfaces.ts";
import { system } from "./system.ts";
import {
  descend,
  descendFrom,
  descendByHand,
  deviation,
  goldenOf,
  optimizerNames,
  optimizers,
  surfaceNames,
} from "./trajectories.ts";

const quick = () => new Run({ quick: true, seed: 1 });

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, quick());
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("a learning rate that is off by 1% is detected as a deviation from PyTorch", async () => {
  assert.ok(
    (await deviation((surface, kind, learningRate, count) => descend(surface, kind, 1.01 * learningRate, count))) >
      1e-3,
  );
});

test("the textbook rules take the same steps as the library", async () => {
  for (const name of surfaceNames) {
    for (const optimizer of optimizerNames) {
      const way = [surfaces[name], optimizers[optimizer], goldenOf(name, optimizer).learningRate, 100] as const;
      const [library, hand] = [await descend(...way), await descendByHand(...way)];
      library.forEach(([x, y], step) => {
        const error = Math.max(Math.abs(x - hand[step]![0]), Math.abs(y - hand[step]![1]));
        assert.ok(error < 1e-5, `${optimizer} on the ${name}, step ${step}: ${error}`);
      });
    }
  }
});

test("the surfaces have their lowest value at their minima", async () => {
  for (const { height, minima, lowest, title } of Object.values(surfaces)) {
    for (const [x, y] of minima) {
      const around = [0, 1, 2, 3, 4, 5].map((i) => [x + 0.01 * Math.cos(i), y + 0.01 * Math.sin(i)] as const);
      const at = async (places: readonly Point[]) =>
        height(Tensor.from(places.map(([x]) => x)), Tensor.from(places.map(([, y]) => y))).array();
      assert.ok(Math.abs((await at([[x, y]]))[0]! - lowest) < 1e-6, title.en);
      assert.ok(Math.min(...(await at(around))) > lowest, title.en);
    }
  }
});

test("paths from several starts are those from each of them", async () => {
  const [first, second] = [surfaces.beale.start, [0.7, 1.2]] as const;
  const way = [surfaces.beale, optimizers.adam, 0.2, 20] as const;
  const [both] = (await descendFrom([second, first], ...way)).slice(1);
  assert.deepEqual(both, await descend(...way));
});

test("paths: each optimizer has its best rate, and no learning rate decides about the saddle", async () => {
  const facts = await measure(paths, quick());
  assert.deepEqual(
    facts.surfaces.map(({ ways }) => ways.length),
    surfaceNames.map(() => optimizerNames.length),
  );
  const wayOf = (surface: string, optimizer: string) =>
    facts.surfaces.find((one) => one.surface === surface)!.ways.find((way) => way.optimizer === optimizer)!;
  // Momentum oscillates across the ravine.
  assert.ok(wayOf("sphere", "momentum").detour! > 1.5 * wayOf("sphere", "sgd").detour!);
  assert.ok(wayOf("saddle", "sgd").steps.mean < 60 && wayOf("saddle", "sgd").missed === 0);
  for (const { ways, first } of facts.surfaces) {
    const fewest = ways.find(({ optimizer }) => optimizer === first)!.steps.mean;
    assert.ok(ways.every(({ steps }) => steps.mean >= fewest));
  }
  const lines = chartsOf(paths.figure(facts)).map(({ layers }) => layers.filter(({ mark }) => mark === "line").length);
  assert.deepEqual(lines, [5, 5, 5]);
});

test("batch: the variance of a batch's gradient agrees with sampling theory", async () => {
  const { noises, courses, theory } = await measure(batch, quick());
  assert.equal(noises.length, 4);
  for (const { size, ratio } of noises) {
    assert.ok(ratio.mean > 0.7 && ratio.mean < 1.4, `batches of ${size}: ${ratio.mean}`);
  }
  assert.equal(theory, "right");
  assert.deepEqual(
    courses.map(({ updates }) => updates),
    [500, 32],
  );
});

test("schedules: learning rates follow their schedules, and the losses fall", async () => {
  const { courses } = await measure(schedules, quick());
  const ratesOf = (kind: ScheduleName) =>
    courses.find(({ name }) => name === kind)!.rates.map(([, learningRate]) => learningRate);
  const highest = Math.max(...ratesOf("constant"));
  assert.ok(ratesOf("constant").every((learningRate) => learningRate === highest));
  const close = (found: number, expected: number, tolerance = 1e-3) =>
    assert.ok(Math.abs(found - expected) < tolerance * highest, `${found}`);
  close(ratesOf("step")[0]!, highest);
  close(ratesOf("step").at(-1)!, highest / 100);
  close(ratesOf("cosine")[Math.floor(ratesOf("cosine").length / 2)]!, highest / 2, 0.1);
  close(ratesOf("cosine").at(-1)!, 0);
  const warm = ratesOf("warmUp");
  assert.ok(warm[0]! < 0.2 * highest && Math.max(...warm) > 0.95 * highest);
  for (const { losses, name } of courses) assert.ok(losses.at(-1)![1] < 0.5 * losses[0]![1], name);
});

test("adam: effective rates are those that the steps show, and rare pixels have higher ones", async () => {
  const { course, rare, common, map, ink, step } = await measure(adamExperiment, quick());
  for (const { low, median, high } of course) assert.ok(low.mean < median.mean && median.mean < high.mean);
  assert.ok(rare.mean > 1.5 * common.mean, `${rare.mean}, ${common.mean}`);
  assert.ok(step.mean < 2, `${step.mean}`);
  // A pixel without ink has no gradient.
  map.forEach((rate, pixel) => assert.equal(rate > 0, ink[pixel]! > 0));
});

test("the first step of Adam is as long as its rate for every parameter that has a gradient", async () => {
  const { train } = await courseDigits(64);
  const ink = Array<number>(784).fill(0.5);
  const { step } = await effectiveRates(quick(), train.take(32), ink, { epochs: 1, stops: [] });
  assert.ok(Math.abs(step - 1) < 1e-3, `${step}`);
});

test("search: positions and values belong together, and each hyperparameter explains a fraction of the variance", async () => {
  const values = valuesAt([0, 0.5, 1, 0.25, 0.75]);
  assert.deepEqual([values.learningRate, values.momentum, values.batchSize], [1e-3, 0.475, 128]);
  assert.ok(Math.abs(positionOf("weightDecay", values.weightDecay) - 0.75) < 1e-12);
  const { trials, importance, budget } = await measure(search, quick());
  assert.equal(trials.length, budget);
  assert.ok(importance.every(({ share }) => share.mean >= 0 && share.mean <= 1 + 1e-9));
});

test("structures: each network is trained at each rate", async () => {
  const { rates, networks } = await measure(structures, quick());
  assert.deepEqual(
    networks.map(({ network }) => network),
    networkNames,
  );
  for (const { losses, best } of networks) assert.ok(losses.length === rates.length && rates.includes(best));
  assert.ok(Math.min(...networks[0]!.losses.map(({ mean }) => mean)) < Math.log(10) - 0.05);
});

test("a look descends from the reader's start, and names the optimizers if there is no such one", async () => {
  const view = (optimizer: string, learningRate: number, surface = "ravine") =>
    pathLook.view({ surface, optimizer, learningRate, x: 3, y: 4 }, () => Promise.reject(new Error()));
  assert.equal((await view("sgd", 0.3)).outcome, "arrived");
  assert.equal((await view("sgd", 0.001)).outcome, "on the way");
  assert.equal((await view("sgd", 2)).outcome, "diverged");
  await assert.rejects(() => view("lion", 0.1), { name: "ArgumentError", message: /one of sgd, momentum/ });
  await assert.rejects(() => view("sgd", 0.1, "hill"), { name: "ArgumentError", message: /ravine, valley, saddle/ });
});

function chartsOf(figure: Figure): Chart[] {
  assert.ok(figure.kind === "panels");
  return figure.panels.filter((panel) => panel.kind === "chart");
}
