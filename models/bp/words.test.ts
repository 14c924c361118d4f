/** The words of back-propagation by hand on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { DeltasFacts, RegularizerFacts } from "./facts.ts";
import { deltasWords, regularizerWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.98 * mean, mean, 1.02 * mean]);
const one = (mean: number): Summary => summarize([mean]);

test("deltas: every order has correct words, with one seed and with three", () => {
  const flows = (of: (mean: number) => Summary) =>
    (["logistic", "tanh", "relu"] as const).map((activation, i) => ({
      activation,
      units: [[0.1]],
      shares: [of([0.003, 0.6, 0.2][i]!), of(1)],
      factor: of([0.24, 0.9, 0.67][i]!),
      loss: of([2.3, 0.01, 0.006][i]!),
    }));
  const facts: DeltasFacts = { flows: flows(three), layers: 5, vanishing: "a is larger", loss: "a is larger" };
  const all = variantsOf(facts, { vanishing: orders, loss: orders, flows: [facts.flows, flows(one)] });
  assert.deepEqual(checkVariants(deltasWords, all), []);
  assert.match(deltasWords({ ...facts, loss: "unclear" }).answer.en, /no measurable difference/);
});

test("regularizer: every order and verdict has correct words", () => {
  const trained = (of: (mean: number) => Summary) =>
    [0, 1e-3, 0.1].map((lambda, i) => ({
      lambda,
      course: [],
      weights: of([15.6, 12.4, 4.4][i]!),
      train: of(0.01 + lambda),
      test: of([0.44, 0.38, 0.6][i]!),
    }));
  const facts: RegularizerFacts = {
    difference: 0,
    verdict: "equal",
    trained: trained(three),
    rest: three(-0.999),
    chosen: 1e-3,
    shrinking: "a is larger",
    helping: "a is larger",
    excess: "a is larger",
  };
  const all = variantsOf(facts, {
    verdict: ["equal", "different"],
    difference: [0, 3e-12, 0.1],
    shrinking: orders,
    helping: orders,
    excess: orders,
    trained: [facts.trained, trained(one)],
  });
  assert.deepEqual(checkVariants(regularizerWords, all), []);
});
