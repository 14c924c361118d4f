/** The words of attention on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type {
  AnywhereFacts,
  AverageFacts,
  EncoderFacts,
  KeysFacts,
  PictureFacts,
  ScoresFacts,
  StepsFacts,
} from "./facts.ts";
import { scoreKinds } from "./model.ts";
import { anywhereWords, encoderWords } from "./words-of-networks.ts";
import { averageWords, keysWords, pictureWords, scoresWords, stepsWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const few = summarize([0.4]);
const many = summarize([0.99, 0.98, 1]);
const low = summarize([0.11, 0.1, 0.12]);

test("steps: the largest weight at the pair asked for, or at another, has correct words", () => {
  const facts: StepsFacts = {
    letters: ["h", "e", "b"],
    digits: [3, 1, 4],
    asked: "b",
    scores: [0.1, -1, 9],
    weights: [0.01, 0, 0.99],
    values: [{ digit: 3, probability: 1 }],
    answer: [0, 0, 0, 0, 1],
    accuracy: 0.999,
    largest: "asked",
  };
  assert.deepEqual(checkVariants(stepsWords, variantsOf(facts, { largest: ["asked", "other"] })), []);
});

test("average: every order has correct words, with one seed and with three", () => {
  const trained = (recall: typeof few) =>
    (["soft", "argmax", "straight-through"] as const).map((reading) => ({
      reading,
      recall,
      reached: 1,
      gradient: 0.01,
    }));
  const facts: AverageFacts = {
    trained: trained(many),
    temperatures: [],
    argmax: many,
    averaging: { soft: summarize([0.01, 0.02, 0.01]), argmax: summarize([0.5, 0.4, 0.45]) },
    learning: "a is larger",
    straight: "unclear",
    mixture: "a is larger",
  };
  const variants = variantsOf(facts, {
    learning: orders,
    straight: orders,
    mixture: orders,
    trained: [trained(many), trained(few)],
  });
  assert.deepEqual(checkVariants(averageWords, variants), []);
  assert.match(averageWords({ ...facts, learning: "unclear" }).answer.en, /No measurable difference between learning/);
});

test("scores: growth and scaling have correct words", () => {
  const series = (value: number) => scoreKinds.map((score) => ({ score, values: [value, 64 * value] }));
  const trained = (recall: typeof few) => scoreKinds.map((score) => ({ score, recall: [recall, recall] }));
  const facts: ScoresFacts = {
    widths: [4, 256],
    variances: series(4),
    peaks: series(0.01),
    slopes: series(0.001),
    trainedWidths: [4, 256],
    trained: trained(many),
    scaling: "a is larger",
    growth: "as the width",
  };
  const variants = variantsOf(facts, {
    scaling: orders,
    growth: ["as the width", "otherwise"],
    trained: [trained(many), trained(few)],
  });
  assert.deepEqual(checkVariants(scoresWords, variants), []);
});

test("keys: every order has correct words", () => {
  const facts: KeysFacts = {
    widths: [2, 16],
    loads: [4, 16],
    recall: {
      separate: [
        [many, many],
        [many, many],
      ],
      tied: [
        [low, many],
        [low, many],
      ],
    },
    narrow: "a is larger",
    wide: "unclear",
  };
  const alone = { separate: [[few, few]], tied: [[few, few]] };
  const variants = variantsOf(facts, { narrow: orders, wide: orders, recall: [facts.recall, alone] });
  assert.deepEqual(checkVariants(keysWords, variants), []);
});

test("picture: every order has correct words", () => {
  const accuracy = (summary: typeof few) =>
    (["mean", "max", "attention"] as const).map((reader) => ({ reader, summary }));
  const facts: PictureFacts = {
    accuracy: accuracy(many),
    chance: 0.1,
    order: "a is larger",
    example: { pixels: new Uint8Array(), asked: [0], weights: [[1]], maxima: [1] },
  };
  const variants = variantsOf(facts, { order: orders, accuracy: [accuracy(many), accuracy(few)] });
  assert.deepEqual(checkVariants(pictureWords, variants), []);
});

test("encoder: every order has correct words", () => {
  const sizes = (summary: typeof few): EncoderFacts["sizes"] =>
    [8, 9, 16, 18].map((hidden) => ({
      reader: "attention",
      hidden,
      parameters: 300 * hidden,
      topic: summary,
      sentiment: summary,
    }));
  const facts: EncoderFacts = {
    sizes: sizes(many),
    alone: { topic: many, sentiment: low },
    together: 2,
    peer: 3,
    largest: 3,
    equal: "a is larger",
    large: "a is larger",
    luck: "matters",
    sharing: "unclear",
    example: { words: ["not", "good"], weights: { topic: [0, 1], sentiment: [0.5, 0.5] } },
  };
  const variants = variantsOf(facts, {
    equal: orders,
    large: orders,
    luck: ["matters", "does not matter"],
    sharing: orders,
    sizes: [sizes(many), sizes(few)],
  });
  assert.deepEqual(checkVariants(encoderWords, variants), []);
});

test("anywhere: every verdict has correct words", () => {
  const hosts = (summary: typeof few): AnywhereFacts["hosts"] =>
    (["MLP over a set", "CNN", "RNN"] as const).map((host) => ({
      host,
      without: { reader: "mean", accuracy: summary },
      attention: summary,
      order: "a is larger",
    }));
  const facts: AnywhereFacts = { hosts: hosts(many), verdict: "all better" };
  const variants = variantsOf(facts, {
    verdict: ["all better", "some better", "none better"],
    hosts: [hosts(many), hosts(few)],
  });
  assert.deepEqual(checkVariants(anywhereWords, variants), []);
});
