/** The modern Hopfield network: the textbook's form, capacities in simple cases, recall, and the experiments' claims. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ModernHopfieldNetwork, Tensor, grad, random, reference } from "hebb";
import { checkAnswer, checkSentences, checkText } from "../answer.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import { capacityOf } from "./capacity.ts";
import { attention } from "./experiments/attention.ts";
import { bits } from "./experiments/bits.ts";
import { capacity } from "./experiments/capacity.ts";
import { pictures } from "./experiments/pictures.ts";
import { query } from "./looks/query.ts";
import { memories, recalledBits } from "./memories.ts";
import { effectiveNumber, energy, update } from "./model.ts";
import { cut, digitPatterns, distances, spherePatterns } from "./patterns.ts";
import { system } from "./system.ts";

const quick = (seeds = 1) => new Run({ quick: true, seed: 1, seeds });
const noRun = () => Promise.reject(new Error("this look needs no run"));

function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assert.equal(found.length, expected.length);
  Array.from(expected).forEach((value, i) =>
    assert.ok(Math.abs(found[i]! - value) <= tolerance, `${i}: ${found[i]}, not ${value}`),
  );
}

test("the quick recipe reaches its bars, and its result depends on the seed only", async () => {
  const [first, second] = [await train(system, quick()), await train(system, quick())];
  assert.ok(first.passed, JSON.stringify(first.bars));
  assert.deepEqual(second.metrics, first.metrics);
});

test("the textbook's update and energy are the library's, and the update is a step down the slope", async () => {
  random.seed(1);
  const [X, ξ, β] = [random.normal([6, 4]), random.normal([3, 4]), 0.7];
  const network = new ModernHopfieldNetwork(6, 4, { beta: β });
  await network.patterns.set(X);
  const [slope] = grad(energy(X, ξ, β).sum(), [ξ]);
  const [own, library, step, E, ofLibrary] = await reference(
    update(X, ξ, β),
    network.forward(ξ),
    ξ.sub(slope),
    energy(X, ξ, β),
    network.energy(ξ),
  );
  // Parameters are rounded to f32.
  assertClose(library!, own!, 1e-6);
  assertClose(step!, own!, 1e-10);
  assertClose(ofLibrary!, E!, 1e-5);
});

test("two opposite patterns: the update is √d tanh(β √d ξ), along the axis of both", async () => {
  const [a, β] = [2, 0.3];
  const X = Tensor.from([[a], [-a]]);
  const ξ = Tensor.from([[0.5], [-3]]);
  assertClose(
    await update(X, ξ, β).array(),
    [0.5, -3].map((x) => a * Math.tanh(β * a * x)),
    1e-6,
  );
});

test("the effective number counts equal shares", async () => {
  const shares = Tensor.from([
    [0.25, 0.25, 0.25, 0.25],
    [0, 1, 0, 0],
    [0.5, 0.5, 0, 0],
  ]);
  assertClose(await effectiveNumber(shares).array(), [4, 1, 2], 1e-5);
});

test("patterns have the length √d, and a cut keeps the first elements", async () => {
  random.seed(3);
  for (const patterns of [await spherePatterns(9, 5), await digitPatterns(7)]) {
    const [count, d] = patterns.shape as [number, number];
    assertClose(await patterns.norm(-1).array(), new Array<number>(count).fill(Math.sqrt(d)), 1e-5);
  }
  assert.deepEqual([...(await cut(Tensor.from([[1, 2, 3]]), 2).array())], [1, 2, 0]);
  assertClose(
    await distances(
      Tensor.from([
        [3, 4],
        [0, 0],
      ]),
      Tensor.from([
        [3, 0],
        [0, 2],
      ]),
    ),
    [4 / 3, 1],
    1e-6,
  );
});

test("a large β separates all patterns, and a tiny one none", async () => {
  random.seed(1);
  assert.equal(await capacityOf({ features: 6, beta: 100, updates: 1, most: 64 }), 64);
  assert.equal(await capacityOf({ features: 6, beta: 1e-3, updates: 1, most: 64 }), 2);
});

test("capacity: it grows with the dimension, and stays below after many updates", async () => {
  const { single, many, drift } = await measure(capacity, quick(3));
  assert.ok(single[2]!.mean > 5 * single[0]!.mean && many[2]!.mean > 5 * many[0]!.mean);
  assert.equal(drift, "a is larger");
});

test("attention: the same as an update, which a larger β sharpens", async () => {
  const facts = await measure(attention, quick(3));
  assert.deepEqual([facts.same, facts.descent, facts.sharpening], ["same", "never rises", "falls"]);
  assert.ok(facts.gap <= 1e-6 && facts.readings.at(-1)!.recalled.mean > 0.9);
  assert.deepEqual(checkAnswer(attention.words(facts)), []);
});

test("pictures: the modern network restores digits beyond the classical capacity", async () => {
  const { order, noisy, classical } = await measure(pictures, quick(3));
  assert.equal(order, "a is larger");
  assert.ok(noisy[1]!.mean > 0.95 && classical[0]!.mean > 0.9 && classical[1]!.mean < 0.1);
});

test("bits: the modern network returns half a bit per number, and correct halves are counted in full", async () => {
  const { curves, modern } = await measure(bits, quick(3));
  assert.ok(curves[3]!.bits.every(({ mean }) => mean === 0.5));
  assert.equal(modern, "a is larger");
  const wanted = Tensor.from([[1, -1, 1, 1]]);
  const pairs = { known: wanted, wanted };
  assert.equal(await recalledBits(pairs, { found: wanted, numbers: 1 }), 4);
  const wrong = Tensor.from([[1, -1, 1, -1]]);
  assert.ok(Math.abs((await recalledBits(pairs, { found: wrong, numbers: 1 })) - 4 * (1 - 0.8112781245)) < 1e-6);
  const { found, numbers } = await memories.BAM(quick(), pairs, 1);
  assert.deepEqual([[...(await found.array())], numbers], [[1, -1, 1, 1], 16]);
});

test("the look names the digit that was damaged, and rejects one that is not stored", async () => {
  const see = (given: Record<string, string>) => query.view(chosenInputs(query.inputs, given), noRun);
  const sharp = await see({});
  assert.equal(sharp.heaviest[0]![0], 3);
  const flat = await see({ beta: "0.01" });
  assert.ok(flat.averaged > 90 && sharp.averaged < 3);
  for (const facts of [sharp, flat, { ...sharp, digit: 4 }]) {
    assert.deepEqual([...checkText(query.words(facts)), ...checkSentences(query.words(facts))], []);
  }
  assert.ok(sharp.energies.every((value, i) => i === 0 || value <= sharp.energies[i - 1]! + 1e-4));
  await assert.rejects(see({ stored: "3", digit: "3" }), /must be less than stored/);
});
