/** The words of the Transformer on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type {
  CacheFacts,
  ContextFacts,
  DepthFacts,
  LayersFacts,
  PositionsFacts,
  RivalsFacts,
  TranslationFacts,
} from "./facts.ts";
import { rivalsWords, translationWords } from "./words-of-rivals.ts";
import { cacheWords, contextWords, depthWords, layersWords, positionsWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const trends = ["rises", "falls", "peaks", "dips", "unclear"] as const;
const three = (mean: number): Summary => summarize([mean - 0.01, mean, mean + 0.01]);
const one = (mean: number): Summary => summarize([mean]);

test("context: every order has correct words, with one seed and with three", () => {
  const variants = (of: (mean: number) => Summary) =>
    (["attention", "window", "uniform", "random", "previous"] as const).map((kind, i) => ({
      kind,
      nats: of(1.7 + i / 10),
    }));
  const facts: ContextFacts = {
    variants: variants(three),
    window: 8,
    context: 64,
    uniform: "a is larger",
    near: "a is larger",
    previous: "a is larger",
  };
  const all = variantsOf(facts, {
    uniform: orders,
    near: orders,
    previous: orders,
    variants: [facts.variants, variants(one)],
  });
  assert.deepEqual(checkVariants(contextWords, all), []);
  assert.match(contextWords({ ...facts, uniform: "unclear" }).answer.en, /no measurable difference/);
});

test("positions: every order has correct words", () => {
  const variants = (of: (mean: number) => Summary) =>
    (["none", "sinusoidal", "learned", "rotary"] as const).map((kind, i) => ({ kind, nats: of(1.9 - i / 10) }));
  const facts: PositionsFacts = { variants: variants(three), missing: "a is larger", rotary: "a is larger" };
  const all = variantsOf(facts, { missing: orders, rotary: orders, variants: [facts.variants, variants(one)] });
  assert.deepEqual(checkVariants(positionsWords, all), []);
});

test("depth: every order and trend has correct words", () => {
  const curves = (of: (mean: number) => Summary) =>
    (["pre", "post", "none"] as const).map((kind, i) => ({ kind, nats: [of(2), of(1.8 + i / 2)], failed: i }));
  const facts: DepthFacts = {
    layers: [2, 16],
    curves: curves(three),
    chance: 2.83,
    deepest: "a is larger",
    place: "a is larger",
    gain: "falls",
  };
  const all = variantsOf(facts, {
    deepest: orders,
    place: orders,
    gain: trends,
    curves: [facts.curves, curves(one)],
  });
  assert.deepEqual(checkVariants(depthWords, all), []);
});

test("rivals: every order has correct words", () => {
  const rivals = (of: (mean: number) => Summary) =>
    (["SRN", "LSTM", "Transformer"] as const).map((kind) => ({
      kind,
      parameters: 111_000,
      nats: of(1.6),
      seconds: of(20),
      timed: of(1.7),
      recall: [of(0.98), of(0.5)],
    }));
  const facts: RivalsFacts = {
    characters: 1_536_000,
    rivals: rivals(three),
    distances: [4, 32],
    chance: 1 / 16,
    text: "a is larger",
    time: "a is larger",
    far: "a is larger",
  };
  const all = variantsOf(facts, { text: orders, time: orders, far: orders, rivals: [facts.rivals, rivals(one)] });
  assert.deepEqual(checkVariants(rivalsWords, all), []);
});

test("layers: every order and trend has correct words", () => {
  const probes = (of: (mean: number) => Summary) =>
    (["previous", "third", "place", "next"] as const).map((property) => ({
      property,
      accuracy: [of(0.2), of(0.4), of(0.6)],
    }));
  const facts: LayersFacts = {
    probes: probes(three),
    guesses: [0.17, 0.17, 0.22, 0.17],
    distances: [three(4), three(9)],
    weights: [],
    text: "She was",
    reading: "rises",
    context: "a is larger",
  };
  const all = variantsOf(facts, { reading: trends, context: orders, probes: [facts.probes, probes(one)] });
  assert.deepEqual(checkVariants(layersWords, all), []);
});

test("cache: equal and different logits have correct words", () => {
  const facts: CacheFacts = {
    tokens: 256,
    difference: 4e-7,
    verdict: "equal",
    lengths: [128, 256],
    cached: [0.001, 0.001],
    repeated: [0.01, 0.02],
    speedup: 15,
  };
  const all = variantsOf(facts, { verdict: ["equal", "different"], difference: [4e-7, 0, 0.02] });
  assert.deepEqual(checkVariants(cacheWords, all), []);
});

test("translation: every order has correct words", () => {
  const translators = (of: (mean: number) => Summary) =>
    (["Transformer", "RNN"] as const).map((kind) => ({ kind, bleu: of(0.3), parameters: 700_000 }));
  const facts: TranslationFacts = { translators: translators(three), pairs: 5429, steps: 2000, order: "a is larger" };
  const all = variantsOf(facts, { order: orders, translators: [facts.translators, translators(one)] });
  assert.deepEqual(checkVariants(translationWords, all), []);
});
