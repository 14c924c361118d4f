/** The words of automatic differentiation on supporting and opposing facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import type { Cost, CostFacts, DifferencesFacts, GraphFacts } from "./facts.ts";
import { costWords, differencesWords, graphWords } from "./words.ts";

test("graph: both verdicts have correct words", () => {
  const node = (name: string, value: number, adjoint: number) => ({ name, operation: "", value, adjoint });
  const facts: GraphFacts = {
    nodes: [node("x", 1, 0), node("w", 0, 0.25), node("b", 0, 0.25), node("h6", 0.5, 1)],
    edges: [],
    difference: 7e-12,
    verdict: "equal",
  };
  const all = variantsOf(facts, { verdict: ["equal", "different"], difference: [0, 7e-12, 0.3] });
  assert.deepEqual(checkVariants(graphWords, all), []);
});

test("cost: either mode may win", () => {
  const cost = (kind: Cost["kind"], forward: number, reverse: number): Cost => ({
    kind,
    size: 4096,
    value: 65_536,
    multiplications: { forward, reverse },
    seconds: { forward: 1.2, reverse: 8e-5 },
  });
  const facts: CostFacts = {
    inputs: [cost("inputs", 5e8, 131_072)],
    outputs: [cost("outputs", 131_072, 5e8)],
    byInputs: "reverse",
    byOutputs: "forward",
  };
  const modes = ["forward", "reverse"] as const;
  assert.deepEqual(checkVariants(costWords, variantsOf(facts, { byInputs: modes, byOutputs: modes })), []);
});

test("differences: both verdicts have correct words", () => {
  const facts: DifferencesFacts = {
    errors: [],
    automatic: 1e-16,
    bestForward: { step: 1e-8, forward: 2e-9, central: 1e-9 },
    bestCentral: { step: 3e-6, forward: 1e-6, central: 2e-12 },
    verdict: "more exact",
  };
  const all = variantsOf(facts, { verdict: ["more exact", "less exact"], automatic: [0, 1e-16, 1e-3] });
  assert.deepEqual(checkVariants(differencesWords, all), []);
});
