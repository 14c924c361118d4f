/** The equations of the GRU, its forecasts compared with seasonal naive ones, and its gates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, observe, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { Forecaster, GatedRecurrentUnit } from "./model.ts";
import { naiveError, partsOf, series } from "./series.ts";
import { system } from "./system.ts";
import { windowsOf } from "./training.ts";

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

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

slow("experiments measure gates, and nothing is learned if the state is kept", async () => {
  const update = await findingOf(system.experiments["update"]!, new Run({ quick: true, seed: 1 }));
  const share = Object.fromEntries(update.table.rows.map(([name, value]) => [name!, Number(value)]));
  assert.ok(share["z = 1"]! < 0.2 && share["z learnt"]! > 2 * share["z = 1"]!, JSON.stringify(share));
  const gates = await findingOf(system.experiments["gates"]!, new Run({ quick: true, seed: 1 }));
  assert.equal(gates.table.rows.length, 48);
  assert.match(gates.answer, /The forecast of the year after is off by \d\.\d\d ppm/);
});
