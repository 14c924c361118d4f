/** The words of the neural Turing machine on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import type {
  AddressingFacts,
  ControllersFacts,
  EditFacts,
  Example,
  HeadsFacts,
  LengthsFacts,
  MachineFacts,
} from "./facts.ts";
import { addressingWords, controllersWords } from "./words-of-parts.ts";
import { editWords, headsWords, lengthsWords, machineWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const many = summarize([0.99, 0.98, 1]);
const small = summarize([0, 0.001, 0]);
const one = summarize([0.4]);
const example: Example = { shown: [], outputs: [], written: [], visited: [], memory: [] };

test("machine: every verdict has correct words, with one seed and with three", () => {
  const facts: MachineFacts = {
    symbols: 12,
    stack: [],
    commands: [],
    slots: [128, 256],
    lengths: [20, 120],
    compared: 120,
    wrong: [
      [small, many],
      [small, small],
    ],
    peak: { written: many, visited: many },
    moves: "almost exact",
    longer: "a is larger",
    example,
  };
  const alone = [
    [one, one],
    [one, one],
  ];
  const variants = variantsOf(facts, {
    moves: ["almost exact", "blurred"],
    longer: orders,
    wrong: [facts.wrong, alone],
  });
  assert.deepEqual(checkVariants(machineWords, variants), []);
  assert.match(machineWords({ ...facts, longer: "unclear" }).answer.en, /no measurable difference/);
});

test("heads: both verdicts have correct words", () => {
  const facts: HeadsFacts = {
    own: many,
    matched: many,
    neighbors: many,
    wrong: small,
    verdict: "returns",
    example,
  };
  const variants = variantsOf(facts, { verdict: ["returns", "does not return"], matched: [many, one] });
  assert.deepEqual(checkVariants(headsWords, variants), []);
  assert.notEqual(headsWords({ ...facts, verdict: "does not return" }).answer.en, headsWords(facts).answer.en);
});

test("lengths: every order has correct words", () => {
  const facts: LengthsFacts = {
    lengths: [10, 20, 40],
    trained: 20,
    machine: [small, small, small],
    lstm: [small, many, many],
    parameters: { machine: 61_000, lstm: 61_300 },
    atTrained: "a is larger",
    atTwice: "a is larger",
  };
  const variants = variantsOf(facts, { atTrained: orders, atTwice: orders, machine: [facts.machine, [one, one, one]] });
  assert.deepEqual(checkVariants(lengthsWords, variants), []);
});

test("addressing: any mechanisms may be needed, and none", () => {
  const wrong = (value: typeof one): AddressingFacts["wrong"] => ({
    all: value,
    content: value,
    interpolation: value,
    shift: value,
    sharpening: value,
  });
  const facts: AddressingFacts = {
    trained: 8,
    tested: 16,
    wrong: wrong(small),
    longer: wrong(many),
    orders: { content: "unclear", interpolation: "unclear", shift: "a is larger", sharpening: "a is larger" },
    needed: "several",
  };
  const all = { content: "unclear", interpolation: "unclear", shift: "unclear", sharpening: "unclear" } as const;
  const variants = [
    ...variantsOf(facts, { wrong: [facts.wrong, wrong(one)] }),
    { ...facts, orders: all, needed: "none" as const },
    { ...facts, orders: { ...all, shift: "a is larger" as const }, needed: "one" as const },
    { ...facts, orders: { ...facts.orders, content: "b is larger" as const } },
  ];
  assert.deepEqual(checkVariants(addressingWords, variants), []);
  assert.match(addressingWords(facts).answer.en, /without shifts and sharpening/);
});

test("edit: both verdicts have correct words", () => {
  const facts: EditFacts = {
    changed: many,
    kept: many,
    unused: many,
    verdict: "just there",
    example: { place: 0, before: [], after: [], written: [] },
  };
  const variants = variantsOf(facts, { verdict: ["just there", "not just there"], changed: [many, one] });
  assert.deepEqual(checkVariants(editWords, variants), []);
});

test("controllers: every order of every task has correct words", () => {
  const pair = (value: typeof one) => [value, value];
  const facts: ControllersFacts = {
    tasks: ["copy", "repeat", "recall"],
    controllers: ["LSTM", "feed-forward"],
    wrong: [pair(small), pair(many), pair(many)],
    orders: ["unclear", "b is larger", "a is larger"],
  };
  const alone = [pair(one), pair(one), pair(one)];
  const all = orders.flatMap((a) => orders.flatMap((b) => orders.map((c) => [a, b, c])));
  const variants = variantsOf(facts, { orders: all, wrong: [facts.wrong, alone] });
  assert.deepEqual(checkVariants(controllersWords, variants), []);
});
