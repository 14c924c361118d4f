/** The words of the bidirectional associative memory on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Order, type Summary, summarize } from "../verdicts.ts";
import type { CapacityFacts, ClassifierFacts, PairsFacts } from "./facts.ts";
import { capacityWords, classifierWords, pairsWords } from "./words.ts";

const orders: readonly Order[] = ["a is larger", "b is larger", "unclear"];
const three = (value: number) => summarize([value, 1.02 * value, 1.01 * value]);
const one = (value: number) => summarize([value]);

test("pairs: every verdict has correct words, with one seed and with three", () => {
  const curves = (seeds: (value: number) => Summary): PairsFacts["curves"] =>
    (["pictures", "random"] as const).map((kind) => ({
      kind,
      forth: [seeds(0.9), seeds(0.2)],
      back: [seeds(0.8), seeds(0)],
    }));
  const facts: PairsFacts = {
    counts: [2, 4],
    curves: curves(three),
    compared: 4,
    similarity: "a is larger",
    drawn: 3,
    letters: new Uint8Array(),
    digits: new Uint8Array(),
    energies: [[0, -3]],
    descent: "never rises",
  };
  const variants = variantsOf(facts, {
    similarity: orders,
    descent: ["never rises", "rises"],
    curves: [facts.curves, curves(one)],
  });
  assert.deepEqual(checkVariants(pairsWords, variants), []);
});

test("capacity: every order has correct words, with one seed and with three", () => {
  const facts: CapacityFacts = {
    first: 256,
    seconds: [32, 256, 512],
    both: [three(5), three(36), three(37)],
    onePass: [three(90), three(91), three(89)],
    smaller: "a is larger",
    larger: "unclear",
    passes: "a is larger",
  };
  const variants = variantsOf(facts, {
    smaller: orders,
    larger: orders,
    passes: orders,
    both: [facts.both, [one(5), one(36), one(37)]],
  });
  assert.deepEqual(checkVariants(capacityWords, variants), []);
});

test("classifier: every verdict has correct words, with one seed and with three", () => {
  const ways = (seeds: (value: number) => Summary): ClassifierFacts["ways"] =>
    (["all, one pass", "all, settled", "class pictures, settled", "nearest mean"] as const).map((way, i) => ({
      way,
      accuracy: seeds([0.7, 0.1, 0.3, 0.88][i]!),
    }));
  const facts: ClassifierFacts = {
    train: 1437,
    test: 360,
    ways: ways(three),
    order: "b is larger",
    usable: "above chance",
    settling: "a is larger",
  };
  const variants = variantsOf(facts, {
    order: orders,
    settling: orders,
    usable: ["above chance", "at chance"],
    ways: [facts.ways, ways(one)],
  });
  assert.deepEqual(checkVariants(classifierWords, variants), []);
});
