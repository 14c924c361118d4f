/** The words of regularization on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSentences } from "../answer.ts";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { checkTerms } from "../terms.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { EarlyFacts, L2DecayFacts, LinearityFacts, NormsFacts, PairFacts, StrengthFacts } from "./facts.ts";
import { curveLook } from "./looks/curve.ts";
import { kinds } from "./train.ts";
import { earlyWords, strengthWords } from "./words-of-training.ts";
import { l2DecayWords, linearityWords, normsWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const trends = ["rises", "falls", "peaks", "dips", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.98 * mean, mean, 1.02 * mean]);
const one = (mean: number): Summary => summarize([mean]);
type Of = (mean: number) => Summary;

test("l2-decay: every verdict has correct words", () => {
  const sameness = ["same", "different", "unclear"] as const;
  const pairs = (of: Of): PairFacts[] =>
    (["SGD", "momentum", "Adam"] as const).map((name, i) => {
      const trace = (kept: number) => ({ hidden: of(7), output: of(3), kept: of(kept) });
      return {
        name,
        learningRate: 0.1,
        distance: of([6.9e-7, 0.04, 1.9][i]!),
        course: [],
        ways: { L2: trace(1e-4), decay: trace(0.996) },
      };
    });
  const facts: L2DecayFacts = {
    steps: 400,
    lambda: 0.01,
    pairs: pairs(three),
    sgd: "same",
    momentum: "different",
    adam: "different",
    pull: "a is larger",
  };
  const found = [
    ...variantsOf(facts, { sgd: sameness, momentum: sameness, adam: sameness, pull: orders }),
    { ...facts, pairs: pairs(one) },
  ];
  assert.deepEqual(checkVariants(l2DecayWords, found), []);
});

test("norms: every verdict has correct words", () => {
  const weights = (of: Of) =>
    kinds.map((kind) => ({
      kind,
      hidden: of(21.7),
      output: of(5),
      largest: of(2.49),
      small: of(0.44),
      loss: of(0.4),
      sample: new Float32Array(),
    }));
  const facts: NormsFacts = {
    near: 2e-3,
    bound: 1,
    kinds: weights(three),
    shrinking: "a is larger",
    sparsity: "a is larger",
    bounded: "kept",
  };
  const found = [
    ...variantsOf(facts, { shrinking: orders, sparsity: orders, bounded: ["kept", "exceeded"] }),
    { ...facts, kinds: weights(one) },
  ];
  assert.deepEqual(checkVariants(normsWords, found), []);
});

test("linearity: every course has correct words", () => {
  const series = (of: Of, values: readonly number[]) => values.map(of);
  const networks = (of: Of, [tanh, relu]: readonly (typeof trends)[number][]): LinearityFacts["networks"] =>
    (["tanh", "ReLU"] as const).map((activation, i) => ({
      activation,
      bend: series(of, [0.25, 0.1, 0.04]),
      training: series(of, [0.01, 0.1, 1.3]),
      test: series(of, [0.5, 0.48, 1.4]),
      trend: [tanh!, relu!][i]!,
    }));
  const facts: LinearityFacts = {
    lambdas: [1e-4, 1e-2, 1e-1],
    examples: 1000,
    networks: networks(three, ["falls", "falls"]),
    memorized: series(three, [0.95, 0.6, 0.12]),
    shuffled: 300,
    capacity: "falls",
    generalization: "dips",
    curves: { points: { x: [], y: [] }, fitted: [] },
  };
  const pairs = trends.flatMap((tanh) => trends.map((relu) => networks(three, [tanh, relu])));
  const found = [
    ...variantsOf(facts, { networks: pairs, capacity: trends, generalization: trends }),
    { ...facts, networks: networks(one, ["unclear", "unclear"]), memorized: series(one, [0.95, 0.6, 0.12]) },
  ];
  assert.deepEqual(checkVariants(linearityWords, found), []);
  assert.match(linearityWords(facts).answer.zh, /^是的：λ 越大/);
});

test("early: every order has correct words", () => {
  const facts = (of: Of): EarlyFacts => ({
    epochs: 100,
    chosen: 10,
    waiting: [0, 1, 2, 5, 10, 20].map((patience) => ({
      patience,
      stopped: of(20),
      best: of(15),
      validation: of(0.39),
      test: of(0.36),
    })),
    end: { training: of(0.001), validation: of(0.54), test: of(0.48) },
    course: { training: [1], validation: [1], test: [1] },
    helping: "a is larger",
    hasty: "unclear",
    patient: "unclear",
  });
  const found = [...variantsOf(facts(three), { helping: orders, hasty: orders, patient: orders }), facts(one)];
  assert.deepEqual(checkVariants(earlyWords, found), []);
});

test("strength: all, some and none of the kinds have correct words", () => {
  const sweeps = (of: Of, clear: (kind: number) => boolean): StrengthFacts["sweeps"] =>
    (["l1", "l2", "decay", "norm"] as const).map((kind, i) => {
      const order = clear(i) ? "a is larger" : "unclear";
      const losses = [0.45, 0.35 + 0.01 * i, 0.6].map(of);
      return { kind, strengths: [0.5, 1, 2], losses, best: 1, helping: order, excess: order, ahead: order };
    });
  const all = [() => true, (i: number) => i < 2, (i: number) => i === 3, () => false];
  const facts: StrengthFacts = {
    examples: 1000,
    none: three(0.46),
    sweeps: sweeps(three, all[0]!),
    bound: "unclear",
  };
  const found = [
    ...variantsOf(facts, { sweeps: all.map((clear) => sweeps(three, clear)), bound: orders }),
    { ...facts, none: one(0.46), sweeps: sweeps(one, all[3]!) },
  ];
  assert.deepEqual(checkVariants(strengthWords, found), []);
});

test("the look's words are correct", () => {
  const points = { x: [], y: [] };
  for (const shape of ["flat", "straight", "bent"] as const) {
    const facts = { lambda: 0.003, points, curve: points, straight: 0.62, range: 0.9, shape };
    const words = curveLook.words(facts);
    assert.deepEqual([...checkSentences(words), ...checkTerms(words)], []);
  }
});
