/** The words of the memory network on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type { HopsFacts, OrderFacts, ReadingFacts, StoreFacts } from "./facts.ts";
import { hopsWords, orderWords, readingWords, storeWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const many = summarize([0.99, 0.98, 1]);
const low = summarize([0.51, 0.5, 0.52]);
const few = summarize([0.4]);

test("reading: every verdict has correct words, with one seed and with three", () => {
  const tasks = (covered: typeof few): ReadingFacts["tasks"] =>
    (["one", "two", "three"] as const).map((task) => ({
      task,
      accuracy: covered,
      largest: [[covered]],
      covered,
      example: { sentences: [], question: "", answer: "", support: [], predicted: "", weights: [] },
    }));
  const facts: ReadingFacts = { tasks: tasks(many), verdict: "all tasks" };
  const variants = variantsOf(facts, {
    verdict: ["all tasks", "some tasks", "no task"],
    tasks: [tasks(many), tasks(few)],
  });
  assert.deepEqual(checkVariants(readingWords, variants), []);
  assert.notEqual(readingWords({ ...facts, verdict: "no task" }).answer.en, readingWords(facts).answer.en);
});

test("hops: every order has correct words", () => {
  const table = (one: typeof few) => [
    [one, one, one],
    [one, one, one],
    [one, one, one],
  ];
  const facts: HopsFacts = {
    tasks: ["one", "two", "three"],
    hops: [1, 2, 3],
    accuracy: table(many),
    second: "b is larger",
    third: "unclear",
  };
  const variants = variantsOf(facts, { second: orders, third: orders, accuracy: [table(many), table(few)] });
  assert.deepEqual(checkVariants(hopsWords, variants), []);
  assert.match(hopsWords({ ...facts, second: "unclear" }).answer.en, /no measurable difference/);
});

test("order: every verdict has correct words", () => {
  const accuracy = (position: typeof few, bag: typeof few): OrderFacts["accuracy"] => ({
    position: [position, position, position, position],
    bag: [bag, bag, bag, bag],
  });
  const facts: OrderFacts = {
    tasks: ["one", "two", "three", "relation"],
    accuracy: accuracy(many, low),
    relation: "a is larger",
    stories: "none better",
  };
  const variants = variantsOf(facts, {
    relation: orders,
    stories: ["all better", "some better", "none better", "some worse"],
    accuracy: [accuracy(many, low), accuracy(few, few)],
  });
  assert.deepEqual(checkVariants(orderWords, variants), []);
});

test("store: both verdicts have correct words", () => {
  const facts: StoreFacts = {
    accuracy: many,
    readable: many,
    changed: many,
    kept: many,
    frozen: summarize([0.2, 0.19, 0.21]),
    parameters: 8704,
    edits: "follow",
    example: {
      sentences: [],
      question: "",
      contents: [],
      alone: [],
      before: "office",
      edited: 0,
      written: "",
      after: "garden",
    },
    network: { kind: "graph", title: "", nodes: [], edges: [] },
  };
  const variants = variantsOf(facts, { edits: ["follow", "do not follow"], changed: [many, few] });
  assert.deepEqual(checkVariants(storeWords, variants), []);
});
