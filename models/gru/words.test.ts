/** The words of the gated recurrent unit on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { summarize } from "../verdicts.ts";
import {
  type ForecastFacts,
  type GatesFacts,
  type ResetFacts,
  type SeriesForecast,
  type UpdateFacts,
  resets,
  updateGates,
} from "./facts.ts";
import { forecastWords, gatesWords } from "./words-of-series.ts";
import { resetWords, updateWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const reaches = ["reached", "missed", "unclear"] as const;
const one = summarize([0.7]);
const three = summarize([0.71, 0.72, 0.58]);

test("update: every verdict has correct words, and the worst run is stated", () => {
  const curves = (value: typeof one) => updateGates.map((gate) => ({ gate, accuracy: [value, value] }));
  const facts: UpdateFacts = {
    lengths: [5, 15],
    curves: curves(three),
    chance: 0.1,
    frozen: "reached",
    replaced: "falls",
    constant: "a is larger",
    learned: "a is larger",
    luck: "matters",
    reading: { length: 2, positions: [three, three], counted: three, zeros: three, others: three, units: [[0, 1]] },
    selective: "unclear",
  };
  const found = [
    ...variantsOf(facts, { frozen: reaches, replaced: ["rises", "falls", "peaks", "dips", "unclear"] }),
    ...variantsOf(facts, { constant: orders, learned: orders, luck: ["matters", "does not matter"] }),
    ...variantsOf(facts, { selective: orders, curves: [facts.curves, curves(one)] }),
  ];
  assert.deepEqual(checkVariants(updateWords, found), []);
  assert.match(updateWords(facts).caution!.en, /the worst single run of the learned gate is 58\.0%, at 5 digits/);
  assert.match(updateWords({ ...facts, curves: curves(one) }).answer.en, /too few seeds/);
});

test("reset: every verdict has correct words", () => {
  const networks = (accuracy: typeof one) =>
    resets.map((network) => ({ network, accuracy, influence: [1, network === "both 0" ? 0 : 0.4] }));
  const facts: ResetFacts = {
    digits: 10,
    networks: networks(three),
    alone: "only both 0",
    reset: "unclear",
    remembers: "a is larger",
  };
  const found = variantsOf(facts, {
    alone: ["only both 0", "others too", "none"],
    reset: orders,
    remembers: orders,
    networks: [facts.networks, networks(one)],
  });
  assert.deepEqual(checkVariants(resetWords, found), []);
  assert.match(resetWords(facts).answer.en, /^Not by itself\./);
});

test("forecast: winning, losing and unclear comparisons have correct words", () => {
  const forecast = (series: SeriesForecast["series"], gru: typeof one): SeriesForecast => ({
    series,
    unit: series === "co2" ? "ppm" : "°C",
    gru,
    srn: gru,
    rules: [
      { rule: "last", error: 2 },
      { rule: "season", error: 2.5 },
      { rule: "drift", error: 0.65 },
    ],
    best: "drift",
    beats: "missed",
    gates: "unclear",
  });
  const example = { years: [11], truth: [390], gru: [391], drift: [390] };
  const facts = (gru: typeof one): ForecastFacts => ({
    forecasts: [forecast("co2", gru), forecast("temperature", gru)],
    example,
  });
  const found = [facts(three), facts(one)].flatMap((own) =>
    reaches.flatMap((beats) =>
      orders.map((gates) => ({ ...own, forecasts: own.forecasts.map((each) => ({ ...each, beats, gates })) })),
    ),
  );
  assert.deepEqual(checkVariants(forecastWords, found), []);
  const { answer, evidence } = forecastWords(facts(three));
  assert.match(answer.en, /a rule without any network forecasts better than the GRU[^.]*growth\..*gates win nothing/);
  assert.match(evidence.en, /best rule is 0\.65 ppm/);
});

test("gates: every verdict has correct words", () => {
  const facts = (value: typeof one): GatesFacts => ({
    z: value,
    r: value,
    swing: { z: value, r: value },
    errors: { trained: value, "z held": value, "r held": value },
    update: "a is larger",
    reset: "unclear",
    example: { years: [], past: [], truth: [], forecast: [], z: [], r: [] },
  });
  const found = [three, one].flatMap((value) => variantsOf(facts(value), { update: orders, reset: orders }));
  assert.deepEqual(checkVariants(gatesWords, found), []);
});
