/** The words of the simple recurrent network on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type { LoopFacts, MemoryFacts } from "./facts.ts";
import { loopWords, memoryWords } from "./words.ts";

test("loop: equal and different forms have correct words", () => {
  const comparison = {
    tokens: 64,
    operations: { folded: 27, unrolled: 658 },
    nats: { folded: 2.2654, unrolled: 2.2654 },
  };
  const graph = { kind: "graph", title: "", nodes: [], edges: [] } as const;
  const facts: LoopFacts = {
    parameters: 5324,
    comparisons: [{ ...comparison, difference: 9e-7 }],
    forms: "equal",
    folded: graph,
    unrolled: graph,
  };
  const comparisons = [facts.comparisons, [{ ...comparison, difference: 0 }], [{ ...comparison, difference: 0.02 }]];
  assert.deepEqual(checkVariants(loopWords, variantsOf(facts, { forms: ["equal", "different"], comparisons })), []);
});

test("memory: every trend and order has correct words, with one seed and with three", () => {
  const curves = (values: readonly (readonly number[])[]) =>
    (["SRN", "LSTM", "open LSTM"] as const).map((kind) => ({ kind, accuracy: values.map((one) => summarize(one)) }));
  const orders = ["a is larger", "b is larger", "unclear"] as const;
  const facts: MemoryFacts = {
    lengths: [5, 35],
    curves: curves([
      [0.98, 0.97, 0.99],
      [0.1, 0.09, 0.11],
    ]),
    chance: 0.1,
    fading: "falls",
    gates: "a is larger",
    opening: "unclear",
    luck: "matters",
  };
  const variants = variantsOf(facts, {
    fading: ["rises", "falls", "peaks", "dips", "unclear"],
    gates: orders,
    opening: orders,
    luck: ["matters", "does not matter"],
    curves: [facts.curves, curves([[1], [0]])],
  });
  assert.deepEqual(checkVariants(memoryWords, variants), []);
  assert.match(memoryWords({ ...facts, fading: "unclear" }).answer.en, /does not fall measurably/);
});
