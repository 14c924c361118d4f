import assert from "node:assert/strict";
import { test } from "node:test";
import {
  co2,
  seattleWeather,
  type Series,
  seriesWindows,
  splitSeries,
  standardizeSeries,
} from "../../src/data/node.ts";

/** Creates a series with the rows (i, 100 + i). */
function counted(length: number): Series {
  return {
    dates: Array.from({ length }, (_, i) => `day ${i}`),
    names: ["a", "b"],
    values: Float32Array.from({ length: 2 * length }, (_, i) => (i >> 1) + 100 * (i & 1)),
  };
}

test("CO2 has a value for every month from May 1964", async () => {
  const { dates, names, values } = await co2();
  assert.equal(dates.length, 672);
  assert.deepEqual([dates[0], dates[8], dates.at(-1)], ["1964-05", "1965-01", "2020-04"]);
  assert.deepEqual(names, ["CO2 (ppm)"]);
  assert.deepEqual(
    [values[0], values.at(-1)].map((value) => value!.toFixed(2)),
    ["322.26", "416.18"],
  );
  // The season: every year, the value is higher in May than in October.
  for (let may = 0; may + 5 < 672; may += 12) assert.ok(values[may]! > values[may + 5]!, dates[may]);
});

test("the weather of Seattle has every day of four years", async () => {
  const { dates, names, values, weather, classes } = await seattleWeather();
  assert.deepEqual([dates.length, names.length, values.length, weather.length], [1461, 4, 5844, 1461]);
  assert.deepEqual([dates[0], dates[59], dates.at(-1)], ["2012-01-01", "2012-02-29", "2015-12-31"]);
  assert.deepEqual(
    [...values.subarray(0, 4)].map((value) => value.toFixed(1)),
    ["0.0", "12.8", "5.0", "4.7"],
  );
  const counts = classes.map((_, label) => weather.filter((own) => own === label).length);
  assert.deepEqual(counts, [53, 641, 26, 640, 101]);
});

test("parts are in the order of time", () => {
  const { train, validation, test: held } = splitSeries(counted(10), { validation: 2, test: 3 });
  assert.deepEqual([...train.dates, ...validation.dates, ...held.dates], counted(10).dates);
  assert.deepEqual(held.dates, ["day 7", "day 8", "day 9"]);
  assert.deepEqual([...validation.values], [5, 105, 6, 106]);
  assert.throws(() => splitSeries(counted(5), { validation: 2, test: 3 }), /^ArgumentError: a series of 5 rows cannot/);
});

test("a series is scaled by its training part only", () => {
  const parts = splitSeries(counted(10), { validation: 2, test: 3 });
  const scaled = standardizeSeries(parts);
  assert.deepEqual([...scaled.means], [2, 102]);
  assert.deepEqual([...scaled.deviations], [Math.sqrt(2), Math.sqrt(2)]);
  assert.ok(Math.abs(scaled.test.values[0]! - 5 / Math.sqrt(2)) < 1e-6);
  const other = { ...parts.test, values: parts.test.values.map((value) => value * 1000) };
  assert.deepEqual(standardizeSeries({ ...parts, test: other }).train, scaled.train);
});

test("windows contain the inputs and the rows to forecast", () => {
  const { fields } = seriesWindows(counted(7), { inputs: 3, targets: 2, stride: 2 });
  assert.deepEqual(
    fields.map(({ shape }) => shape),
    [
      [2, 3, 2],
      [2, 2, 2],
    ],
  );
  assert.deepEqual([...fields[0]!.data], [0, 100, 1, 101, 2, 102, 2, 102, 3, 103, 4, 104]);
  assert.deepEqual([...fields[1]!.data], [3, 103, 4, 104, 5, 105, 6, 106]);
  assert.equal(seriesWindows(counted(3), { inputs: 3 }).length, 0);
});

test("with a history, every row of a part is a target, and no row of the history is", () => {
  const { train, validation } = splitSeries(counted(10), { validation: 3, test: 2 });
  const { fields, length } = seriesWindows(validation, { inputs: 4, history: train });
  assert.equal(length, 3);
  assert.deepEqual([...fields[1]!.data], [5, 105, 6, 106, 7, 107]);
  assert.deepEqual([...fields[0]!.data.subarray(0, 8)], [1, 101, 2, 102, 3, 103, 4, 104]);
  assert.throws(() => seriesWindows(train, { inputs: 0 }), /^ArgumentError: inputs cannot be 0\n/);
});
