/** The words of restricted Boltzmann machines on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type { AISFacts, GradientFacts, UndirectedFacts, Way } from "./facts.ts";
import { aisWords, gradientWords, samplesWords, undirectedWords } from "./words.ts";

const three = summarize([0.17, 0.18, 0.19]);

test("undirected: every verdict has correct words", () => {
  const facts: UndirectedFacts = {
    weights: [[1]],
    dependence: { hidden: 0.056, visible: 0.2, hiddenGivenVisible: 0, visibleGivenHidden: 0 },
    correlations: { hidden: [[1]], hiddenGivenVisible: [[1]] },
    slopes: [{ twoPhases: 0.1, differences: 0.1 + 1e-8, dataAlone: 0.4 }],
    errors: [
      { draws: 100, error: 0.03 },
      { draws: 1_000_000, error: 0.00026 },
    ],
    independence: "holds",
    phases: "agree",
    sampling: "converges",
  };
  const variants = variantsOf(facts, {
    independence: ["holds", "fails"],
    phases: ["agree", "differ"],
    sampling: ["converges", "stays off"],
  });
  assert.deepEqual(checkVariants(undirectedWords, variants), []);
});

test("gradient: every verdict has correct words", () => {
  const contrasts = [{ k: 1, bias: three, cosine: three, sampled: three }];
  const facts: GradientFacts = {
    updates: 20_000,
    stages: [
      { updates: 0, contrasts },
      { updates: 20_000, contrasts },
    ],
    ends: [
      { k: 1, divergence: three },
      { k: "exact", divergence: summarize([0.02, 0.03, 0.02]) },
    ],
    growth: "rises",
    more: "unclear",
    direction: "uphill",
    cost: "a is larger",
  };
  const variants = variantsOf(facts, {
    growth: ["rises", "falls", "peaks", "dips", "unclear"],
    more: ["a is larger", "b is larger", "unclear"],
    direction: ["uphill", "partly downhill"],
    cost: ["a is larger", "b is larger", "unclear"],
  });
  assert.deepEqual(checkVariants(gradientWords, variants), []);
});

test("ais: reliable and unreliable estimates have correct words", () => {
  const trial = { temperatures: 10, error: summarize([-10, -9, -11]), intervals: [], effective: summarize([4, 5, 6]) };
  const facts: AISFacts = {
    chains: 100,
    trials: [trial, { ...trial, error: summarize([0.03]) }],
    reliable: 3000,
    few: "too low",
  };
  const variants = variantsOf(facts, { reliable: [3000, null], few: ["too low", "off", "contain it"] });
  assert.deepEqual(checkVariants(aisWords, variants), []);
});

test("samples: every verdict has correct words", () => {
  const chains = { excess: [{ sweeps: 1000, nats: 19.2 }], energies: [] };
  const way: Way = {
    training: "persistent CD",
    digitEnergies: [-120, -121],
    fromNoise: { ...chains, excess: [{ sweeps: 1000, nats: -3.4 }] },
    fromDigits: chains,
    strip: { sweeps: [], chains: 0, pixels: new Uint8Array() },
    start: "forgotten",
    noise: "above",
  };
  const variants = variantsOf(way, { start: ["forgotten", "remembered"], noise: ["above", "below", "the same"] });
  assert.deepEqual(
    checkVariants(
      samplesWords,
      variants.map((last) => ({ ways: [way, last], filters: new Int8Array() })),
    ),
    [],
  );
});
