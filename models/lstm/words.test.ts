/** The words of long short-term memory on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import { type Effect, type GatesFacts, type ReadingFacts, variants } from "./facts.ts";
import { gatesWords, readingWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const one = summarize([0.7]);
const three = summarize([0.7, 0.72, 0.71]);

test("gates: every effect of a removal has correct words, with one seed and with three", () => {
  const results = (sums: typeof one) =>
    variants.map((variant) => ({ variant, sums, nats: summarize(sums.values.map((x) => 2 * x)), size: sums }));
  const facts: GatesFacts = {
    digits: 20,
    passage: 1000,
    results: results(three),
    effects: { forget: "worse at both", input: "no difference", output: "worse at text" },
    keeping: "a is larger",
  };
  const all: Effect[] = ["worse at both", "worse at sums", "worse at text", "no difference", "better", "mixed"];
  const variantsOfFacts = variantsOf(facts, {
    effects: all.map((effect) => ({ forget: effect, input: effect, output: effect })),
    keeping: orders,
    results: [facts.results, results(one)],
  });
  assert.deepEqual(checkVariants(gatesWords, variantsOfFacts), []);
  assert.match(gatesWords(facts).answer.en, /Without the input gate, there is no measurable difference\./);
  assert.match(gatesWords({ ...facts, results: results(one) }).answer.en, /too few seeds/);
});

test("reading: every verdict has correct words, with one seed and with three", () => {
  const facts = (value: typeof one): ReadingFacts => ({
    read: 20_000,
    hidden: 128,
    open: { forget: value, input: value, output: value },
    spaces: value,
    elsewhere: value,
    forgetting: "unclear",
    lasting: value,
    line: value,
    follows: "reached",
    example: { characters: ["a"], cells: [] },
  });
  const verdicts = { forgetting: orders, follows: ["reached", "missed", "unclear"] as const };
  const found = [...variantsOf(facts(three), verdicts), ...variantsOf(facts(one), verdicts)];
  assert.deepEqual(checkVariants(readingWords, found), []);
  assert.match(readingWords({ ...facts(three), follows: "missed" }).answer.en, /No cell closely follows/);
});
