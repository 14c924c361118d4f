/** Verdicts: paired comparisons, trends and bars, on supporting, opposing and missing evidence. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { studentQuantile } from "./shared/statistics.ts";
import { type Summary, distinguishable, reaches, summarize, trend } from "./verdicts.ts";

const near = (a: number, b: number, tolerance: number) => assert.ok(Math.abs(a - b) < tolerance, `${a}, not ${b}`);

/** Summaries of a course with small deviations that differ between seeds. */
const course = (...means: readonly number[]): Summary[] =>
  means.map((center, i) => summarize([-0.1, 0.02, 0.05, 0.03].map((noise, k) => center + noise * ((i + k) % 3))));

test("quantiles of Student's distribution agree with printed tables", () => {
  const table = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
  assert.deepEqual(
    table.map((_, i) => Number(studentQuantile(i + 1).toFixed(3))),
    table,
  );
  near(studentQuantile(30), 2.0423, 1e-4);
  near(studentQuantile(1000), 1.9623, 1e-4);
  near(studentQuantile(2, 0.99), 9.9248, 1e-4);
  near(studentQuantile(5, 0.999), 6.8688, 1e-4);
});

test("a summary has the mean, the deviation and the seeds, as plain JSON", () => {
  const summary = summarize([1, 2, 3], [7, 8, 9]);
  assert.deepEqual(summary, { mean: 2, std: 1, n: 3, seeds: [7, 8, 9], values: [1, 2, 3] });
  assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
  assert.equal(summarize([1]).std, null);
  assert.throws(() => summarize([]), /at least one seed/);
  assert.throws(() => summarize([1, 2], [0]), /one value for each seed/);
  assert.throws(() => summarize([1, 2], [0, 0]), /no seed twice/);
  assert.throws(() => summarize([1, Number.NaN], [3, 4]), /NaN for the seed 4/);
});

test("a difference must exceed its spread over at least three seeds", () => {
  const a = summarize([0.9, 0.8, 0.7]);
  assert.equal(distinguishable(a, summarize([0.8, 0.71, 0.6])), "a is larger");
  assert.equal(distinguishable(summarize([0.8, 0.71, 0.6]), a), "b is larger");
  assert.equal(distinguishable(a, summarize([0.8, 0.9, 0.6])), "unclear");
  assert.equal(distinguishable(a, a), "unclear");
  assert.equal(distinguishable(summarize([1, 1]), summarize([0, 0])), "unclear");
  assert.equal(distinguishable(summarize([1, 1, 1]), summarize([0, 0, 0])), "a is larger");
});

test("the threshold is that of the paired t test", () => {
  // Differences 1 + x, 1, 1 - x have the deviation x; t · x / √3 equals 1 at x = √3 / 4.3027.
  const limit = Math.sqrt(3) / studentQuantile(2);
  const verdict = (x: number) => distinguishable(summarize([1 + x, 1, 1 - x]), summarize([0, 0, 0]));
  assert.equal(verdict(limit * 0.999), "a is larger");
  assert.equal(verdict(limit * 1.001), "unclear");
});

test("values are paired by seed, in any order of seeds", () => {
  const a = summarize([1, 5, 9], [0, 1, 2]);
  assert.equal(distinguishable(a, summarize([8, 0.1, 4.1], [2, 0, 1])), "a is larger");
  assert.throws(() => distinguishable(a, summarize([1, 5, 9], [0, 1, 3])), /share their seeds/);
  assert.throws(() => distinguishable(a, summarize([1, 5], [0, 1])), /share their seeds/);
});

test("trends name their course only if the seeds agree", () => {
  assert.equal(trend(course(1, 2, 3, 4)), "rises");
  assert.equal(trend(course(4, 3, 2, 1)), "falls");
  assert.equal(trend(course(1, 2, 3, 3, 3)), "rises");
  assert.equal(trend(course(1, 3, 4, 2)), "peaks");
  assert.equal(trend(course(4, 1, 2, 3)), "dips");
  assert.equal(trend(course(1, 1, 1, 1)), "unclear");
  assert.equal(trend(course(2, 4, 1, 3)), "unclear");
  assert.equal(trend(course(1, 9, 3, 7, 2, 12)), "unclear");
  assert.equal(trend([summarize([1, 2]), summarize([3, 4])]), "unclear");
  assert.equal(trend(course(1, 2)), "rises");
  assert.throws(() => trend(course(1)), /at least two/);
});

test("a bar is reached if the mean is surely on its side", () => {
  const bar = { metric: "accuracy", op: ">=", value: 0.98 } as const;
  assert.equal(reaches(0.98, bar), "reached");
  assert.equal(reaches(0.979, bar), "missed");
  assert.equal(reaches(0.98, { ...bar, op: ">" }), "missed");
  assert.equal(reaches(0.97, { ...bar, op: "<=" }), "reached");
  assert.equal(reaches(summarize([0.985, 0.986, 0.987]), bar), "reached");
  assert.equal(reaches(summarize([0.975, 0.976, 0.977]), bar), "missed");
  assert.equal(reaches(summarize([0.97, 0.98, 0.995]), bar), "unclear");
  assert.equal(reaches(summarize([0.99, 0.99]), bar), "unclear");
  assert.equal(reaches(summarize([0.97, 0.971, 0.972]), { ...bar, op: "<" }), "reached");
  assert.throws(() => reaches(Number.NaN, bar), /compared with NaN/);
});
