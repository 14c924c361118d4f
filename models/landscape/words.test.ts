/** The words of the loss landscape on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSentences } from "../answer.ts";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { checkTerms } from "../terms.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { DimensionsFacts, FlatFacts, SaddleFacts, SpectrumFacts, StartsFacts, SurfaceFacts } from "./facts.ts";
import { planeLook } from "./looks/plane.ts";
import { pointLook } from "./looks/point.ts";
import { dimensionsWords, saddleWords, spectrumWords } from "./words.ts";
import { flatWords, startsWords, surfaceWords } from "./words-of-minima.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.98 * mean, mean, 1.02 * mean]);
const one = (mean: number): Summary => summarize([mean]);

test("saddle: every verdict has correct words, with one seed and with three", () => {
  const digits = (of: (mean: number) => Summary): SaddleFacts["digits"] => ({
    curvature: 0.28,
    negative: 288,
    size: 6634,
    theory: 17.6,
    slope: of(18.5),
    plateaus: [],
  });
  const facts: SaddleFacts = {
    ways: (["plain", "momentum", "noise"] as const).map((way) => ({
      way,
      growth: 1.05,
      theory: 47,
      slope: three(47),
      updates: [],
      onLine: null,
      path: new Float32Array(),
    })),
    distances: [],
    digits: digits(three),
    momentum: "a is larger",
    noise: "helps",
    eigenvalue: "right",
  };
  const all = variantsOf(facts, {
    momentum: orders,
    noise: ["helps", "does not help", "not needed"],
    eigenvalue: ["right", "wrong"],
    digits: [facts.digits, digits(one)],
  });
  assert.deepEqual(checkVariants(saddleWords, all), []);
});

test("dimensions: every verdict has correct words, with one seed and with three", () => {
  const kinds = (of: (mean: number) => Summary): DimensionsFacts["kinds"] =>
    [1, 2, 10].map((dimensions) => ({
      dimensions,
      minima: of(0.5 / dimensions),
      saddles: of(1 - 1 / dimensions),
      maxima: of(0.5 / dimensions),
    }));
  const facts: DimensionsFacts = { kinds: kinds(three), matrices: 2000, growth: "a is larger" };
  const all = variantsOf(facts, { growth: orders, kinds: [facts.kinds, kinds(one)] });
  assert.deepEqual(checkVariants(dimensionsWords, all), []);
});

test("spectrum: every verdict has correct words, with one seed and with three", () => {
  const stages = (of: (mean: number) => Summary): SpectrumFacts["stages"] =>
    (["start", "early", "rest", "zero"] as const).map((stage, i) => ({
      stage,
      update: of(6000 * i),
      loss: of(0.65),
      gradient: of(0.00001),
      lowest: of(-0.1),
      highest: of(1.7),
      negative: of([150, 90, 0, 54][i]!),
    }));
  const facts: SpectrumFacts = {
    stages: stages(three),
    spectra: [],
    descents: [],
    size: 370,
    strength: 0.003,
    tolerance: 0.00001,
    early: "curved downward",
    end: "minima",
    zero: "saddle points",
  };
  const all = variantsOf(facts, {
    early: ["curved downward", "not everywhere"],
    end: ["minima", "saddle points", "not at rest"],
    zero: ["saddle points", "other points"],
    stages: [facts.stages, stages(one)],
  });
  assert.deepEqual(checkVariants(spectrumWords, all), []);
});

test("surface: every verdict has correct words, with one seed and with three", () => {
  const facts: SurfaceFacts = {
    highest: three(0.72),
    lowest: three(-0.007),
    alongHighest: three(0.74),
    alongLowest: three(-0.007),
    random: three(0.0021),
    directions: 20,
    downward: three(0),
    planes: [],
    order: "a is larger",
    below: "hidden",
  };
  const all = variantsOf(facts, {
    order: orders,
    below: ["none", "hidden", "found"],
    highest: [facts.highest, one(0.72)],
  });
  assert.deepEqual(checkVariants(surfaceWords, all), []);
});

test("flat: every verdict has correct words, with one seed and with three", () => {
  const groups = (of: (mean: number) => Summary): FlatFacts["groups"] =>
    [8, 2000].map((batchSize) => ({
      batchSize,
      updates: of(900),
      loss: of(0.02),
      highest: of(0.2),
      error: of(0.092),
      testLoss: of(0.3),
    }));
  const facts: FlatFacts = {
    groups: groups(three),
    target: 0.02,
    even: 2,
    uneven: 9.1,
    sharpness: "a is larger",
    error: "a is larger",
  };
  const all = variantsOf(facts, { sharpness: orders, error: orders, groups: [facts.groups, groups(one)] });
  assert.deepEqual(checkVariants(flatWords, all), []);
});

test("starts: every verdict has correct words, with one seed and with three", () => {
  const facts: StartsFacts = {
    training: three(0.012),
    test: three(0.31),
    error: three(0.086),
    middle: three(0.9),
    correlation: 0.2,
    lines: [],
    updates: 2000,
    ends: "alike",
    relation: "unclear",
    barrier: "a is larger",
  };
  const all = variantsOf(facts, {
    ends: ["alike", "different"],
    relation: ["lower", "higher", "unclear"],
    barrier: orders,
    training: [facts.training, one(0.012)],
  });
  assert.deepEqual(checkVariants(startsWords, all), []);
});

test("the look has correct words for every kind of point", async () => {
  for (const [w1, w2] of [
    [0, 0],
    [0.8, 1.25],
    [1, -0.5],
  ] as const) {
    const words = pointLook.words(await pointLook.view({ w1, w2 }, () => Promise.reject(new Error())));
    assert.deepEqual([...checkSentences(words), ...checkTerms(words)], []);
  }
});

test("the look has correct words for a plane with and without a lower loss", () => {
  const plane = { plane: "random", losses: new Float32Array(), places: 25, span: 1, eigenvalues: null } as const;
  const [lowest, lower] = [0.3, 0.2].map((least) => planeLook.words({ ...plane, here: 0.3, least, edge: 2.1 }));
  assert.match(lowest!.en, /Nowhere on this plane/);
  assert.match(lower!.en, /Elsewhere on this plane/);
  for (const words of [lowest!, lower!]) assert.deepEqual([...checkSentences(words), ...checkTerms(words)], []);
});
