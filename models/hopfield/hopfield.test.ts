/** The Hopfield network: energies in closed form, states at rest, recall, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HopfieldNetwork, Tensor, hebbianWeights, random } from "hebb";
import { checkAnswer, checkSentences, checkText } from "../answer.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import { capacity } from "./experiments/capacity.ts";
import { energyExperiment } from "./experiments/energy.ts";
import { recall } from "./experiments/recall.ts";
import { spurious } from "./experiments/spurious.ts";
import { damaged } from "./looks/damaged.ts";
import { descend, energy, hebb, stateAfter } from "./model.ts";
import { cut, digitPictures, flipped, randomPatterns, rowsOf } from "./patterns.ts";
import { statesAtRest } from "./rest.ts";
import { system } from "./system.ts";

const quick = (seeds = 1) => new Run({ quick: true, seed: 1, seeds });
const noRun = () => Promise.reject(new Error("this look needs no run"));

test("the quick recipe reaches its bars, and its result depends on the seed only", async () => {
  const [first, second] = [await train(system, quick()), await train(system, quick())];
  assert.ok(first.passed, JSON.stringify(first.bars));
  assert.deepEqual(second.metrics, first.metrics);
});

test("the textbook's network gives the weights, states and energies of the library's", async () => {
  random.seed(6);
  const patterns = await randomPatterns(3, 21);
  const textbook = hebb(await rowsOf(patterns));
  const network = new HopfieldNetwork(21);
  await network.store(hebbianWeights(patterns));
  assert.deepEqual(await rowsOf(network.weight), textbook.W);
  const start = (await rowsOf(await randomPatterns(1, 21)))[0]!;
  const order = [...(await random.permutation(21).array())];
  const updates = descend(textbook, start, order);
  const { state, changes } = network.forward(Tensor.from(start), Tensor.from(Int32Array.from(order)));
  assert.deepEqual([...(await state.array())], stateAfter(start, updates));
  assert.deepEqual(
    [...(await changes.array())].map((change) => change + 0),
    updates.map(({ formula }) => formula + 0),
  );
  assert.equal(await network.energy(state).item(), energy(textbook, stateAfter(start, updates)));
});

test("the energy of a single stored pattern is -N(N - 1)/2, and biases add -b s", () => {
  const x = [1, -1, -1, 1, 1];
  assert.equal(energy(hebb([x]), x), -10);
  assert.equal(energy({ ...hebb([x]), b: [1, 0, 0, 0, 3] }, x), -14);
});

test("states at rest are exactly the states that no update changes", async () => {
  random.seed(2);
  const patterns = await rowsOf(await randomPatterns(3, 10));
  const network = hebb(patterns);
  const found = await statesAtRest(patterns);
  const codeOf = (state: readonly number[]) => state.map((s) => (s > 0 ? "+" : "-")).join("");
  const expected = Array.from({ length: 2 ** 10 }, (_, code) =>
    Array.from(patterns[0]!, (_x, i) => ((code >> i) & 1 ? 1 : -1)),
  )
    .filter((s) => descend(network, s, [...s.keys()]).every(({ before, after }) => before === after))
    .map(codeOf);
  assert.deepEqual(found.map(({ state }) => codeOf(state)).sort(), expected.sort());
  assert.ok(Math.abs(found.reduce((sum, { basin }) => sum + basin, 0) - 1) < 1e-12);
  for (const { kind, state } of found) {
    const isStored = patterns.some((x) => codeOf(x) === codeOf(state));
    assert.equal(kind === "stored", isStored);
  }
});

test("damage flips the stated share, and a cut keeps the first elements", async () => {
  random.seed(1);
  const patterns = await randomPatterns(50, 64);
  const share = await patterns
    .notEqual(await flipped(patterns, 0.2))
    .cast("f32")
    .mean()
    .item();
  assert.ok(Math.abs(share - 0.2) < 0.03, String(share));
  const half = await cut(patterns, 32);
  const same = await half.equal(patterns).cast("f32").mean(0).array();
  assert.ok(same.slice(0, 32).every((one) => one === 1) && same.slice(32).every((one) => one > 0.2 && one < 0.8));
});

test("the pictures of digits differ, and contain both ink and background", async () => {
  const rows = await rowsOf(await digitPictures([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  assert.equal(new Set(rows.map(String)).size, 10);
  for (const row of rows) assert.ok(row.includes(1) && row.includes(-1));
});

test("energy: it never rises as required, and does if a requirement is broken", async () => {
  const facts = await measure(energyExperiment, quick());
  assert.deepEqual(
    facts.descents.map(({ verdict }) => verdict),
    ["never rises", "rises", "rises", "rises"],
  );
  assert.equal(facts.mismatch, 0);
  facts.terms.forEach(({ formula, energy }, i) =>
    assert.equal(energy - (facts.terms[i - 1]?.energy ?? facts.start), formula),
  );
  assert.deepEqual(checkAnswer(energyExperiment.words(facts)), []);
});

test("capacity: the overlap falls beyond the capacity, and projection recalls more", async () => {
  const { curves, rules } = await measure(capacity, quick(3));
  const overlap = curves[1]!.overlap.map(({ mean }) => mean);
  assert.ok(overlap[0]! > 0.99 && overlap[1]! > 0.9 && overlap.at(-1)! < 0.75, overlap.join(" "));
  assert.equal(rules, "a is larger");
});

test("recall: projection restores digits, the Hebb rule restores as many random patterns only", async () => {
  const { rules, similarity, halves, pictures } = await measure(recall, quick(3));
  assert.deepEqual([rules, similarity], ["a is larger", "a is larger"]);
  assert.ok(halves[2]!.exact.mean > 0.6);
  assert.equal(pictures.length, 5 * 7 * 64);
});

test("spurious: a single pattern has two states at rest, and a ridge lies between two memories", async () => {
  const { tables, ridge, listed } = await measure(spurious, quick());
  const { counts } = tables[0]!;
  assert.deepEqual([counts.stored.mean, counts.inverted.mean, counts.mixture.mean + counts.other.mean], [1, 1, 0]);
  assert.equal(ridge, "between");
  assert.ok(listed.every(({ energy }, i) => i === 0 || energy >= listed[i - 1]!.energy));
});

test("the look recalls a named digit and a drawn one, and says if the end was never stored", async () => {
  const see = (given: Record<string, string>) => damaged.view(chosenInputs(damaged.inputs, given), noRun);
  const named = await see({});
  assert.deepEqual([named.end, named.overlaps.indexOf(1)], ["stored", 3]);
  const drawing = (await rowsOf(await digitPictures([2])))[0]!.map((pixel) => (pixel > 0 ? "#" : ".")).join("");
  const drawn = await see({ picture: drawing, flipped: "0" });
  assert.deepEqual([drawn.end, drawn.changes], ["stored", 0]);
  const lost = await see({ rule: "hebb" });
  assert.equal(lost.end, "spurious");
  for (const facts of [named, lost, { ...named, end: "inverted" as const }]) {
    assert.deepEqual([...checkText(damaged.words(facts)), ...checkSentences(damaged.words(facts))], []);
  }
  await assert.rejects(see({ picture: "#.#" }), /64 marks/);
  await assert.rejects(see({ rule: "oja" }), /hebb or projection/);
  await assert.rejects(see({ stored: "1 1" }), /different digits/);
});
