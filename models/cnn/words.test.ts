/** The words of convolutional networks on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import {
  type MapsFacts,
  type ParametersFacts,
  type PoolingFacts,
  type ShiftFacts,
  layerKinds,
  measuredLayers,
  poolings,
  shiftedNetworks,
} from "./facts.ts";
import { poolingWords } from "./pooling-words.ts";
import { mapsWords, parametersWords, shiftWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const trends = ["rises", "falls", "peaks", "dips", "unclear"] as const;
const three = (mean: number): Summary => summarize([0.99 * mean, mean, 1.01 * mean]);
const one = (mean: number): Summary => summarize([mean]);
type Of = typeof three;

test("parameters: every order has correct words, with one seed and with three", () => {
  const kinds = (of: Of) =>
    layerKinds.map((kind, i) => ({
      kind,
      parameters: [2572, 364_000, 5_575_840][i]!,
      products: 357_600,
      accuracy: of(0.97),
      curve: [],
    }));
  const facts: ParametersFacts = {
    examples: 10_000,
    steps: 316,
    kinds: kinds(three),
    full: "a is larger",
    local: "unclear",
  };
  const all = variantsOf(facts, { full: orders, local: orders, kinds: [facts.kinds, kinds(one)] });
  assert.deepEqual(checkVariants(parametersWords, all), []);
  assert.match(parametersWords({ ...facts, full: "b is larger" }).answer.en, /it costs accuracy/);
  assert.match(parametersWords({ ...facts, kinds: kinds(one) }).answer.en, /too few seeds/);
});

test("shift: every order has correct words, with one seed and with three", () => {
  const networks = (of: Of) =>
    shiftedNetworks.map((network) => ({ network, accuracies: [0.97, 0.95, 0.88].map((mean) => of(mean)) }));
  const facts: ShiftFacts = {
    distances: [0, 1, 2],
    distance: 2,
    reach: 2,
    networks: networks(three),
    loss: "a is larger",
    better: "a is larger",
    taught: "a is larger",
  };
  const all = variantsOf(facts, {
    loss: orders,
    better: orders,
    taught: orders,
    networks: [facts.networks, networks(one)],
  });
  assert.deepEqual(checkVariants(shiftWords, all), []);
  assert.match(shiftWords({ ...facts, loss: "unclear" }).answer.en, /^Yes/);
});

test("pooling: every combination of orders has correct words, with one seed and with three", () => {
  const kinds = (of: Of) =>
    poolings.map((pooling) => ({
      pooling,
      movement: of(0.3),
      nearest: of(0.45),
      share: of(0.33),
      accuracies: [of(0.97), of(0.8)],
      drop: of(0.17),
    }));
  const facts: PoolingFacts = {
    distances: [0, 2],
    distance: 2,
    compared: 500,
    kinds: kinds(three),
    skipped: "a is larger",
    movement: "a is larger",
    nearest: "a is larger",
    share: "unclear",
    drop: "b is larger",
  };
  const all = variantsOf(facts, {
    skipped: orders,
    movement: orders,
    nearest: orders,
    share: orders,
    drop: orders,
    kinds: [facts.kinds, kinds(one)],
  });
  assert.deepEqual(checkVariants(poolingWords, all), []);
  assert.match(poolingWords({ ...facts, skipped: "unclear" }).answer.en, /could not be measured/);
});

test("maps: every course from layer to layer has correct words, with one seed and with three", () => {
  const layers = (of: Of) =>
    measuredLayers.map((layer) => ({
      layer,
      shape: [6, 28, 28],
      active: of(0.4),
      parts: { digit: of(0.2), writing: of(0.5), place: of(0.3) },
    }));
  const facts: MapsFacts = {
    reach: 2,
    layers: layers(three),
    simple: { before: three(0.24), after: three(0.6) },
    filters: "a is larger",
    digit: "rises",
    place: "falls",
    example: { kernels: new Float32Array(), pixels: new Uint8Array(), maps: [] },
  };
  const all = variantsOf(facts, {
    filters: orders,
    digit: trends,
    place: trends,
    layers: [facts.layers, layers(one)],
  });
  assert.deepEqual(checkVariants(mapsWords, all), []);
  assert.match(mapsWords({ ...facts, digit: "falls" }).answer.en, /less on which digit/);
});
