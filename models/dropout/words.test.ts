/** The words of dropout on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSentences } from "../answer.ts";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { checkTerms } from "../terms.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { BayesianFacts, RateFacts, RecurrentFacts, SubnetworksFacts } from "./facts.ts";
import { gapLook } from "./looks/gap.ts";
import { rateWords, recurrentWords } from "./words-of-training.ts";
import { bayesianWords, subnetworksWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const reaches = ["reached", "missed", "unclear"] as const;
const agreements = ["equal", "different"] as const;
const three = (mean: number): Summary => summarize([0.98 * mean, mean, 1.02 * mean]);
const one = (mean: number): Summary => summarize([mean]);

test("subnetworks: every verdict has correct words", () => {
  const averaging = (of: (mean: number) => Summary, layers: number[], geometric: number) => ({
    layers,
    geometric,
    moved: of(0.21),
    agreeing: of(0.98),
    losses: { each: of(1.1), arithmetic: of(0.88), geometric: of(0.6), scaled: of(0.6) },
  });
  const facts: SubnetworksFacts = {
    units: 12,
    networks: 4096,
    one: averaging(three, [12], 1e-14),
    two: averaging(three, [6, 6], 0.025),
    oneLayer: "equal",
    twoLayers: "different",
    committee: "a is larger",
    scaling: "a is larger",
    example: { label: 3, drawn: [], all: [], arithmetic: 0.5, geometric: 0.5, scaled: 0.5 },
  };
  const found = [
    ...variantsOf(facts, { oneLayer: agreements, twoLayers: agreements, committee: orders, scaling: orders }),
    { ...facts, one: averaging(one, [12], 1e-14) },
  ];
  assert.deepEqual(checkVariants(subnetworksWords, found), []);
  assert.match(subnetworksWords(facts).answer.en, /^With one layer of dropped units, yes: /);
});

test("bayesian: every verdict has correct words, and the first sentence says what Θ is", () => {
  const spreading = (of: (mean: number) => Summary) =>
    ([1, 2, 3, 3] as const).map((depth, i) => ({
      depth,
      gap: i === 3 ? ([0.1, 0.7] as const) : ([-0.3, 0.3] as const),
      within: of([0.02, 0.1, 0.2, 0.07][i]!),
      near: of(0.08),
      ratio: of([0.3, 1.4, 2.5, 0.8][i]!),
      filled: of(0.07),
      filledRatio: of(0.9),
      missed: of(0.8),
    }));
  const band = { x: [], mean: [], std: [] };
  const facts: BayesianFacts = {
    rate: 0.1,
    samples: 300,
    cases: spreading(three),
    deep: "reached",
    flat: "missed",
    elsewhere: "unclear",
    missing: "a is larger",
    example: { points: { x: [], y: [] }, deep: band, flat: band, drawn: [], weights: [] },
  };
  const found = [
    ...variantsOf(facts, { deep: reaches, flat: reaches, elsewhere: reaches, missing: orders }),
    { ...facts, cases: spreading(one) },
  ];
  assert.deepEqual(checkVariants(bayesianWords, found), []);
  assert.match(bayesianWords(facts).answer.zh, /^Θ 就是网络的全部权重和偏置/);
});

test("recurrent: every order has correct words", () => {
  const ways = (of: (mean: number) => Summary) =>
    (["none", "step", "sequence"] as const).map((way, i) => ({
      way,
      losses: [of(0.1 + i), of(0.4 + i)],
      accuracies: [of(0.9), of(0.8)],
    }));
  const facts: RecurrentFacts = {
    lengths: [4, 12],
    rate: 0.25,
    chance: 2.8,
    ways: ways(three),
    sharing: "a is larger",
    growing: "a is larger",
    helping: "b is larger",
  };
  const found = [
    ...variantsOf(facts, { sharing: orders, growing: orders, helping: orders }),
    { ...facts, ways: ways(one) },
  ];
  assert.deepEqual(checkVariants(recurrentWords, found), []);
  assert.match(recurrentWords(facts).evidence.en, /For sequences of 12 digits/);
});

test("rate: every order has correct words", () => {
  const rated = (of: (mean: number) => Summary) =>
    [0, 0.25, 0.5].map((hidden) => ({
      input: hidden,
      hidden,
      validation: of(0.4 - 0.2 * hidden),
      test: of(0.4),
      accuracy: of(0.9),
    }));
  const facts: RateFacts = {
    examples: 1000,
    recipe: { input: 0.6, hidden: 0.25 },
    rated: rated(three),
    best: 1,
    helping: "a is larger",
    ahead: "unclear",
    excess: "a is larger",
  };
  const found = [
    ...variantsOf(facts, { helping: orders, ahead: orders, excess: orders }),
    { ...facts, rated: rated(one) },
  ];
  assert.deepEqual(checkVariants(rateWords, found), []);
});

test("the look's words are correct", () => {
  const band = { x: [], mean: [], std: [] };
  const facts = { from: -0.3, to: 0.3, points: { x: [], y: [] }, band, within: 0.2, near: 0.08, missed: 0.9 };
  const words = gapLook.words(facts);
  assert.deepEqual([...checkSentences(words), ...checkTerms(words)], []);
});
