/**
 * Optimizers compared with PyTorch and with textbook formulas, the training on digits, and the claims of the
 * experiments.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor } from "hebb";
import { findingOf, train } from "../conduct.ts";
import type { Chart, Figure, Point } from "../figure.ts";
import { Run } from "../run.ts";
import { surfaces } from "./surfaces.ts";
import { system } from "./system.ts";
import {
  descend,
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
      assert.ok(Math.abs((await at([[x, y]]))[0]! - lowest) < 1e-6, title);
      assert.ok(Math.min(...(await at(around))) > lowest, title);
    }
  }
});

test("paths: near the saddle, momentum reaches a minimum sooner than SGD", async () => {
  const { answer, table, figure } = await findingOf(system.experiments["paths"]!, quick());
  const rowOf = (surface: string, optimizer: string) =>
    table.rows.find((row) => row[0] === surface && row[1] === optimizer)!;
  assert.equal(table.rows.length, surfaceNames.length * optimizerNames.length);
  assert.equal(rowOf("saddle", "SGD")[3], "more than 100");
  assert.ok(Number(rowOf("saddle", "momentum")[3]) < 80);
  // Momentum oscillates across the ravine.
  assert.ok(Number(rowOf("sphere", "momentum")[5]) > 2 * Number(rowOf("sphere", "SGD")[5]));
  assert.match(answer, /SGD takes more than 100 steps/);
  const lines = chartsOf(figure).map(({ layers }) => layers.filter(({ mark }) => mark === "line").length);
  assert.deepEqual(lines, [5, 5, 5]);
});

test("batch: the variance of a batch's gradient agrees with sampling theory", async () => {
  const { figure, answer, table } = await findingOf(system.experiments["batch"]!, quick());
  const [noise] = chartsOf(figure);
  const [theory, measured] = ["theory", "measured"].map((name) => pointsOf(noise!, name));
  assert.equal(measured!.length, 4);
  measured!.forEach(([size, variance], i) => {
    const ratio = variance / theory![i]![1];
    assert.ok(ratio > 0.7 && ratio < 1.4, `batches of ${size}: ${ratio}`);
  });
  assert.match(answer, /falls as 1\/B/);
  assert.deepEqual(
    table.rows.map((row) => row[2]),
    [500, 32],
  );
});

test("schedules: learning rates follow their schedules, and the losses fall", async () => {
  const { figure } = await findingOf(system.experiments["schedules"]!, quick());
  const [rates, losses] = chartsOf(figure);
  const ratesOf = (name: string) => pointsOf(rates!, name).map(([, learningRate]) => learningRate);
  const highest = Math.max(...ratesOf("constant"));
  assert.ok(ratesOf("constant").every((learningRate) => learningRate === highest));
  const close = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-3 * highest, `${found}`);
  close(ratesOf("step")[0]!, highest);
  close(ratesOf("step").at(-1)!, highest / 100);
  close(ratesOf("cosine")[Math.floor(ratesOf("cosine").length / 2)]!, highest / 2);
  close(ratesOf("cosine").at(-1)!, 0);
  const warm = ratesOf("warm-up, cosine");
  close(warm[0]!, highest / Math.ceil(warm.length / 10));
  close(Math.max(...warm), highest);
  for (const { layers } of [losses!]) {
    for (const layer of layers) {
      assert.ok(layer.mark === "line");
      assert.ok(layer.points.at(-1)![1] < 0.5 * layer.points[0]![1], JSON.stringify(layer.name));
    }
  }
});

function chartsOf(figure: Figure): Chart[] {
  assert.ok(figure.kind === "panels");
  return figure.panels.filter((panel) => panel.kind === "chart");
}

function pointsOf({ layers }: Chart, name: string): readonly Point[] {
  const layer = layers.find((layer) => "name" in layer && layer.name === name);
  assert.ok(layer?.mark === "line" || layer?.mark === "points", `${name} is not drawn`);
  return layer.points;
}
