/** The words of optimization on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSentences } from "../answer.ts";
import { checkTerms } from "../terms.ts";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { AdamFacts, BatchFacts, PathsFacts, SchedulesFacts, SearchFacts, StructuresFacts, Way } from "./facts.ts";
import { hyperparameterNames } from "./hyperparameters.ts";
import { pathLook } from "./looks/path.ts";
import { networkNames } from "./networks.ts";
import { scheduleNames } from "./schedules.ts";
import { optimizerNames, surfaceNames } from "./trajectories.ts";
import { adamWords, pathsWords } from "./words.ts";
import { batchWords, schedulesWords, searchWords, structuresWords } from "./words-of-training.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.9 * mean, mean, 1.1 * mean]);
const one = (mean: number): Summary => summarize([mean]);

test("paths: every verdict has correct words, with one start and with three", () => {
  const surfaces = (of: (mean: number) => Summary): PathsFacts["surfaces"] =>
    surfaceNames.map((surface) => ({
      surface,
      heights: new Float32Array(),
      ways: optimizerNames.map((optimizer, i): Way => ({
        optimizer,
        learningRate: 0.1,
        path: new Float32Array(),
        detour: 1.2,
        steps: of(14 + i),
        missed: 0,
      })),
      first: "adam",
      momentum: "unclear",
    }));
  const facts: PathsFacts = {
    surfaces: surfaces(three),
    candidates: 12,
    limit: 200,
    displacement: 0.3,
    leaders: "several",
    saddle: "unclear",
  };
  const all = variantsOf(facts, {
    leaders: ["one", "several", "unclear"],
    saddle: orders,
    surfaces: [facts.surfaces, surfaces(one)],
  });
  assert.deepEqual(checkVariants(pathsWords, all), []);
});

test("adam: every verdict has correct words, with one seed and with three", () => {
  const facts: AdamFacts = {
    learningRate: 0.001,
    examples: 5000,
    course: [1, 785].map((update) => ({ update, low: three(0.02), median: three(0.1 * update), high: three(3) })),
    range: three(140),
    rare: three(3),
    common: three(0.2),
    step: three(0.4),
    map: new Float32Array(),
    ink: new Float32Array(),
    pixels: "a is larger",
    growth: "a is larger",
  };
  const all = variantsOf(facts, { pixels: orders, growth: orders, rare: [three(3), one(3)] });
  assert.deepEqual(checkVariants(adamWords, all), []);
});

test("batch: every verdict has correct words, with one seed and with three", () => {
  const courses = (of: (mean: number) => Summary): BatchFacts["courses"] =>
    [1, 1024].map((size) => ({
      size,
      learningRate: 0.1,
      updates: 5000 / size,
      losses: [of(2.3), of(0.09)],
      seconds: of(0.15),
      accuracy: of(0.9),
    }));
  const facts: BatchFacts = {
    noises: [{ size: 1, measured: three(3), ratio: three(1) }],
    courses: courses(three),
    epochs: 5,
    theory: "right",
    loss: "a is larger",
    time: "a is larger",
  };
  const all = variantsOf(facts, {
    theory: ["right", "wrong"],
    loss: orders,
    time: orders,
    courses: [facts.courses, courses(one)],
  });
  assert.deepEqual(checkVariants(batchWords, all), []);
});

test("schedules: every verdict has correct words, with one seed and with three", () => {
  const courses = (of: (mean: number) => Summary): SchedulesFacts["courses"] =>
    scheduleNames.map((name) => ({
      name,
      learningRate: 0.1,
      rates: [],
      losses: [],
      training: of(0.006),
      test: of(0.23),
      accuracy: of(0.94),
    }));
  const facts: SchedulesFacts = {
    courses: courses(three),
    epochs: 10,
    decay: "a is larger",
    generalization: "unclear",
    warmUp: "unclear",
  };
  const all = variantsOf(facts, {
    decay: orders,
    generalization: orders,
    warmUp: orders,
    courses: [facts.courses, courses(one)],
  });
  assert.deepEqual(checkVariants(schedulesWords, all), []);
});

test("search: every verdict has correct words, with one seed and with three", () => {
  const facts: SearchFacts = {
    trials: [],
    importance: hyperparameterNames.map((name, i) => ({ name, share: three(0.7 / (i + 1)) })),
    budget: 32,
    random: three(0.11),
    grid: three(0.12),
    first: "learningRate",
    lead: "a is larger",
    order: "a is larger",
  };
  const all = variantsOf(facts, {
    first: hyperparameterNames,
    lead: orders,
    order: orders,
    random: [three(0.11), one(0.11)],
  });
  assert.deepEqual(checkVariants(searchWords, all), []);
  assert.match(searchWords({ ...facts, budget: 4 }).caution!.en, /two values each of learning rate and momentum\./);
});

test("structures: every verdict has correct words, with one seed and with three", () => {
  const networks = (of: (mean: number) => Summary): StructuresFacts["networks"] =>
    networkNames.map((network, i) => ({
      network,
      parameters: 10_000 * (i + 1),
      losses: [of(0.3), of(0.4)],
      best: 0.1,
    }));
  const facts: StructuresFacts = { rates: [0.1, 0.3], networks: networks(three), rate: "different" };
  const all = variantsOf(facts, {
    rate: ["same", "different", "unclear"],
    networks: [facts.networks, networks(one)],
  });
  assert.deepEqual(checkVariants(structuresWords, all), []);
});

test("the look has correct words for every outcome", () => {
  const facts = { surface: "beale", heights: new Float32Array(), path: [], arrival: 12 } as const;
  for (const optimizer of optimizerNames) {
    for (const [outcome, away] of [
      ["arrived", 0.05],
      ["on the way", 1.2],
      ["diverged", Infinity],
    ] as const) {
      const words = pathLook.words({ ...facts, optimizer, outcome, away });
      assert.deepEqual([...checkSentences(words), ...checkTerms(words)], []);
    }
  }
});
