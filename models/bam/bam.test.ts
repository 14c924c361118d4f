/** The bidirectional associative memory: the textbook's form, recall, its capacity, and the experiments' claims. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "hebb";
import { checkAnswer, checkSentences, checkText } from "../answer.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import { classify } from "./classify.ts";
import { capacity } from "./experiments/capacity.ts";
import { classifier } from "./experiments/classifier.ts";
import { pairs } from "./experiments/pairs.ts";
import { letterRows, letters } from "./letters.ts";
import { pairLook } from "./looks/pair.ts";
import { energy, hebb, settle, toFirst, toSecond } from "./model.ts";
import { bitDigits, noisyHalf, randomPatterns, rowsOf } from "./patterns.ts";
import { randomPairs, recallBoth, storing } from "./recall.ts";
import { bidirectionalMemory } from "./structure.ts";
import { system } from "./system.ts";

const quick = (seeds = 1) => new Run({ quick: true, seed: 1, seeds });
const noRun = () => Promise.reject(new Error("this look needs no run"));

test("the quick recipe reaches its bars, and its result depends on the seed only", async () => {
  const [first, second] = [await train(system, quick()), await train(system, quick())];
  assert.ok(first.passed, JSON.stringify(first.bars));
  assert.deepEqual(second.metrics, first.metrics);
});

test("a single pair: W is x yᵀ, its energy -n m, and either pattern recalls the other", () => {
  const [x, y] = [
    [1, -1, 1],
    [-1, 1],
  ];
  const W = hebb([x], [y]);
  assert.deepEqual(W, [
    [-1, 1],
    [1, -1],
    [-1, 1],
  ]);
  assert.equal(energy(W, x, y), -6);
  assert.deepEqual(toSecond(W, x, [0, 0]), y);
  assert.deepEqual(toFirst(W, y, [0, 0, 0]), x);
  assert.deepEqual(toSecond(W, [0, 0, 0], [1, 0]), [1, 0], "no evidence");
});

test("the textbook's memory and the library's settle in the same states with the same energy", async () => {
  random.seed(4);
  const stored = await randomPairs(5, 21, 14);
  const memory = await storing(stored);
  const W = hebb(await rowsOf(stored.x), await rowsOf(stored.y));
  assert.deepEqual(await rowsOf(memory.weight), W);
  const starts = await randomPatterns(6, 21);
  const { first, second } = memory.forward(starts, 20);
  const energies = await memory.energy({ first, second }).array();
  const ends = (await rowsOf(starts)).map((x) => settle(W, x));
  assert.deepEqual(
    await rowsOf(first),
    ends.map((way) => way.at(-1)!.x),
  );
  assert.deepEqual(
    await rowsOf(second),
    ends.map((way) => way.at(-1)!.y),
  );
  assert.deepEqual(
    [...energies],
    ends.map((way) => way.at(-1)!.energy),
  );
  for (const way of ends) way.slice(1).forEach(({ energy }, i) => assert.ok(energy <= way[i]!.energy));
});

test("few random pairs are recalled exactly from halves, and half of a pattern is unknown", async () => {
  random.seed(2);
  const stored = await randomPairs(4, 120, 90);
  const damaged = { x: await noisyHalf(stored.x, 0.05), y: await noisyHalf(stored.y, 0.05) };
  const unknown = await damaged.x.equal(0).cast("f32").mean(-1).array();
  assert.deepEqual([...unknown], [0.5, 0.5, 0.5, 0.5]);
  const { forth, back } = await recallBoth(await storing(stored), stored, damaged);
  assert.deepEqual([...forth, ...back], new Array<number>(8).fill(1));
});

test("letters differ, and each has all its pixels", () => {
  const rows = letterRows();
  assert.equal(new Set(rows.map(String)).size, letters.length);
  assert.ok(rows.every((row) => row.length === 35));
});

test("the diagram has an edge in both directions for every pair of units of different layers", () => {
  const { edges } = bidirectionalMemory();
  assert.equal(edges!.length, 12);
  assert.ok(edges!.every(({ arrow }) => arrow === "both"));
});

test("one pass gives each class the sum of its products minus all others", async () => {
  const { train, test } = await bitDigits(3);
  const [examples, asked] = [await rowsOf(train.x), (await rowsOf(test.x)).slice(0, 30)];
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const decided = asked.map((x) => {
    const scores = Array.from({ length: 10 }, (_, digit) =>
      examples.reduce((sum, one, n) => sum + dot(one, x) * (train.labels[n] === digit ? 1 : -1), 0),
    );
    return scores.indexOf(Math.max(...scores));
  });
  const part = { x: test.x.slice([0, 30]), labels: test.labels.slice(0, 30) };
  const correct = decided.filter((digit, n) => digit === part.labels[n]).length;
  assert.equal((await classify({ train, test: part }))["all, one pass"], correct / 30);
});

test("pairs: letters recall digits without raising the energy", async () => {
  const facts = await measure(pairs, quick(3));
  assert.equal(facts.descent, "never rises");
  assert.ok(facts.curves[1]!.forth[0]!.mean > 0.8);
  assert.equal(facts.letters.length, facts.drawn * 3 * 35);
  assert.deepEqual(checkAnswer(pairs.words(facts)), []);
});

test("capacity: a smaller second layer stores fewer pairs at rest", async () => {
  const { smaller, both, onePass } = await measure(capacity, quick(3));
  assert.equal(smaller, "a is larger");
  assert.ok(onePass[0]!.mean > both[0]!.mean);
});

test("classifier: one pass is above chance, and settling loses the class", async () => {
  const { usable, settling, ways } = await measure(classifier, quick(3));
  assert.deepEqual([usable, settling], ["above chance", "a is larger"]);
  assert.ok(ways[0]!.accuracy.mean > 0.8 && ways[3]!.accuracy.mean > 0.8);
});

test("the look recalls the digit of a damaged letter, and rejects one that is not stored", async () => {
  const see = (given: Record<string, string>) => pairLook.view(chosenInputs(pairLook.inputs, given), noRun);
  const whole = await see({ rows: "7", flipped: "0", pairs: "2" });
  assert.deepEqual([whole.end, whole.digit], [1, 1]);
  const crowded = await see({ pairs: "10" });
  assert.ok(whole.energies.every((value, i) => i === 0 || value <= whole.energies[i - 1]!));
  for (const facts of [whole, crowded, { ...whole, end: 0 }, { ...whole, end: null }]) {
    assert.deepEqual([...checkText(pairLook.words(facts)), ...checkSentences(pairLook.words(facts))], []);
  }
  await assert.rejects(see({ letter: "D", pairs: "3" }), /stored letters are A, B, C/);
  await assert.rejects(see({ letter: "?" }), /stored letters/);
});
