/** The words of encoders and decoders on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import {
  type Aligned,
  type AlignmentFacts,
  type BeamFacts,
  type GainFacts,
  type LengthsFacts,
  routes,
} from "./facts.ts";
import { beamWords } from "./words-of-beam.ts";
import { alignmentWords, gainWords, lengthsWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const reaches = ["reached", "missed", "unclear"] as const;
const one = summarize([0.7]);
const three = summarize([0.71, 0.72, 0.58]);
const drawn: Aligned = {
  source: "ab",
  written: "ba",
  reference: "ba",
  columns: ["a", "b"],
  rows: ["b"],
  weights: [[1]],
};

test("lengths: every verdict has correct words, and neither size nor training is blamed without a measurement", () => {
  const facts = (exact: Summary): LengthsFacts => ({
    lengths: [8, 10, 12],
    longest: 10,
    letters: 26,
    width: 64,
    wide: 128,
    steps: 800,
    longerSteps: 3200,
    curves: routes.map((route) => ({ route, exact: [three, exact, three] })),
    attention: "a is larger",
    longer: "a is larger",
    wider: "a is larger",
    beyond: "a is larger",
  });
  const found = [three, one].flatMap((exact) =>
    variantsOf(facts(exact), { attention: orders, longer: orders, wider: orders, beyond: orders }),
  );
  assert.deepEqual(checkVariants(lengthsWords, found), []);
  assert.match(lengthsWords(facts(three)).answer.en, /The vector is not full/);
  assert.match(lengthsWords({ ...facts(three), longer: "unclear" }).answer.en, /its size may be the limit/);
  assert.match(lengthsWords(facts(one)).answer.en, /too few seeds/);
});

test("alignment: every verdict has correct words", () => {
  const facts = (copied: Summary): AlignmentFacts => ({
    offsets: [{ offset: 0, share: copied }],
    copied,
    near: copied,
    colons: copied,
    exact: copied,
    largest: { letters: copied, names: copied },
    follows: "reached",
    aligned: "reached",
    sharper: "a is larger",
    letters: drawn,
    names: [drawn],
  });
  const found = [three, one].flatMap((copied) =>
    variantsOf(facts(copied), { follows: reaches, aligned: reaches, sharper: orders }),
  );
  assert.deepEqual(checkVariants(alignmentWords, found), []);
  assert.match(alignmentWords({ ...facts(three), aligned: "missed" }).answer.en, /no word alignment/);
  assert.match(alignmentWords(facts(one)).answer.en, /too few seeds/);
});

test("gain: every verdict has correct words", () => {
  const facts = (bleu: Summary): GainFacts => ({
    steps: 800,
    buckets: [{ from: 3, to: 4, texts: 100, attention: bleu, none: bleu }],
    attention: bleu,
    none: bleu,
    better: "a is larger",
    where: "every length",
    growing: "a is larger",
  });
  const found = [three, one].flatMap((bleu) =>
    variantsOf(facts(bleu), {
      better: orders,
      where: ["every length", "some lengths", "no length"],
      growing: orders,
    }),
  );
  assert.deepEqual(checkVariants(gainWords, found), []);
  assert.match(gainWords({ ...facts(three), better: "b is larger" }).answer.en, /^No: in this measurement/);
  assert.match(gainWords(facts(one)).answer.en, /too few seeds/);
});

test("beam: every verdict has correct words", () => {
  const facts = (value: Summary): BeamFacts => {
    const searched = { bleu: value, score: summarize(value.values.map((x) => -x)), length: value };
    return {
      texts: 100,
      widths: [1, 8],
      reference: 9.5,
      greedy: searched,
      probable: [searched, searched],
      normalized: [searched, searched],
      likelier: "a is larger",
      better: "b is larger",
      shorter: "a is larger",
      ranked: "unclear",
      tree: { source: "a", reference: "b", width: 3, branches: [] },
    };
  };
  const found = [three, one].flatMap((value) =>
    variantsOf(facts(value), { likelier: orders, better: orders, shorter: orders, ranked: orders }),
  );
  assert.deepEqual(checkVariants(beamWords, found), []);
  assert.match(beamWords(facts(three)).answer.en, /more probable is not better/);
  assert.match(beamWords(facts(one)).answer.en, /too few seeds/);
});
