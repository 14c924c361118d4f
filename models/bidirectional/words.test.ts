/** The words of bidirectional and stacked networks on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText } from "../answer.ts";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import { type DepthFacts, type DirectionsFacts, type StatesFacts, depths } from "./facts.ts";
import { depthNames, kindNames, readingNames, tagNames } from "./names.ts";
import { depthWords, directionsWords, statesWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const one = summarize([0.97]);
const low = summarize([0.961, 0.962, 0.958]);
const high = summarize([0.981, 0.982, 0.98]);

test("directions: every verdict has correct words, and the gains are those of the facts", () => {
  const accuracy = { forward: low, backward: low, both: high };
  const kinds = (value: typeof accuracy) =>
    (["all", "ahead", "behind", "unknown"] as const).map((group) => ({ group, count: 100, accuracy: value }));
  const single = { forward: one, backward: one, both: one };
  const word = { word: "to", count: 90, ahead: 0.4, accuracy };
  const facts: DirectionsFacts = {
    kinds: kinds(accuracy),
    tags: [],
    words: [word],
    correlation: { forward: high, backward: summarize([-0.4, -0.5, -0.41]) },
    overall: { forward: "a is larger", backward: "a is larger" },
    blind: { forward: "a is larger", backward: "a is larger" },
  };
  const verdicts = orders.flatMap((forward) => orders.map((backward) => ({ forward, backward })));
  const found = [
    ...variantsOf(facts, { overall: verdicts, blind: verdicts }),
    ...variantsOf(facts, { kinds: [kinds(single)], words: [[word], []] }),
  ];
  assert.deepEqual(checkVariants(directionsWords, found), []);
  const { answer, evidence, caution } = directionsWords(facts);
  assert.match(answer.en, /^Reading both ways is more accurate than either direction alone/);
  assert.match(evidence.en, /gains 2\.1 ± 0\.\d+ percentage points over it/);
  assert.match(caution!.en, /The most tags are won on “to”/);
  assert.match(directionsWords({ ...facts, kinds: kinds(single) }).answer.en, /^These are too few seeds/);
});

test("states: every verdict has correct words", () => {
  const influence = (value: typeof one) => ({
    offsets: [-3, -2, -1, 0, 1],
    states: { forward: Array(5).fill(value), backward: Array(5).fill(value) },
    tags: { forward: Array(5).fill(value), both: Array(5).fill(value) },
  });
  const facts: StatesFacts = {
    sentences: [["to", "leave"]],
    asked: 0,
    particle: { forward: [low, low], both: [high, low] },
    same: "equal",
    solved: { forward: 0, both: 3 },
    decides: "always",
    influence: influence(high),
    unread: "exactly unchanged",
    distance: 3,
    fades: "a is larger",
    example: { forward: [], backward: [] },
  };
  const found = variantsOf(facts, {
    same: ["equal", "different"],
    decides: ["always", "sometimes", "never"],
    unread: ["exactly unchanged", "changed"],
    fades: orders,
    influence: [facts.influence, influence(one)],
  });
  assert.deepEqual(checkVariants(statesWords, found), []);
  assert.match(statesWords(facts).answer.en, /changes its states by exactly nothing\..*with every seed/);
  assert.match(
    statesWords(facts).caution!.en,
    /with 3 seeds, the forward network with 0 seeds\. At a distance of 3 words/,
  );
});

test("depth: every verdict has correct words", () => {
  const networks = (value: typeof one) =>
    depths.map((network) => ({ network, hidden: 64, weights: 1000, accuracy: value, unknown: value, time: value }));
  const facts: DepthFacts = {
    networks: networks(high),
    words: 140_000,
    second: "unclear",
    wide: "unclear",
    third: "unclear",
    residual: "a is larger",
  };
  const found = [
    ...variantsOf(facts, { second: orders, wide: orders, third: orders, residual: orders }),
    { ...facts, networks: networks(one) },
  ];
  assert.deepEqual(checkVariants(depthWords, found), []);
  assert.match(depthWords(facts).answer.en, /^No difference was measured/);
  assert.match(depthWords({ ...facts, second: "a is larger" }).answer.en, /^Yes/);
});

test("names are correct in both languages", () => {
  const all = [
    ...tagNames,
    ...depths.map(depthNames),
    ...(["forward", "backward", "both"] as const).map(readingNames),
    ...(["all", "ahead", "behind", "unknown"] as const).map(kindNames),
  ];
  assert.deepEqual(all.flatMap(checkText), []);
});
