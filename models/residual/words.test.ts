/** The words of residual connections on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSentences } from "../answer.ts";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { checkTerms } from "../terms.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { DepthFacts, LandscapeFacts, Relief, RemediesFacts } from "./facts.ts";
import { signalsLook } from "./looks/signals.ts";
import { ways } from "./signals.ts";
import { landscapeWords } from "./words-of-landscape.ts";
import { depthWords, remediesWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.98 * mean, mean, 1.02 * mean]);
const one = (mean: number): Summary => summarize([mean]);
type Of = (mean: number) => Summary;

const signals = { forward: [1, 0.06], backward: [0.31, 1] };

test("depth: every verdict has correct words", () => {
  const deepening = (of: Of, shortcut: boolean) => ({
    shortcut,
    learningRate: 0.1,
    losses: [0.95, 1.27, 1.47].map(of),
    accuracies: [0.63, 0.52, 0.44].map(of),
  });
  const facts = (of: Of): DepthFacts => ({
    depths: [8, 20, 32],
    steps: 200,
    plain: [deepening(of, false), deepening(of, false)],
    residual: deepening(of, true),
    best: [0, 1, 1],
    sameRate: "stuck",
    bestRate: "learns",
    degradation: "a is larger",
    deeper: "unclear",
    gap: "a is larger",
    signals: ways.map((way) => ({ way, signals })),
  });
  const found = [
    ...variantsOf(facts(three), {
      sameRate: ["stuck", "sometimes stuck", "learns"],
      bestRate: ["stuck", "sometimes stuck", "learns"],
      degradation: orders,
      deeper: orders,
      gap: orders,
    }),
    facts(one),
  ];
  assert.deepEqual(checkVariants(depthWords, found), []);
  assert.match(depthWords(facts(three)).answer.en, /not yet the degradation that He et al\. describe/);
  const partly = depthWords({ ...facts(three), bestRate: "sometimes stuck" }).answer.en;
  assert.match(partly, /degradation cannot be measured/);
  assert.doesNotMatch(partly, /that is degradation/);
});

test("remedies: every verdict has correct words", () => {
  const every = orders.flatMap((slow) => orders.flatMap((scaled) => orders.map((adam) => ({ slow, scaled, adam }))));
  const facts = (of: Of): RemediesFacts => ({
    depth: 32,
    steps: 312,
    trials: (["plain", "slow", "scaled", "adam", "residual", "residualAdam"] as const).map((remedy, i) => ({
      remedy,
      learningRate: 0.1,
      loss: of(1),
      accuracy: of([0.1, 0.39, 0.44, 0.54, 0.57, 0.69][i]!),
      curve: [],
    })),
    helping: every[0]!,
    residual: "a is larger",
  });
  const found = [...variantsOf(facts(three), { helping: every, residual: orders }), facts(one)];
  assert.deepEqual(checkVariants(remediesWords, found), []);
});

test("landscape: every verdict has correct words", () => {
  const reliefs = (of: Of): Relief[] =>
    [8, 32].flatMap((depth) =>
      [false, true].map((shortcut) => ({
        depth,
        shortcut,
        training: of(0.9),
        center: of(0.8),
        far: of(shortcut ? 6.6 : 6400),
        nonConvexity: of(0.2),
        sharpest: of(shortcut ? 210 : 10_000),
      })),
    );
  const every = orders.flatMap((far) =>
    orders.flatMap((sharpest) => orders.map((nonConvexity) => ({ far, sharpest, nonConvexity }))),
  );
  const facts: LandscapeFacts = {
    span: 0.5,
    reliefs: reliefs(three),
    orders: every[0]!,
    training: "a is larger",
    plain: "a is larger",
    residual: "unclear",
    surfaces: [],
  };
  const found = [
    ...variantsOf(facts, { orders: every, training: orders, plain: orders, residual: orders }),
    { ...facts, reliefs: reliefs(one) },
  ];
  assert.deepEqual(checkVariants(landscapeWords, found), []);
});

test("the look's words are correct", () => {
  for (const verdict of ["fade", "stay", "grow"] as const) {
    const words = signalsLook.words({ layers: 32, way: "plain", signals, forward: 0.06, verdict });
    assert.deepEqual([...checkSentences(words), ...checkTerms(words)], []);
  }
});
