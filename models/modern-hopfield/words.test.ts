/** The words of the modern Hopfield network on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Order, type Summary, summarize } from "../verdicts.ts";
import type { AttentionFacts, BitsFacts, CapacityFacts, PicturesFacts } from "./facts.ts";
import { attentionWords, bitsWords, capacityWords, picturesWords } from "./words.ts";

const orders: readonly Order[] = ["a is larger", "b is larger", "unclear"];
const three = (value: number) => summarize([value, 1.02 * value, 1.01 * value]);
const one = (value: number) => summarize([value]);

test("capacity: every growth and order has correct words, with one seed and with three", () => {
  const facts: CapacityFacts = {
    beta: 1,
    dimensions: [8, 16],
    single: [three(120), three(25_000)],
    many: [three(30), three(5000)],
    updates: 10,
    factor: three(1.9),
    growth: "exponential",
    drift: "a is larger",
  };
  const variants = variantsOf(facts, {
    growth: ["exponential", "polynomial", "unclear"],
    drift: orders,
    factor: [facts.factor, one(1.9)],
  });
  assert.deepEqual(checkVariants(capacityWords, variants), []);
});

test("attention: every verdict has correct words, with one seed and with three", () => {
  const readings = (seeds: (value: number) => Summary) =>
    [1 / 64, 1 / 8, 4].map((beta) => ({ beta, averaged: seeds(1 / beta), recalled: seeds(0.5) }));
  const facts: AttentionFacts = {
    features: 64,
    stored: 1000,
    gap: 2e-7,
    same: "same",
    energies: [[3, 2]],
    descent: "never rises",
    readings: readings(three),
    sharpening: "falls",
    pictures: new Uint8Array(),
  };
  const variants = variantsOf(facts, {
    gap: [0, 2e-7, 0.1],
    same: ["same", "different"],
    descent: ["never rises", "rises"],
    sharpening: ["rises", "falls", "peaks", "dips", "unclear"],
    readings: [facts.readings, readings(one)],
  });
  assert.deepEqual(checkVariants(attentionWords, variants), []);
});

test("bits: every order has correct words, with one seed and with three", () => {
  const memories = ["Hopfield, Hebb", "Hopfield, projection", "BAM", "modern Hopfield", "MLP"] as const;
  const curves = (seeds: (value: number) => Summary): BitsFacts["curves"] =>
    memories.map((memory) => ({
      memory,
      patterns: [2, 8],
      numbers: [64, 256],
      bits: [seeds(0.2), seeds(0.5)],
      best: 1,
    }));
  const facts: BitsFacts = {
    units: 64,
    curves: curves(three),
    modern: "unclear",
    learned: "unclear",
    total: "unclear",
  };
  const variants = variantsOf(facts, {
    modern: orders,
    learned: orders,
    total: orders,
    curves: [facts.curves, curves(one)],
  });
  assert.deepEqual(checkVariants(bitsWords, variants), []);
});

test("pictures: every verdict has correct words, with one seed and with three", () => {
  const facts: PicturesFacts = {
    beta: 2,
    updates: 3,
    counts: [5, 1437],
    noise: 0.5,
    noisy: [three(1), three(0.9)],
    halves: [three(1), three(0.6)],
    classical: [three(1), three(0)],
    completed: "most",
    order: "a is larger",
    pictures: new Uint8Array(),
  };
  const variants = variantsOf(facts, {
    completed: ["most", "some", "few"],
    order: orders,
    noisy: [facts.noisy, [one(1), one(0.9)]],
  });
  assert.deepEqual(checkVariants(picturesWords, variants), []);
});
