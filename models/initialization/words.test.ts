/** The words of initialization on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { VarianceFacts, ZeroFacts } from "./facts.ts";
import { varianceWords, zeroWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.98 * mean, mean, 1.02 * mean]);
const one = (mean: number): Summary => summarize([mean]);

test("variance: every verdict has correct words", () => {
  const profile = { values: [1, 1], gradients: [1, 1], theory: { values: [1, 1], gradients: [1, 1] } };
  const facts: VarianceFacts = {
    schemes: (["relu_small", "relu_xavier", "relu_he", "relu_large"] as const).map((scheme, i) => ({
      scheme,
      profile,
      growth: [0.12, 0.5, 1, 5.1][i]!,
      farthest: 1.1,
    })),
    layers: 20,
    worst: 1.14,
    theory: "right",
    he: "kept",
  };
  const all = variantsOf(facts, { theory: ["right", "wrong"], he: ["kept", "not kept"], worst: [1.14, 30] });
  assert.deepEqual(checkVariants(varianceWords, all), []);
});

test("zero: every verdict has correct words, with one seed and with three", () => {
  const starts = (of: (mean: number) => Summary) =>
    (["zero tanh", "zero sigmoid", "constant", "Gaussian"] as const).map((start, i) => ({
      start,
      hidden: of(i / 10),
      output: of(i / 10),
      rank: of([0, 1, 1, 32][i]!),
      accuracy: of([0.126, 0.34, 0.27, 0.9][i]!),
      losses: [2.3, 2.2],
    }));
  const facts: ZeroFacts = {
    starts: starts(three),
    units: 32,
    pictures: [],
    dead: "no gradient",
    symmetry: "kept",
    order: "a is larger",
  };
  const all = variantsOf(facts, {
    dead: ["no gradient", "some gradient"],
    symmetry: ["kept", "broken"],
    order: orders,
    starts: [facts.starts, starts(one)],
  });
  assert.deepEqual(checkVariants(zeroWords, all), []);
});
