/** The words of the multi-layer perceptron on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { ActivationsFacts, RegionsFacts } from "./facts.ts";
import { activationsWords, regionsWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const trends = ["rises", "falls", "peaks", "dips", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.99 * mean, mean, 1.01 * mean]);
const one = (mean: number): Summary => summarize([mean]);

test("regions: every order and trend has correct words, with one seed and with three", () => {
  const networks = (of: (mean: number) => Summary) =>
    (["linear", "one", "two", "four", "eight", "deep", "sixteen"] as const).map((network, i) => ({
      network,
      parameters: 10 * i,
      accuracy: of(0.86 + i / 60),
      worst: of(0.8),
    }));
  const facts: RegionsFacts = {
    networks: networks(three),
    maps: [],
    points: [],
    linear: "unclear",
    units: "rises",
    depth: "unclear",
  };
  const all = variantsOf(facts, {
    linear: orders,
    units: trends,
    depth: orders,
    networks: [facts.networks, networks(one)],
  });
  assert.deepEqual(checkVariants(regionsWords, all), []);
});

test("activations: every order has correct words", () => {
  const courses = (of: (mean: number) => Summary) =>
    (["sigmoid", "tanh", "relu", "leakyRelu", "elu", "gelu"] as const).map((name, i) => ({
      name,
      gradients: [0.1],
      first: of([0.017, 1, 2, 2, 7.7, 2][i]!),
      slope: of(0.3),
      loss: of(0.2),
      accuracy: of(i === 0 ? 0.113 : 0.95),
      dead: of(0.1),
      diverged: 0,
      curve: [],
    }));
  const facts: ActivationsFacts = {
    usual: courses(three),
    low: courses(three),
    bias: -10,
    slopes: [],
    gradient: "a is larger",
    learning: "a is larger",
    dying: "no gradient",
    leak: "a is larger",
  };
  const all = variantsOf(facts, {
    gradient: orders,
    learning: orders,
    dying: ["no gradient", "some gradient"],
    leak: orders,
    usual: [facts.usual, courses(one)],
  });
  assert.deepEqual(checkVariants(activationsWords, all), []);
});
