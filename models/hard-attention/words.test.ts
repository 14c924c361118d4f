/** The words of hard attention on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type { DiscreteFacts, GlimpsesFacts, ScalesFacts, VarianceFacts } from "./facts.ts";
import { discreteWords, glimpsesWords, scalesWords, varianceWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const many = summarize([0.91, 0.9, 0.92]);
const few = summarize([0.4]);

test("glimpses: every order has correct words, with one seed and with three", () => {
  const course = (value: typeof few) => ({ accuracy: [value, value, value], distance: [value, value, value] });
  const facts: GlimpsesFacts = {
    learned: course(many),
    random: course(many),
    order: "a is larger",
    looking: "b is larger",
    size: 12,
    scales: [1, 2],
    examples: [],
  };
  const variants = variantsOf(facts, { order: orders, looking: orders, learned: [course(many), course(few)] });
  assert.deepEqual(checkVariants(glimpsesWords, variants), []);
  assert.match(glimpsesWords({ ...facts, order: "unclear" }).answer.en, /no measurable difference/);
});

test("discrete: both verdicts have correct words", () => {
  const facts: DiscreteFacts = {
    strip: new Uint8Array(8),
    side: 8,
    asked: 4,
    losses: [],
    positions: [],
    staircase: [],
    smooth: [{ deviation: 1, expected: [], slopes: [] }],
    flat: 0.95,
    smoothFlat: 0,
    verdict: "smooth",
    difference: 7e-7,
    distributions: [],
  };
  const variants = variantsOf(facts, { verdict: ["smooth", "unclear"], smoothFlat: [0, 0.003], difference: [0, 7e-7] });
  assert.deepEqual(checkVariants(discreteWords, variants), []);
  assert.notEqual(discreteWords({ ...facts, verdict: "unclear" }).answer.en, discreteWords(facts).answer.en);
});

test("variance: every verdict has correct words", () => {
  const estimators = (value: typeof few): VarianceFacts["estimators"] =>
    (["plain", "baseline", "straight-through", "soft"] as const).map((estimator) => ({
      estimator,
      bias: value,
      deviation: value,
      cosine: value,
      halved: value,
      end: value,
    }));
  const facts: VarianceFacts = {
    estimators: estimators(many),
    exactEnd: many,
    exactHalved: many,
    start: many,
    descents: [],
    baseline: "a is larger",
    straight: "reached",
    descent: "unclear",
    large: { plain: many, baseline: many, order: "unclear" },
  };
  const variants = variantsOf(facts, {
    baseline: orders,
    straight: ["reached", "missed", "unclear"],
    descent: orders,
    large: orders.map((order) => ({ plain: many, baseline: many, order })),
    exactEnd: [many, few],
    estimators: [estimators(many), estimators(few)],
  });
  assert.deepEqual(checkVariants(varianceWords, variants), []);
});

test("scales: every verdict has correct words", () => {
  const sights = (value: typeof few): ScalesFacts["sights"] =>
    [[1], [1, 2]].map((scales) => ({
      size: 12,
      scales,
      learned: [value, value],
      random: [value, value],
      order: "a is larger",
    }));
  const facts: ScalesFacts = {
    sights: sights(many),
    glimpses: "rises",
    gain: "a is larger",
    learned: "b is larger",
  };
  const variants = variantsOf(facts, {
    sights: [sights(many), sights(few)],
    glimpses: ["rises", "falls", "peaks", "dips", "unclear"],
    gain: orders,
    learned: orders,
  });
  assert.deepEqual(checkVariants(scalesWords, variants), []);
});
