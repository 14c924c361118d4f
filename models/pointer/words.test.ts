/** The words of the pointer network on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type { BeamFacts, LengthsFacts, SumFacts } from "./facts.ts";
import { beamWords, lengthsWords, sumWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const few = summarize([0.4]);
const many = summarize([0.99, 0.98, 1]);

test("sum: every order has correct words, with one seed and with three", () => {
  const facts: SumFacts = {
    lengths: [5, 10, 15],
    longest: 10,
    pointer: [many, many, many],
    summing: [many, many],
    order: "a is larger",
  };
  const variants = variantsOf(facts, {
    order: orders,
    pointer: [
      [many, many, many],
      [few, few, few],
    ],
  });
  assert.deepEqual(checkVariants(sumWords, variants), []);
  assert.match(sumWords({ ...facts, order: "unclear" }).answer.en, /no difference .* was measured/);
});

test("lengths: every trend and order has correct words", () => {
  const facts: LengthsFacts = {
    lengths: [5, 10, 30],
    longest: 10,
    masked: [many, many, many],
    unmasked: [many, many, many],
    area: [many, many, many],
    repeated: [summarize([0, 0, 0]), summarize([0.01, 0.02, 0]), summarize([0.3, 0.2, 0.4])],
    fading: "falls",
    masking: "unclear",
  };
  const variants = variantsOf(facts, {
    fading: ["rises", "falls", "peaks", "dips", "unclear"],
    masking: orders,
    masked: [facts.masked, [few, few, few]],
  });
  assert.deepEqual(checkVariants(lengthsWords, variants), []);
});

test("beam: every order has correct words", () => {
  const facts: BeamFacts = {
    widths: [1, 8],
    points: 10,
    exact: [many, many],
    scores: [summarize([-0.4, -0.5, -0.45]), summarize([-0.3, -0.4, -0.35])],
    better: "unclear",
    likelier: "a is larger",
    example: { points: [], hull: [], answer: [], probabilities: [] },
  };
  const variants = variantsOf(facts, {
    better: orders,
    likelier: orders,
    exact: [
      [many, many],
      [few, few],
    ],
  });
  assert.deepEqual(checkVariants(beamWords, variants), []);
});
