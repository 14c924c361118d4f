/** The words of the recurrences on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type { LengthsFacts, StatesFacts } from "./facts.ts";
import { lengthsWords, statesWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const reach = ["reached", "missed", "unclear"] as const;
/** One value for three seeds, or one. */
const three = (value: number) => summarize([value, value * 0.99, value * 0.98]);
const one = (value: number) => summarize([value]);

test("lengths: every verdict on sums, order, parity and gates has correct words", () => {
  const tasks = (values: typeof three): LengthsFacts["tasks"] =>
    (["sum", "parity", "copy"] as const).map((task) => ({
      task,
      length: 20,
      chance: 0.125,
      networks: (["linear", "linear, hidden layer", "additive", "GRU", "LSTM"] as const).map((network, i) => ({
        network,
        accuracy: [values(0.3 + 0.1 * i), values(0.2)],
      })),
    }));
  const facts: LengthsFacts = {
    factors: [1, 4],
    tasks: tasks(three),
    sums: "reached",
    order: "reached",
    output: "a is larger",
    parity: "reached",
    gates: "a is larger",
    beyond: "a is larger",
  };
  const variants = [
    ...variantsOf(facts, { tasks: [tasks(three), tasks(one)], sums: reach, order: reach }),
    ...variantsOf(facts, { output: orders, parity: reach, gates: orders, beyond: orders }),
  ];
  assert.deepEqual(checkVariants(lengthsWords, variants), []);
  assert.match(lengthsWords({ ...facts, gates: "unclear" }).answer.en, /no measurable difference in copying/);
});

test("states: every growth and slope has correct words", () => {
  const courses = (values: typeof three): StatesFacts["courses"] =>
    (["linear", "additive", "positive", "GRU", "LSTM"] as const).map((kind, i) => ({
      kind,
      norms: [1, 2],
      growth: values(1 + i),
      slopes: kind === "linear" ? null : [0.9, 0.2],
      slope: kind === "linear" ? null : { first: values(0.9), last: values(0.2) },
    }));
  const facts: StatesFacts = {
    length: 16,
    courses: courses(three),
    positive: "reached",
    additive: "reached",
    gated: { gru: "reached", lstm: "missed" },
    flattening: "a is larger",
  };
  const variants = variantsOf(facts, {
    courses: [courses(three), courses(one)],
    positive: reach,
    additive: reach,
    gated: reach.flatMap((gru) => reach.map((lstm) => ({ gru, lstm }))),
    flattening: orders,
  });
  assert.deepEqual(checkVariants(statesWords, variants), []);
  assert.match(statesWords({ ...facts, additive: "unclear" }).answer.en, /unclear if the state keeps growing/);
});
