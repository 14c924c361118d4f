/** The words of back-propagation through time on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type {
  ExplosionFacts,
  GradientsFacts,
  JacobianFacts,
  RadiusFacts,
  ScalarFacts,
  TruncationFacts,
} from "./facts.ts";
import { explosionWords } from "./words-of-explosion.ts";
import { gradientsWords, jacobianWords } from "./words-of-networks.ts";
import { radiusWords, scalarWords, truncationWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const reach = ["reached", "missed", "unclear"] as const;
/** One value for three seeds, or one. */
const three = (value: number) => summarize([value, value * 1.01, value * 0.98]);
const one = (value: number) => summarize([value]);

test("scalar: gradients that vanish and grow have correct words", () => {
  const facts: ScalarFacts = {
    back: 20,
    weights: [0.9, 1.5, 2],
    cases: (["linear", "small", "large"] as const).map((kind) => ({
      kind,
      shares: [0.12, kind === "linear" ? 3325 : 3e-6, 1e-9].map((share) => [1, share]),
    })),
    closed: "equal",
    above: "all vanish",
  };
  const variants = variantsOf(facts, { closed: ["equal", "different"], above: ["all vanish", "some grow"] });
  assert.deepEqual(checkVariants(scalarWords, variants), []);
  assert.match(scalarWords({ ...facts, above: "some grow" }).answer.en, /still grows/);
});

test("radius: every verdict has correct words, with one seed and with three", () => {
  const cases = (values: typeof three) =>
    (["linear", "small", "large"] as const).map((kind) => ({ kind, growth: [values(0.6), values(1.5)] }));
  const facts: RadiusFacts = {
    radii: [0.6, 1.5],
    back: 30,
    cases: cases(three),
    deviation: 1e-6,
    linear: "equal",
    inputs: "a is larger",
    vanishing: "reached",
  };
  const variants = variantsOf(facts, {
    cases: [cases(three), cases(one)],
    linear: ["equal", "different"],
    inputs: orders,
    vanishing: reach,
  });
  assert.deepEqual(checkVariants(radiusWords, variants), []);
  assert.match(radiusWords({ ...facts, inputs: "unclear" }).answer.en, /no influence of the inputs/);
});

test("gradients: every verdict on gates has correct words", () => {
  const networks = (values: typeof three) =>
    (["SRN", "GRU", "LSTM", "open LSTM"] as const).map((kind, i) => {
      const logs = Array.from({ length: 21 }, (_, d) => values((-d * (i + 1)) / 20));
      const maps = { before: new Float32Array(1600), after: new Float32Array(1600) };
      return { kind, before: logs, after: logs, maps, slope: i < 2 ? null : values(0.1) };
    });
  const facts: GradientsFacts = {
    time: 40,
    distance: 20,
    steps: 1000,
    networks: networks(three),
    vanishing: "reached",
    gates: { gru: "a is larger", open: "a is larger" },
    opening: "a is larger",
    saturation: "reached",
  };
  const gates = orders.map((order) => ({ gru: order, open: order }));
  const variants = variantsOf(facts, {
    networks: [networks(three), networks(one)],
    vanishing: reach,
    gates,
    opening: orders,
    saturation: reach,
  });
  assert.deepEqual(checkVariants(gradientsWords, variants), []);
});

test("jacobian: every verdict on directions and products has correct words", () => {
  const networks = (values: typeof three, many: number) =>
    (["SRN", "open LSTM"] as const).map((kind) => ({
      kind,
      before: { one: [2], many: [0.1] },
      after: { one: [2], many: [0.1] },
      largest: values(2.5),
      median: values(0.1),
      chain: { different: [values(many)], repeated: [values(-2)], bound: [values(7.9)] },
      kept: values(0.1),
    }));
  const facts: JacobianFacts = {
    span: 20,
    spans: [20],
    steps: 1000,
    networks: networks(three, -3),
    stretching: "reached",
    shrinking: "reached",
    repeating: "a is larger",
    keeping: "a is larger",
  };
  const variants = variantsOf(facts, {
    networks: [networks(three, -3), networks(three, 0.5), networks(one, -3)],
    stretching: reach,
    shrinking: reach,
    repeating: orders,
    keeping: orders,
  });
  assert.deepEqual(checkVariants(jacobianWords, variants), []);
});

test("explosion: every result of clipping has correct words", () => {
  const descent = { path: [], loss: 0.04, longest: 1, norm: 20 };
  const trainings = (values: typeof three): ExplosionFacts["trainings"] =>
    (["free", "percentile", "every"] as const).map((clipping, i) => ({
      clipping,
      losses: [values(1.1 - 0.1 * i), values(3)],
      best: 0,
      clipped: values(0.05 * i),
    }));
  const facts: ExplosionFacts = {
    cliff: {
      time: 20,
      loss: new Float32Array(),
      size: 0,
      w: [0, 1],
      b: [0, 1],
      section: { w: 2, loss: [], norms: [] },
      free: descent,
      clipped: descent,
      bound: 0.1,
    },
    fall: "thrown",
    digits: 10,
    steps: 1500,
    rates: [0.1, 1],
    trainings: trainings(three),
    guess: 2.78,
    norms: new Float32Array(),
    percentile: 4.5,
    peak: three(9),
    rare: "a is larger",
    every: "a is larger",
  };
  const variants = variantsOf(facts, {
    fall: ["thrown", "not thrown"],
    trainings: [trainings(three), trainings(one)],
    rare: orders,
    every: orders,
  });
  assert.deepEqual(checkVariants(explosionWords, variants), []);
  assert.match(explosionWords({ ...facts, rare: "unclear" }).answer.en, /no measurable difference/);
});

test("truncation: every verdict has correct words", () => {
  const facts: TruncationFacts = {
    time: 64,
    lengths: [1, 8, 64],
    cosines: [three(0.78), three(0.97), three(1)],
    single: "reached",
    enough: 8,
  };
  const variants = variantsOf(facts, {
    cosines: [facts.cosines, [one(0.78), one(0.97), one(1)]],
    single: reach,
    enough: [8, 64, null],
  });
  assert.deepEqual(checkVariants(truncationWords, variants), []);
});
