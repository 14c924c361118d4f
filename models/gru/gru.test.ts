/** The equations of the GRU, its forecasts compared with seasonal naive ones, and its gates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, observe, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { clusteredOrder } from "./clustering.ts";
import { forecastExperiment } from "./experiments/forecast.ts";
import { gatesExperiment } from "./experiments/gates.ts";
import { resetExperiment } from "./experiments/reset.ts";
import { updateExperiment } from "./experiments/update.ts";
import { forecastsOf } from "./forecasts.ts";
import { season } from "./looks/season.ts";
import { Forecaster, GatedRecurrentUnit } from "./model.ts";
import { naiveError, partsOf, series, yearsOf } from "./series.ts";
import { system } from "./system.ts";
import { joined, windowsOf } from "./training.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

test("states equal the equations in plain numbers", async () => {
  random.seed(2);
  const unit = new GatedRecurrentUnit(1, 1);
  const values = new Map<string, number[]>();
  for (const [path, param] of parameters(unit)) values.set(path, [...(await param.array())]);
  const [[wz, wr, wh], [bz, br, bh]] = [values.get("input.weight")!, values.get("input.bias")!] as [number[], number[]];
  const [[uz, ur], [uh]] = [values.get("gates.weight")!, values.get("candidate.weight")!] as [number[], number[]];
  const x = [0.5, -1, 2];
  let h = 0;
  const expected = x.map((now) => {
    const z = sigmoid(wz! * now + uz! * h + bz!);
    const r = sigmoid(wr! * now + ur! * h + br!);
    h = z * h + (1 - z) * Math.tanh(wh! * now + uh! * (r * h) + bh!);
    return h;
  });
  const states = await unit.forward(Tensor.from(x, [1, 3, 1])).array();
  states.forEach((state, t) => assert.ok(Math.abs(state - expected[t]!) < 1e-6));
});

test("z = 1 keeps the state, z = 0 takes the candidate, and both are observed", async () => {
  const x = random.normal([2, 4, 3]);
  const kept = await new GatedRecurrentUnit(3, 5, { z: 1 }).forward(x).array();
  assert.ok(kept.every((value) => value === 0));
  const [states, seen] = observe(() => new GatedRecurrentUnit(3, 5, { z: 0 }).forward(x));
  assert.ok((await seen["z"]!.array()).every((value) => value === 0));
  assert.ok((await states.abs().sum().item()) > 0);
});

test("an untrained model forecasts about the last value, and test windows begin after the training rows", async () => {
  const task = series.co2;
  const { train: known, validation, test: held, whole } = await partsOf(task);
  assert.equal(known.dates.length + validation.dates.length + held.dates.length, whole.dates.length);
  assert.ok(known.dates.at(-1)! < validation.dates[0]! && validation.dates.at(-1)! < held.dates[0]!);
  const windows = windowsOf(task, held, validation);
  assert.equal(windows.length, held.dates.length - task.steps + 1);
  const model = new Forecaster("GRU", { ...task, columns: 1, hidden: 4 });
  const past = windows.field(0);
  const last = past.slice(null, [-1, past.shape[1]!]).squeeze(2);
  assert.ok((await model.forward(past).sub(last).abs().max().item()) < 1);
});

test("the seasonal naive forecast misses the growth of CO2 unless it includes drift", async () => {
  const [naive, drift] = [await naiveError(series.co2), await naiveError(series.co2, { drift: true })];
  assert.ok(naive > 2 && naive < 3 && drift < 1, `${naive}, ${drift}`);
});

test("gates that are held at their own values change nothing, and a mean of each unit can be held", async () => {
  random.seed(5);
  const unit = new GatedRecurrentUnit(2, 3);
  const x = random.normal([2, 4, 2]);
  const half = unit.forward(x, { z: 0.5, r: 1 });
  const each = unit.forward(x, { z: Tensor.from([0.5, 0.5, 0.5]), r: Tensor.from([1, 1, 1]) });
  assert.ok((await half.sub(each).abs().max().item()) < 1e-7);
  assert.ok((await half.sub(unit.forward(x)).abs().max().item()) > 1e-3);
  const mixed = observe(() => unit.forward(x, { z: Tensor.from([0, 1, 0.5]) }))[1]["z"]!;
  assert.deepEqual([...(await mixed.array())].slice(0, 3), [0, 1, 0.5]);
});

test("a clustered order puts similar rows next to each other, and the largest first", () => {
  const rows = [
    [0.1, 0.2],
    [0.9, 0.8],
    [0.15, 0.2],
    [0.9, 0.9],
    [0.1, 0.9],
  ];
  const order = clusteredOrder(rows);
  assert.deepEqual(
    order.toSorted((a, b) => a - b),
    [0, 1, 2, 3, 4],
  );
  assert.equal(Math.abs(order.indexOf(0) - order.indexOf(2)), 1);
  assert.equal(Math.abs(order.indexOf(1) - order.indexOf(3)), 1);
  assert.equal(order[0], 3);
  assert.deepEqual(clusteredOrder([]), []);
});

test("dates are fractional years, and forecasts read only earlier rows", async () => {
  assert.deepEqual(yearsOf(["2011-01", "2011-07", "2012-01-01"]), [11, 11.5, 12]);
  const task = series.co2;
  const { whole, validation, train: known, test: held, mean, std } = await partsOf(task);
  const model = new Forecaster("GRU", { ...task, columns: 1, hidden: 4 });
  const first = whole.dates.length - task.test;
  const [own] = await forecastsOf(model, task, [first]);
  const window = windowsOf(task, held, joined(known, validation)).field(0).slice([0, 1]);
  const expected = await model.forward(window).array();
  own!.forEach((value, i) => assert.ok(Math.abs(value - (expected[i]! * std + mean)) < 1e-3));
});

test("with a reset gate of 0 only the candidate forgets: the state still depends on earlier inputs", async () => {
  const { networks, alone } = await measure(resetExperiment, new Run({ quick: true, seed: 1 }));
  assert.equal(alone, "only both 0");
  const accuracy = Object.fromEntries(networks.map((one) => [one.network, one.accuracy.mean]));
  assert.ok(accuracy["r = 0"]! > 2 * accuracy["both 0"]!, JSON.stringify(accuracy));
});

test("the quick recipe reaches its bars, and the look continues a season of the reader's choice", async () => {
  const run = new Run({ quick: true, seed: 1 });
  const { bars } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  const saved: SavedRun = {
    async load(name, model) {
      const trained = new Map(parameters(run.models.get(name)!));
      for (const [path, param] of parameters(model)) await param.set(trained.get(path)!);
      return model;
    },
    text: async (name) => run.texts.get(name)!,
  };
  const look = async (given: Record<string, string>) =>
    season.view(chosenInputs(season.inputs, given), async () => saved);
  const facts = await look({});
  assert.deepEqual([facts.past.length, facts.truth.length, facts.forecast.length, facts.z.length], [36, 12, 12, 16]);
  assert.ok(facts.error < 3, `${facts.error}`);
  assert.match(season.words(facts).en, /^The pattern grows by 2\.0 ppm a year/);
  await assert.rejects(look({ season: "1 2 3" }), /must be 12 numbers/);
  await assert.rejects(look({ growth: "20" }), /from -10 to 10/);
});

slow("nothing is learned if the state is kept, and the gates of a learned z are seen at each position", async () => {
  const { curves, reading } = await measure(updateExperiment, new Run({ quick: true, seed: 1 }));
  const [zero, , kept, learned] = curves.map(({ accuracy }) => accuracy[0]!.mean);
  assert.ok(kept! < 0.2 && learned! > 2 * kept! && zero! > kept!, `${zero} ${kept} ${learned}`);
  assert.equal(reading.positions.length, reading.length);
  assert.deepEqual([reading.units.length, reading.units[0]!.length], [64, reading.length]);
  for (const z of reading.units.flat()) assert.ok(z > 0 && z < 1);
});

slow("rules are compared with the networks, and gates that are held still change the forecasts", async () => {
  const { forecasts, example } = await measure(forecastExperiment, new Run({ quick: true, seed: 1 }));
  const [co2, temperature] = forecasts;
  assert.deepEqual([co2!.best, temperature!.rules.map(({ rule }) => rule)], ["drift", ["last", "season"]]);
  assert.ok(co2!.gru.mean < co2!.rules.find(({ rule }) => rule === "season")!.error);
  assert.equal(example.gru.length, example.truth.length);
  const { errors, example: read } = await measure(gatesExperiment, new Run({ quick: true, seed: 1 }));
  assert.notEqual(errors["z held"].mean, errors.trained.mean);
  assert.deepEqual([read.years.length, read.z[0]!.length, read.forecast.length], [48, 36, 12]);
});
