/** The words of the Hopfield network on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Order, summarize } from "../verdicts.ts";
import type { CapacityFacts, Descent, EnergyFacts, RecallFacts, RestCounts, SpuriousFacts } from "./facts.ts";
import { capacityWords, energyWords, recallWords, spuriousWords } from "./words.ts";

const orders: readonly Order[] = ["a is larger", "b is larger", "unclear"];
const three = (value: number) => summarize([value, value + 0.01, value + 0.02]);

test("energy: rising and falling energies have correct words, for exact and rounded sums", () => {
  const descent = (kind: Descent["kind"], share: number): Descent => ({
    kind,
    rising: summarize([share, share, share]),
    resting: three(0.5),
    trace: [0, -0.1],
    verdict: share > 0 ? "rises" : "never rises",
  });
  const broken = (share: number) =>
    (["all at once", "asymmetric", "self-inhibition"] as const).map((kind) => descent(kind, share));
  const facts: EnergyFacts = {
    units: 64,
    updates: 4321,
    descents: [descent("as required", 0), ...broken(0.4)],
    terms: [],
    start: 3,
    mismatch: 0,
  };
  const variants = variantsOf(facts, {
    descents: [
      facts.descents,
      [descent("as required", 0), ...broken(0)],
      [descent("as required", 0.1), ...broken(0.4)],
      [descent("as required", 0), descent("all at once", 0.2), ...broken(0).slice(1)],
    ],
    mismatch: [0, 3e-9],
  });
  assert.deepEqual(checkVariants(energyWords, variants), []);
  assert.match(energyWords(variants[4]!).answer.en, /Yet some updates/);
});

test("capacity: every order has correct words, with one seed and with three", () => {
  const curve = (rule: "Hebb" | "projection", noise: number) => ({
    units: 1000,
    rule,
    noise,
    loads: [0.12, 0.17, 0.3],
  });
  const curves = (seeds: (value: number) => ReturnType<typeof three>) => [
    { ...curve("Hebb", 0), units: 250, overlap: [0.97, 0.8, 0.5].map(seeds) },
    { ...curve("Hebb", 0), overlap: [0.97, 0.5, 0.4].map(seeds) },
    { ...curve("Hebb", 0.1), overlap: [0.97, 0.5, 0.4].map(seeds) },
    { ...curve("projection", 0.1), overlap: [1, 1, 0.95].map(seeds) },
  ];
  const facts: CapacityFacts = {
    recalls: 48,
    curves: curves(three),
    loads: { below: 0.12, above: 0.17 },
    collapse: "a is larger",
    sharper: "unclear",
    compared: 0.3,
    rules: "a is larger",
  };
  const variants = variantsOf(facts, {
    collapse: orders,
    sharper: orders,
    rules: orders,
    curves: [facts.curves, curves((value) => summarize([value]))],
  });
  assert.deepEqual(checkVariants(capacityWords, variants), []);
});

test("recall: every order has correct words, with one seed and with three", () => {
  const memories = ["random patterns, Hebb", "digits, Hebb", "digits, projection"] as const;
  const curves = (seeds: (value: number) => ReturnType<typeof three>) =>
    memories.map((memory, i) => ({ memory, exact: [seeds(1), seeds(i / 2)] }));
  const facts: RecallFacts = {
    stored: 5,
    trials: 100,
    noises: [0, 0.1],
    curves: curves(three),
    halves: memories.map((memory) => ({ memory, exact: three(0.8) })),
    compared: 0.1,
    rules: "a is larger",
    similarity: "a is larger",
    pictures: new Uint8Array(),
  };
  const variants = variantsOf(facts, {
    rules: orders,
    similarity: orders,
    curves: [facts.curves, curves((value) => summarize([value]))],
  });
  assert.deepEqual(checkVariants(recallWords, variants), []);
});

test("spurious: every verdict has correct words, with one seed and with three", () => {
  const tables = (seeds: (value: number) => ReturnType<typeof three>): RestCounts[] =>
    [1, 7].map((patterns) => ({
      patterns,
      counts: { stored: seeds(patterns), inverted: seeds(patterns), mixture: seeds(1), other: seeds(0) },
      basins: { stored: seeds(0.5), inverted: seeds(0.5), mixture: seeds(0), other: seeds(0) },
    }));
  const facts: SpuriousFacts = {
    units: 16,
    tables: tables(three),
    listed: [{ kind: "stored", state: [1, -1], energy: -3 }],
    mixtures: "found",
    growth: "a is larger",
    paths: [[-1, -0.5, -1]],
    pathUnits: 200,
    barrier: three(0.5),
    ridge: "between",
  };
  const variants = variantsOf(facts, {
    mixtures: ["found", "not found"],
    growth: orders,
    ridge: ["between", "none"],
    tables: [facts.tables, tables((value) => summarize([value]))],
  });
  assert.deepEqual(checkVariants(spuriousWords, variants), []);
});
