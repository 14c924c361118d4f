/** The words of self-attention on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { ContextFacts, CostFacts, HeadsFacts, LayerKind, OrderFacts, OutsideFacts, QueryFacts } from "./facts.ts";
import { contextWords, costWords, headsWords, orderWords, outsideWords, queryWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const reaches = ["reached", "missed", "unclear"] as const;
const three = (mean: number): Summary => summarize([mean - 0.01, mean, mean + 0.01]);
const one = (mean: number): Summary => summarize([mean]);

test("order: every verdict has correct words, with one seed and with three", () => {
  const tasks = (of: (mean: number) => Summary) =>
    (["previous", "mirror"] as const).map((task) => ({ task, with: of(0.98), without: of(0.14) }));
  const facts: OrderFacts = { tasks: tasks(three), chance: 1 / 7, reached: "reached", blind: "reached", bar: 0.99 };
  const all = variantsOf(facts, { reached: reaches, blind: reaches, tasks: [facts.tasks, tasks(one)] });
  assert.deepEqual(checkVariants(orderWords, all), []);
});

test("context: every order has correct words, with examples and without", () => {
  const own = { words: ["They", "can", "fish"], place: 2, tag: "VERB" };
  const facts: ContextFacts = {
    agreement: [three(0.5), three(0.9)],
    occurrences: 800,
    words: 40,
    order: "a is larger",
    examples: [{ own, nearest: own }],
  };
  const all = variantsOf(facts, {
    order: orders,
    examples: [facts.examples, []],
    agreement: [facts.agreement, [one(0.5), one(0.9)]],
  });
  assert.deepEqual(checkVariants(contextWords, all), []);
});

test("query: every verdict has correct words", () => {
  const facts: QueryFacts = {
    words: ["They", "fish"],
    weights: [
      [0.5, 0.5],
      [0.1, 0.9],
    ],
    place: 1,
    difference: 3e-7,
    verdict: "equal",
    own: three(0.12),
    equal: three(0.09),
    self: "a is larger",
    terms: [three(0.5), three(0.1), three(0.3), three(0.1)],
  };
  const all = variantsOf(facts, {
    verdict: ["equal", "different"],
    self: orders,
    difference: [0, 3e-7, 0.02],
    own: [facts.own, one(0.12)],
  });
  assert.deepEqual(checkVariants(queryWords, all), []);
});

test("outside: every order has correct words", () => {
  const facts: OutsideFacts = { own: three(0.95), outside: three(0.92), alone: 0.91, order: "a is larger" };
  const all = variantsOf(facts, { order: orders, own: [facts.own, one(0.95)] });
  assert.deepEqual(checkVariants(outsideWords, all), []);
});

test("heads: every order has correct words", () => {
  const facts: HeadsFacts = {
    all: three(0.95),
    drops: [
      [three(0.02), three(0)],
      [three(0.01), three(0)],
    ],
    none: three(0.85),
    together: three(0.1),
    single: three(0.03),
    shared: "a is larger",
  };
  assert.deepEqual(checkVariants(headsWords, variantsOf(facts, { shared: orders, all: [facts.all, one(0.95)] })), []);
});

test("cost: attention that is cheaper at all, some or no lengths has correct words", () => {
  const layer = (kind: LayerKind, last: number, exponent: number) => ({
    kind,
    multiplications: [1e4, 2e4],
    seconds: [1e-4, last],
    exponent,
  });
  const facts: CostFacts = {
    lengths: [16, 1024],
    features: 64,
    kernel: 3,
    layers: [layer("attention", 0.03, 1.9), layer("convolution", 0.002, 1), layer("recurrence", 0.004, 1)],
    cheaper: 16,
  };
  assert.deepEqual(checkVariants(costWords, variantsOf(facts, { cheaper: [null, 16, 1024] })), []);
  assert.match(costWords({ ...facts, cheaper: null }).answer.en, /at every length/);
});
