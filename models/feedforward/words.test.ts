/** The words of the feed-forward network on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import type { OrderFacts, WaysFacts } from "./facts.ts";
import { orderWords, waysWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const three = (mean: number): Summary => summarize([mean - 0.01, mean, mean + 0.01]);
const one = (mean: number): Summary => summarize([mean]);

test("ways: every combination of orders has correct words, with one seed and with three", () => {
  const tasks = (of: (mean: number) => Summary) =>
    (["line", "xor", "board", "wine"] as const).map((task) => ({
      task,
      accuracies: { all: of(0.95), wide: of(0.88), deep: of(0.92), skip: of(0.54) },
    }));
  const facts: WaysFacts = {
    tasks: tasks(three),
    points: [],
    hidden: "a is larger",
    overWide: "a is larger",
    overDeep: "unclear",
    wine: "unclear",
  };
  const all = variantsOf(facts, {
    hidden: orders,
    overWide: orders,
    overDeep: orders,
    wine: orders,
    tasks: [facts.tasks, tasks(one)],
  });
  assert.deepEqual(checkVariants(waysWords, all), []);
});

test("order: the words are correct", () => {
  const facts: OrderFacts = {
    nodes: [
      { name: "x", rank: 0, shape: [1, 13], parameters: [] },
      { name: "wide", rank: 1, shape: [1, 16], parameters: ["weight [16, 13]"] },
    ],
    parameters: 522,
    arrays: 9,
    operations: 33,
    both: 59,
    graph: { kind: "graph", title: "", nodes: [], edges: [] },
  };
  assert.deepEqual(checkVariants(orderWords, [facts]), []);
});
