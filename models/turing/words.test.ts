/** The words of the Turing completeness of recurrent networks on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { CountingFacts, StackFacts } from "./facts.ts";
import { countingWords, stackWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const three = (mean: number): Summary => summarize([mean - 1, mean, mean + 1]);
const one = (mean: number): Summary => summarize([mean]);

test("stack: the words are correct", () => {
  const facts: StackFacts = {
    shares: { f32: [1, 0.5], f64: [1, 1] },
    single: 12,
    double: 26,
    words: 202,
    course: { program: [0, 2], numbers: [0, 0.25, 0], tops: [0, 0] },
  };
  assert.deepEqual(checkVariants(stackWords, variantsOf(facts, { single: [1, 12] })), []);
});

test("counting: every order has correct words, with one seed and with three", () => {
  const cells = (of: (mean: number) => Summary, means = [21.2, 21.8, 36.2]) =>
    (["SRN", "GRU", "LSTM"] as const).map((kind, i) => ({ kind, reach: of(means[i]!), shares: [1, 0.4] }));
  const facts: CountingFacts = {
    trained: 20,
    cells: cells(three),
    overSRN: "a is larger",
    overGRU: "unclear",
  };
  const [short, further] = [cells(three, [12, 21, 36]), cells(three, [41, 21, 36])];
  const all = variantsOf(facts, { overSRN: orders, overGRU: orders, cells: [facts.cells, short, further, cells(one)] });
  assert.deepEqual(checkVariants(countingWords, all), []);
  assert.match(countingWords(facts).answer.en, /^They learn .* most not much further\./);
  assert.match(countingWords({ ...facts, cells: short }).answer.en, /^Not all of them learn/);
  assert.match(countingWords({ ...facts, cells: further }).answer.en, /^They learn .* most of them much further\./);
});
