/** The words of the softmax classifier on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import type { KLFacts, Side, TemperatureFacts, Warmth } from "./facts.ts";
import { directionsWords, klWords, temperatureWords } from "./words.ts";

test("kl: equivalent and different losses have correct words", () => {
  const found = { crossEntropy: 0.94, entropy: 0.5, divergence: 0.44, reverse: 0.7 };
  const facts: KLFacts = {
    steps: 500,
    course: [{ step: 500, found: [found, found, found] }],
    targets: ["one-hot", "smoothed", "votes"],
    gradients: { difference: 1e-8, size: 0.01 },
    weights: { difference: 1e-7, size: 0.4 },
    losses: "equivalent",
  };
  const variants = variantsOf(facts, {
    losses: ["equivalent", "different"],
    gradients: [facts.gradients, { difference: 0, size: 1 }, { difference: 0.3, size: 1 }],
  });
  assert.deepEqual(checkVariants(klWords, variants), []);
});

test("directions: every coverage has correct words", () => {
  const fit = { start: -4, mean: -2, std: 0.604, divergence: 0.43, path: [] };
  const plane = { columns: 0, rows: 0, values: new Float32Array() };
  const side: Side = { direction: "KL(p‖q)", fits: [fit, fit], coverage: "one mode", ends: 1, plane };
  const coverages = ["both modes", "one mode", "mixed"] as const;
  const sides = variantsOf(side, { coverage: coverages, ends: [1, 2] });
  const variants = sides.flatMap((forward) => sides.map((backward) => ({ forward, backward })));
  assert.deepEqual(checkVariants(directionsWords, variants), []);
});

test("temperature: any confidence has correct words, and an accuracy that changes is not hidden", () => {
  const warmth = (temperature: number, accuracy: number): Warmth => {
    return { temperature, accuracy, crossEntropy: 0.4, entropy: 0.02, confidence: 0.9, calibration: 0.01 };
  };
  const kept = [warmth(0.0625, 0.92), warmth(1, 0.92), warmth(16, 0.92)];
  const facts: TemperatureFacts = {
    example: { scores: [1, 2], label: 1, pixels: new Uint8Array() },
    found: kept,
    fitted: warmth(0.9, 0.92),
    confidence: "right",
  };
  const variants = variantsOf(facts, {
    confidence: ["right", "too high", "too low"],
    found: [kept, [warmth(0.0625, 0.9), ...kept.slice(1)]],
  });
  assert.deepEqual(checkVariants(temperatureWords, variants), []);
  const changed = temperatureWords({ ...facts, found: [warmth(0.0625, 0.9), ...kept.slice(1)] });
  assert.match(changed.answer.en, /The accuracy changed/);
});
